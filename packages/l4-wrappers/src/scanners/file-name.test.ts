import fc from 'fast-check';
import { expect, it } from 'vitest';
import { artifactUri } from './artifact-uri.ts';
import { systemPath, textOfName } from './file-name.ts';

/** The bytes that a URI stands for. */
const bytesOf = (uri: string): Buffer =>
  Buffer.from(
    uri.replaceAll(/%([\dA-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

it.each([
  [[0x61, 0xe9], 'a\udce9', 'a%E9'],
  [[0xc3, 0xa9, 0xc3], 'é\udcc3', '%C3%A9%C3'],
  // What UTF-8 forbids: a surrogate in three bytes, a slash in two.
  [[0xed, 0xb3, 0xa9], '\udced\udcb3\udca9', '%ED%B3%A9'],
  [[0xc0, 0xaf], '\udcc0\udcaf', '%C0%AF'],
  [[0xf0, 0x9f, 0x92, 0x80, 0xff], '💀\udcff', '%F0%9F%92%80%FF'],
])('the name of the bytes %j is %j', (bytes, text, uri) => {
  expect(textOfName(Buffer.from(bytes))).toBe(text);
  expect(artifactUri(text)).toBe(uri);
});

it('no byte of a name is lost, neither on the way to the file system nor in a URI', () => {
  const characters = fc.string({ unit: 'binary' }).map((text) => Buffer.from(text.replaceAll('/', '')));
  const bytes = fc.uint8Array().map((given) => Buffer.from(given.filter((byte) => byte !== 0x2f)));
  const names = fc.array(fc.oneof(characters, bytes)).map((parts) => Buffer.concat(parts));
  fc.assert(
    fc.property(names, (name) => {
      const text = textOfName(name);
      expect(Buffer.from(systemPath(text) as string)).toEqual(name);
      expect(bytesOf(artifactUri(text))).toEqual(name);
    }),
  );
});

it('a URI is well-formed whatever the path is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (path) => {
      expect(artifactUri(`${path}\ud800`)).toMatch(/^[!-~]+$/);
    }),
  );
});
