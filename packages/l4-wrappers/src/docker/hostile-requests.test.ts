import { createContext } from '@strata/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DockerSDKWrapper } from './docker-sdk-wrapper.ts';

/** Nothing answers there, so whatever is not refused before it is sent is `unavailable`. */
const docker = new DockerSDKWrapper({ socketPath: '/no/such/docker.sock' });

const kindOf = async (request: object): Promise<string> => {
  const answer = await docker.execute(request as never, createContext());
  return answer.success ? 'success' : (answer.error as { kind: string }).kind;
};

/** Each field that ends up in an address, or names something new. */
const fields = [
  ['run_container', 'name', { image: 'x:1' }],
  ['run_container', 'image', {}],
  ['run_container', 'network', { image: 'x:1' }],
  ['start_container', 'container', {}],
  ['stop_container', 'container', {}],
  ['restart_container', 'container', {}],
  ['remove_container', 'container', {}],
  ['inspect_container', 'container', {}],
  ['get_container_logs', 'container', {}],
  ['exec', 'container', { command: ['true'] }],
  ['wait_for_health', 'container', {}],
  ['stats', 'container', {}],
  ['pull_image', 'image', {}],
  ['push_image', 'image', {}],
  ['tag_image', 'image', { tag: 'y:1' }],
  ['tag_image', 'tag', { image: 'x:1' }],
  ['remove_image', 'image', {}],
  ['inspect_image', 'image', {}],
  ['create_volume', 'name', {}],
  ['remove_volume', 'name', {}],
  ['inspect_volume', 'name', {}],
  ['create_network', 'name', {}],
  ['remove_network', 'network', {}],
  ['inspect_network', 'network', {}],
  ['connect_network', 'network', { container: 'x' }],
  ['connect_network', 'container', { network: 'x' }],
  ['disconnect_network', 'network', { container: 'x' }],
  ['list_containers', 'network', {}],
] as const;

describe.each(fields)('%s: %s', (operation, field, rest) => {
  test.each([
    '../containers/json',
    'a/../b',
    'x?force=1',
    'x#y',
    'a b',
    'a;id',
    '$(id)',
    '`id`',
    'a\nb',
    '-rf',
    '',
    '.',
    'ä',
  ])('S64: %j is refused before anything is sent', async (value) => {
    expect(await kindOf({ operation, ...rest, [field]: value })).toBe('invalid_input');
  });

  test('S64: no text at all makes the wrapper throw, or changes the address', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[a-zA-Z0-9_./:@?%-]{1,20}$/),
    );
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const kind = await kindOf({ operation, ...rest, [field]: value });
        expect(kind).toBeOneOf(['invalid_input', 'unavailable']);
        if (/[?#%\\\s]|\.\.\/|^\//.test(value)) expect(kind).toBe('invalid_input');
      }),
      { numRuns: 50 },
    );
  });
});
