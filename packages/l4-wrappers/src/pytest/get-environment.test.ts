import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PyTestCLIWrapper } from './index.ts';
import { type TestProject, createTestProject, ctx, pythonWithPytest } from './project.fixture.ts';

const python = pythonWithPytest ?? 'python3';
const missing = process.env['CI'] !== 'true' && pythonWithPytest === undefined;

/** As setuptools writes it for a project whose modules cannot be reached through a folder in `sys.path`. */
const finder = (mapping: Readonly<Record<string, string>>, namespaces: Readonly<Record<string, string[]>> = {}) => `
import sys
MAPPING = ${JSON.stringify(mapping)}
NAMESPACES = ${JSON.stringify(namespaces)}
class _EditableFinder:
    @classmethod
    def find_spec(cls, fullname, path=None, target=None): return None
class _EditableNamespaceFinder:
    @classmethod
    def _path_hook(cls, path): raise ImportError
sys.meta_path.append(_EditableFinder)
sys.path_hooks.append(_EditableNamespaceFinder._path_hook)
`;

const environmentOf = async ({ cwd }: Pick<TestProject, 'cwd'>, env: Readonly<Record<string, string>>) => {
  const answer = await new PyTestCLIWrapper({ python, env }).execute({ operation: 'get_environment', cwd }, ctx);
  if (!answer.success) throw new Error(JSON.stringify(answer.error));
  return answer.data;
};

describe.skipIf(missing)('get_environment (needs Python)', () => {
  it('A15: names the folders that an import hook of setuptools maps modules to', async () => {
    using library = createTestProject({
      'src/mylib/__init__.py': '',
      'single/other.py': '',
      'spaces/ns/part/__init__.py': '',
    });
    const mapping = { mylib: join(library.cwd, 'src/mylib'), other: join(library.cwd, 'single/other') };
    using site = createTestProject({
      '__editable___mylib_1_0_finder.py': finder(mapping, { ns: [join(library.cwd, 'spaces/ns')] }),
      'sitecustomize.py': 'import __editable___mylib_1_0_finder\n',
    });
    const { modulePaths, importHooks } = await environmentOf(site, { PYTHONPATH: site.cwd });
    expect(importHooks).toEqual([]);
    const places = ['src/mylib', 'single', 'spaces/ns'].map((path) => join(library.cwd, path));
    expect(modulePaths.toSorted()).toEqual([site.cwd, ...places].toSorted());
  });

  it.each([
    [
      'has no mapping',
      '__editable___a_finder',
      'import sys\nclass F:\n    find_spec = classmethod(lambda *_: None)\nsys.meta_path.append(F)\n',
    ],
    ['maps to nowhere', '__editable___a_finder', finder({ a: '/no/such/folder/a' })],
    ['maps to what is no path', '__editable___a_finder', finder({ a: 'a' })],
    [
      'is of nobody known',
      'my_hooks',
      'import sys\nclass F:\n    def find_spec(self, *_): return None\nsys.meta_path.insert(0, F())\n',
    ],
    ['is of nobody known and has a mapping', 'my_hooks', finder({})],
    ['reads paths', 'my_hooks', 'import sys\ndef hook(path): raise ImportError\nsys.path_hooks.insert(0, hook)\n'],
  ])('A15: says so of an import hook that %s', async (_what, module, content) => {
    using site = createTestProject({ [`${module}.py`]: content, 'sitecustomize.py': `import ${module}\n` });
    expect((await environmentOf(site, { PYTHONPATH: site.cwd })).importHooks).toEqual([module]);
  });

  it('A15: names the folders that installers have written down as editable, and says so of those it cannot read', async () => {
    using library = createTestProject({ 'my lib/a.py': '' });
    const place = join(library.cwd, 'my lib');
    const record = (url: string, editable: boolean) => JSON.stringify({ url, dir_info: { editable } });
    using site = createTestProject({
      'a-1.dist-info/direct_url.json': record(`file://${place.replaceAll(' ', '%20')}`, true),
      'b-1.dist-info/direct_url.json': record('file:///no/such/folder', false),
      'c-1.dist-info/direct_url.json': record('https://example.org/c', true),
      'd-1.dist-info/direct_url.json': '{',
      'e-1.dist-info/METADATA': '',
      'f.pth': '',
    });
    const { modulePaths, importHooks, distributions } = await environmentOf(site, { PYTHONPATH: site.cwd });
    expect(modulePaths).toEqual([site.cwd, place]);
    expect(importHooks).toEqual(['c-1.dist-info', 'd-1.dist-info']);
    expect(distributions.filter((name) => /^[a-f][-.]/.test(name) && !name.includes('.dist-info '))).toHaveLength(1);
  });

  it('A15: names archives of modules, and folders that are only called like those of installed ones', async () => {
    using library = createTestProject({ 'a.py': '' });
    const [archive, folder] = [join(library.cwd, 'a.zip'), join(library.cwd, 'our-packages')];
    execFileSync(python, ['-m', 'zipfile', '-c', archive, join(library.cwd, 'a.py')]);
    mkdirSync(folder);
    const { modulePaths } = await environmentOf(library, { PYTHONPATH: [archive, folder].join(delimiter) });
    expect(modulePaths).toEqual([archive, folder]);
  });

  it('A15: tells which arguments every run of pytest gets besides', async () => {
    using project = createTestProject({});
    const { addedOptions } = await environmentOf(project, { PYTEST_ADDOPTS: '-c other.ini' });
    expect(addedOptions).toBe('-c other.ini');
    expect((await environmentOf(project, {})).addedOptions).toBe('');
  });
});
