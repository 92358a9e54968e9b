import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReportedTest } from './reports/junit-report.ts';

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** A file's path as JUnit class names have it: without `.py`, with dots for slashes. */
const dotted = (path: string): string => path.replace(/\.py$/, '').replaceAll('/', '.');

const idOf = (file: string, classes: string, name: string): string =>
  [file, ...(classes === '' ? [] : classes.split('.')), name].join('::');

/** A test that a class inherits stands in another file than its class: then the class's file is looked for. */
const inheritedId = async (test: ReportedTest, root: string): Promise<string | undefined> => {
  const parts = test.classname.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const file = `${parts.slice(0, length).join('/')}.py`;
    if (await exists(join(root, file))) return idOf(file, parts.slice(length).join('.'), test.name);
  }
  return undefined;
};

/**
 * pytest's own id of a test in a report: what can be handed to pytest again to run just this one. Where the report does not
 * name files, they are looked for from the project's folder upwards; without it the id is made of the class's name.
 */
export const nodeIdOf = async (test: ReportedTest, cwd: string | undefined): Promise<string> => {
  const { file, classname, name } = test;
  // A module that could not be collected is reported without a class, under its dotted name.
  if (classname === '') return file ?? name;
  if (file !== undefined) {
    const module = dotted(file);
    if (classname === module) return idOf(file, '', name);
    if (classname.startsWith(`${module}.`)) return idOf(file, classname.slice(module.length + 1), name);
  }
  if (cwd === undefined) return `${classname}::${name}`;
  // Ids are relative to pytest's root folder, which may be any folder above.
  for (let root = cwd; ; root = dirname(root)) {
    const id = await inheritedId(test, root);
    if (id !== undefined) return id;
    if (root === dirname(root)) return `${classname}::${name}`;
  }
};
