import { describe, expect, it } from 'vitest';
import { registryInNpmrc, registryInWorkspace } from './project-registry.ts';

const url = 'https://npm.example.org/';

describe('the registry that a project names', () => {
  it.each([
    ['', undefined],
    [`registry=${url}`, url],
    [`registry = "${url}"\r\n`, url],
    [`registry=http://127.0.0.1:9/\n  registry='https://npm.example.org'\n`, url],
    [`# registry=${url}\n;registry=${url}\n@own:registry=${url}\n`, undefined],
  ])('in an .npmrc: %j', (text, expected) => {
    expect(registryInNpmrc(text)).toBe(expected);
  });

  it.each([
    ['packages:\n  - a\n', undefined],
    [`registry: ${url}\n`, url],
    [`registry: "${url}"\n`, url],
    [`packages:\n  - a\nregistries:\n  "@own": https://own.example.org/\n  default: ${url}\n`, url],
    [`catalogs:\n  default:\n    a: 1.0.0\n`, undefined],
    [`registries:\n  '@own': https://own.example.org/\ncatalogs:\n  default: 1\n`, undefined],
  ])('in a pnpm-workspace.yaml: %j', (text, expected) => {
    expect(registryInWorkspace(text)).toBe(expected);
  });

  it.each(['https://example.org/${TOKEN}/', 'file:///etc', 'nothing', ''])('S57: %j is refused', (value) => {
    expect(() => registryInNpmrc(`registry=${value}\n`)).toThrow('registry');
  });
});
