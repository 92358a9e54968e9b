import { afterAll, expect, test } from 'vitest';
import { Workshop } from '../project.fixture.ts';
import { UsageError } from '../usage-error.ts';
import { type ShipOptions, parseShipOptions } from './ship-order.ts';
import { textLike } from '../text-like.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.dispose]());
const folder = workshop.folder({ 'a.txt': '' });
const good: ShipOptions = { repo: 'octo/app', path: folder, title: 'Mend the sum' };

test('what is left out has its default, and a title is trimmed', async () => {
  const order = await parseShipOptions({ ...good, title: ' Mend the sum ' });
  expect(order).toEqual({ repo: 'octo/app', path: folder, title: 'Mend the sum', base: 'main', approve: 'ask' });
});

test('a limit of 0 is a limit', async () => {
  expect(await parseShipOptions({ ...good, minCoverage: '0' })).toMatchObject({ minCoverage: 0 });
});

test('a patch is read, byte order mark and line ends included', async () => {
  const patch = '\uFEFF--- a/x\r\n+++ b/x\n';
  expect(await parseShipOptions({ ...good, patch: workshop.file('x.patch', patch) })).toMatchObject({ patch });
});

const bad: readonly (readonly [ShipOptions, RegExp])[] = [
  [{ repo: 'app' }, /^--repo must be OWNER\/NAME, not 'app'$/],
  [{ repo: '-x/../y' }, /^--repo must be OWNER\/NAME/],
  [{ repo: '_a/b' }, /^--repo must be OWNER\/NAME, not '_a\/b'$/],
  [{ repo: '-a/b' }, /^--repo must be OWNER\/NAME/],
  [{ repo: 'octo/..' }, /^--repo must be OWNER\/NAME/],
  [{ repo: 'https://github.com/octo/app' }, /^--repo must be OWNER\/NAME/],
  [{ title: ' ' }, /^--title is empty/],
  [{ title: 'x'.repeat(257) }, /^--title is longer than 256 characters$/],
  [{ path: '' }, /^--path is empty/],
  [{ path: `${folder}/none` }, /^--path: there is no directory \/.*\/none$/],
  [{ path: `${folder}/a.txt` }, /^--path: \/.*a\.txt is a file$/],
  [{ minCoverage: '101' }, /^--min-coverage must be a number from 0 to 100/],
  [{ minCoverage: '-1' }, /^--min-coverage must be a number from 0 to 100, not '-1'$/],
  [{ minCoverage: 'all' }, /^--min-coverage must be/],
  [{ minCoverage: '' }, /^--min-coverage must be/],
  [{ approve: 'yes' }, /^--approve must be ask or auto, not 'yes'$/],
  [{ branch: 'a..b' }, /^--branch 'a\.\.b' cannot name a branch: /],
  [{ base: '' }, /^--base '' cannot name a branch: /],
  [{ container: '' }, /^--container is empty/],
  [{ python: '' }, /^--python is empty/],
  [{ patch: `${folder}/none.patch` }, /^--patch: there is no file /],
  [{ patch: folder }, /^--patch: .* cannot be read \(EISDIR\)$/],
  [{ patch: workshop.file('latin.patch', new Uint8Array([0xe9])) }, /^--patch: .* is not UTF-8 text$/],
];

test.for(bad)('S39: %j is refused in one line', async ([given, message]) => {
  const refusal: unknown = await parseShipOptions({ ...good, ...given }).catch((cause: unknown) => cause);
  expect(refusal).toBeInstanceOf(UsageError);
  expect(refusal).toMatchObject({ message: textLike(message), hint: textLike(/./) });
});
