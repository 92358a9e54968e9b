import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Lockfile } from './locked-package.ts';
import { lockfileReader } from './lockfile-reader.ts';
import { npmMembers } from './npm-members.ts';

const read = (name: string, text: string): Lockfile => {
  const reader = lockfileReader(name);
  if (reader === undefined) throw new Error(`${name} is no lockfile`);
  return reader(text);
};

const briefly = ({ packages, unknown }: Lockfile) => ({
  packages: packages.map(({ ecosystem, name, version, line }) => `${ecosystem} ${name} ${version} :${line}`),
  unknown: unknown.map(({ reason, message }) => `${reason}: ${message}`),
});

describe('a lockfile', () => {
  it('is known by its name', () => {
    for (const name of [
      'a/package-lock.json',
      'pnpm-lock.yaml',
      'requirements.txt',
      'requirements-dev.txt',
      'x/uv.lock',
    ])
      expect(lockfileReader(name)).toBeDefined();
    for (const name of ['package.json', 'my-requirements.txt', 'constructor', 'poetry.lock/x'])
      expect(lockfileReader(name)).toBeUndefined();
  });

  it('of npm names packages by where they are installed, but not the project itself', () => {
    const text = JSON.stringify(
      {
        lockfileVersion: 3,
        packages: {
          '': { name: 'app', version: '1.0.0' },
          'packages/own': { name: 'own', version: '1.0.0' },
          'node_modules/own': { resolved: 'packages/own', link: true },
          'node_modules/@babel/core': { version: '7.1.0' },
          'node_modules/a/node_modules/b': { version: '2.0.0-rc.1' },
          'node_modules/alias': { name: 'real', version: '3.0.0' },
          'node_modules/forked': { version: '1.0.0', resolved: 'git+ssh://git@example.org/forked.git#abc' },
        },
      },
      undefined,
      2,
    );
    expect(briefly(read('package-lock.json', text))).toEqual({
      packages: ['npm @babel/core 7.1.0 :16', 'npm b 2.0.0-rc.1 :19', 'npm real 3.0.0 :22'],
      unknown: ['not_covered: forked comes from git, which no advisory names'],
    });
  });

  it('of npm 6 is read like later ones', () => {
    const text = JSON.stringify({
      lockfileVersion: 1,
      dependencies: {
        a: { version: '1.0.0', dependencies: { b: { version: '2.0.0' } } },
        c: { version: 'github:ann/c#abc' },
      },
    });
    expect(briefly(read('npm-shrinkwrap.json', text))).toEqual({
      packages: ['npm a 1.0.0 :1', 'npm b 2.0.0 :1'],
      unknown: ['not_covered: c comes from github, which no advisory names'],
    });
    expect(read('package-lock.json', '{"lockfileVersion": 1}').packages).toEqual([]);
  });

  it.each([
    [
      '9.0',
      [
        "  '@babel/core@7.1.0':",
        '  debug@4.3.4:',
        '  forked@https://codeload.example.org/x/tar.gz/abc:',
        '  own@file:own:',
      ],
    ],
    [
      '6.0',
      ['  /@babel/core@7.1.0:', '  /debug@4.3.4(supports-color@9.0.0):', '  /forked@https://codeload.example.org/x:'],
    ],
    [
      '5.4',
      ['  /@babel/core/7.1.0:', '  /debug/4.3.4_supports-color@9.0.0:', '  /forked/https://codeload.example.org/x:'],
    ],
  ])('of pnpm, version %s', (version, keys) => {
    const body = keys.flatMap((key) => [key, '    resolution: {integrity: sha512-x}', '    engines: {node: ">=6"}']);
    const text = [
      `lockfileVersion: '${version}'`,
      'importers:',
      '  .: {}',
      'packages:',
      ...body,
      'snapshots:',
      '  x@1.0.0: {}',
    ];
    expect(briefly(read('pnpm-lock.yaml', text.join('\n')))).toEqual({
      packages: ['npm @babel/core 7.1.0 :5', 'npm debug 4.3.4 :8'],
      unknown: ['not_covered: forked comes from https, which no advisory names'],
    });
  });

  it('of this very repository is read whole', () => {
    const text = readFileSync(new URL('../../../../../pnpm-lock.yaml', import.meta.url), 'utf8');
    const { packages, unknown } = read('pnpm-lock.yaml', text);
    const count = text.match(/^ {4}resolution: /gm)?.length;
    expect([packages.length, unknown]).toEqual([count, []]);
    expect(packages.some(({ name }) => name === '@secretlint/core')).toBe(true);
  });

  it('of pip counts where a version is exact', () => {
    const text = [
      '# a comment',
      '-r other.txt',
      '--index-url https://pypi.example.org/simple',
      'Flask_Login==0.6.3 \\',
      '    --hash=sha256:abc',
      'uvicorn[standard] === 0.30.1 ; python_version >= "3.8"  # why',
      'requests>=2',
      'django==4.*',
      '-e ./own',
      'wheel @ https://example.org/wheel.whl',
    ];
    expect(briefly(read('requirements.txt', text.join('\r\n')))).toEqual({
      packages: ['PyPI flask-login 0.6.3 :4', 'PyPI uvicorn 0.30.1 :6'],
      unknown: [7, 8, 9, 10].map((line) => `not_pinned: line ${line} names no exact version`),
    });
  });

  it('of Poetry, uv and Cargo', () => {
    const poetry = `
[[package]]
name = "Jinja2"
version = "2.4.1"
files = [
    {file = "x.whl", hash = "sha256:a"},
]

[package.dependencies]
version = "not this one"

[[package]]
name = "forked"
version = "1.0"

[package.source]
type = "git"
url = "https://example.org/x.git"

[metadata]
lock-version = "2.0"
`;
    expect(briefly(read('poetry.lock', poetry))).toEqual({
      packages: ['PyPI jinja2 2.4.1 :2'],
      unknown: ['not_covered: forked comes from git, which no advisory names'],
    });
    const uv = `version = 1
[[package]]
name = "app"
version = "0.1.0"
source = { editable = "." }

[[package]]
name = "six"
version = "1.16.0"
source = { registry = "https://pypi.example.org/simple" }
`;
    expect(briefly(read('uv.lock', uv))).toEqual({ packages: ['PyPI six 1.16.0 :7'], unknown: [] });
    const cargo = `version = 3
[[package]]
name = "app"
version = "0.1.0"

[[package]]
name = "time"
version = "0.1.44"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "forked"
version = "1.0.0"
source = "git+https://example.org/forked#abc"
`;
    expect(briefly(read('Cargo.lock', cargo))).toEqual({
      packages: ['crates.io time 0.1.44 :6'],
      unknown: ['not_covered: forked comes from git, which no advisory names'],
    });
  });

  it.each([
    ['package-lock.json', 'no json'],
    ['package-lock.json', '{}'],
    ['pnpm-lock.yaml', ''],
    ['pnpm-lock.yaml', "lockfileVersion: '10.0'\n"],
    ['poetry.lock', ''],
    ['Cargo.lock', '[[package]]\nversion = "1"\n'],
  ])('S57: %s that is %j is not taken for an empty one', (name, text) => {
    expect(() => read(name, text)).toThrow();
  });
});

describe('npmMembers', () => {
  it('names the members below the lockfile, and no folder outside', () => {
    const dependencies = { lodash: '1.0.0' };
    const packages = {
      '': { name: 'app' },
      'node_modules/@own/a': { resolved: 'packages/a', link: true },
      'node_modules/lodash': { version: '1.0.0' },
      'packages/a': { version: '1.0.0', dependencies },
      'packages/a/node_modules/lodash': { version: '2.0.0' },
      '../outside': {},
      'packages/../../outside': {},
      '/etc/outside': {},
      'C:\\outside': {},
    };
    expect(npmMembers(JSON.stringify({ lockfileVersion: 3, packages }))).toEqual([
      { folder: 'packages/a', manifest: { name: '@own/a', version: '1.0.0', dependencies } },
    ]);
    expect(npmMembers('{"lockfileVersion":1}')).toEqual([]);
  });
});
