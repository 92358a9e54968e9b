import { basename, posix } from 'node:path';
import type { PackageFolder, SourceFile } from './package-folder.ts';
import { scope } from './package-folder.ts';
import { emptyNames, isAllowed, isAllowedInTests } from './rules.ts';

const isForTests = (path: string): boolean => /\.(test|test-d|fixture)\.tsx?$/.test(path);

const checkManifest = (folder: PackageFolder): readonly string[] => {
  const { name, dependsOn, developsWith, references } = folder;
  const problems = [
    ...dependsOn.filter((to) => !isAllowed(name, to)).map((to) => `${name}: may not depend on ${to}`),
    ...developsWith.filter((to) => !isAllowedInTests(name, to)).map((to) => `${name}: its tests may not use ${to}`),
  ];
  if (references.join() !== dependsOn.join()) {
    problems.push(`${name}: tsconfig references [${references.join(', ')}], the manifest [${dependsOn.join(', ')}]`);
  }
  return problems;
};

const checkImport = (
  folder: PackageFolder,
  file: SourceFile,
  imported: string,
  all: readonly PackageFolder[],
): string | undefined => {
  const where = `${folder.name}/${file.path}`;
  if (imported.startsWith('.')) {
    const target = posix.join(posix.dirname(file.path), imported);
    return target.startsWith('..') ? `${where}: ${imported} leaves the package; import it by its name` : undefined;
  }
  if (!imported.startsWith(scope)) return undefined;
  const [name = '', ...rest] = imported.slice(scope.length).split('/');
  if (name === folder.name) return isForTests(file.path) ? undefined : `${where}: imports its own package by name`;
  const declared = isForTests(file.path) ? [...folder.dependsOn, ...folder.developsWith] : folder.dependsOn;
  if (!declared.includes(name)) return `${where}: imports ${imported}, which its manifest does not declare for it`;
  const entry = ['.', ...rest].join('/');
  const target = all.find((candidate) => candidate.name === name);
  return target?.entries.includes(entry) ? undefined : `${where}: ${imported} is not an entry of that package`;
};

const checkFile = (folder: PackageFolder, file: SourceFile, all: readonly PackageFolder[]): readonly string[] => {
  const problems = file.imports
    .map((imported) => checkImport(folder, file, imported, all))
    .filter((problem) => problem !== undefined);
  const [noun = ''] = basename(file.path).split('.');
  if (emptyNames.has(noun)) problems.push(`${folder.name}/${file.path}: name the file for the noun inside`);
  return problems;
};

/** Every way in which the packages break the house's layering, one line each; a check that saw nothing says so. */
export const checkLayers = (folders: readonly PackageFolder[]): readonly string[] => {
  const files = folders.reduce((sum, folder) => sum + folder.files.length, 0);
  const edges = folders.reduce((sum, folder) => sum + folder.dependsOn.length, 0);
  if (files === 0 || edges === 0) return [`saw ${files} files and ${edges} edges: the check is blind`];
  return folders.flatMap((folder) => [
    ...checkManifest(folder),
    ...folder.files.flatMap((file) => checkFile(folder, file, folders)),
  ]);
};
