import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { root } from '../verify/root.ts';
import type { Snippet } from './extract.ts';

/** Where the snippets stand while they are checked: ignored by git, inside the repository so that imports resolve. */
export const snippetFolder = `${root}/.strata/checks/snippets`;

const tsconfig = {
  extends: '../../../tsconfig.base.json',
  compilerOptions: {
    composite: false,
    noEmit: true,
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    rootDir: '../../..',
    types: ['node'],
  },
  include: ['*.ts'],
};

/** `README.md` line 12 becomes `README-12.ts`, so that a message of the compiler leads back to the page. */
export const fileNameOf = ({ page, line }: Snippet): string =>
  `${page.replace(/\.md$/, '').replaceAll(/[^\w]+/g, '-')}-${line}.ts`;

/** Writes each snippet to a module of its own, next to links to all our packages, as a user's project would have. */
export const writeSnippets = (snippets: readonly Snippet[]): void => {
  rmSync(snippetFolder, { recursive: true, force: true });
  mkdirSync(`${snippetFolder}/node_modules/@strata`, { recursive: true });
  for (const name of readdirSync(`${root}/packages`)) {
    symlinkSync(`${root}/packages/${name}`, `${snippetFolder}/node_modules/@strata/${name}`, 'dir');
  }
  writeFileSync(`${snippetFolder}/package.json`, '{ "type": "module" }\n');
  writeFileSync(`${snippetFolder}/tsconfig.json`, JSON.stringify(tsconfig));
  for (const snippet of snippets) {
    // A module, even when the block imports nothing.
    writeFileSync(`${snippetFolder}/${fileNameOf(snippet)}`, `${snippet.code}export {};\n`);
  }
};
