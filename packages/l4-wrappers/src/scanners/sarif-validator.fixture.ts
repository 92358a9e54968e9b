import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { SarifLog } from './index.ts';

const inCi = process.env['CI'] !== undefined;

/** The program comes in a package for each platform; of Linux there is only the one for x64. */
const findProgram = async (): Promise<string | undefined> => {
  if (!inCi && process.platform === 'linux' && process.arch !== 'x64') return undefined;
  try {
    return (await import('@microsoft/sarif-multitool')).default;
  } catch (cause) {
    if (inCi) throw cause;
    return undefined;
  }
};

/** The standard's own validator (github.com/microsoft/sarif-sdk); `undefined` on a platform that it is not made for. */
export const sarifMultitool = await findProgram();

/**
 * The standard's JSON schema, which comes with the validator. It calls itself a 2020-12 schema and keeps its definitions
 * where draft 7 has them. Zod takes a reference for a whole URL, so those are left to the validator.
 */
const readSchema = (program: string) => {
  const text = readFileSync(join(dirname(program), 'sarif-2.1.0.json'), 'utf8');
  const schema: unknown = JSON.parse(text, (key, value: unknown) =>
    key === 'format' && value === 'uri-reference' ? undefined : value,
  );
  return z.fromJSONSchema({ ...z.looseObject({}).parse(schema), $schema: 'http://json-schema.org/draft-07/schema#' });
};

/** What the standard says of the shape of a log. The validator itself overlooks wrong words, such as an unknown level. */
export const standardSchema = sarifMultitool === undefined ? z.unknown() : readSchema(sarifMultitool);

const told = /^(.*)\.sarif\(\d+,\d+\): (error|warning) (\w+): (.*)$/gm;

/**
 * What the validator says of these logs, by their names; one start for all. It prints what is wrong, and returns 0 all
 * the same; it passes over an empty file in silence, so the number of the files that it has read counts too.
 */
export const validatorSays = async (program: string, logs: Readonly<Record<string, SarifLog>>) => {
  const folder = mkdtempSync(join(tmpdir(), 'strata-sarif-'));
  try {
    const files = Object.keys(logs).map((name) => join(folder, `${name}.sarif`));
    for (const [name, log] of Object.entries(logs))
      writeFileSync(join(folder, `${name}.sarif`), JSON.stringify(log, undefined, 1));
    // It has no tables of languages with it, and does not start without being told so.
    const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };
    const { stdout } = await promisify(execFile)(program, ['validate', ...files], { env, maxBuffer: 2 ** 24 });
    if (!stdout.includes(`Done. ${files.length} files scanned.`)) throw new Error(`not all files were read: ${stdout}`);
    const problems = [...stdout.matchAll(told)].map(([, file = '', level, rule, words]) => ({
      log: file.slice(folder.length + 1),
      rule: `${level} ${rule}`,
      words,
    }));
    return problems.toSorted((one, other) => (one.log < other.log ? -1 : 1));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
