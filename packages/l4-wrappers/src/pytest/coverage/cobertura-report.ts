import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { Coverage } from './coverage.ts';
import { decodeEntities, refuseDeclarations } from '../reports/xml-text.ts';

const line = z.object({
  number: z.coerce.number().int(),
  hits: z.coerce.number(),
  'condition-coverage': z.string().optional(),
});
/** An element that is empty comes as text. */
const list = <Inner extends z.ZodType>(name: string, inner: Inner) =>
  z
    .union([z.string(), z.object({ [name]: z.array(inner).optional() })])
    .optional()
    // The key was given just above; a computed one is lost on the type.
    .transform((found) => (typeof found === 'object' ? ((found[name] ?? []) as z.output<Inner>[]) : []));

const measuredClass = z.object({ filename: z.string(), lines: list('line', line) });
const measuredPackage = z.object({ classes: list('class', measuredClass) });
const report = z.object({ coverage: z.object({ packages: list('package', measuredPackage) }) });

const lists = new Set(['package', 'class', 'line']);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  isArray: (name: string) => lists.has(name),
});

type Line = z.output<typeof line>;
type MeasuredFile = Coverage['files'][number];

const percentOf = (covered: number, all: number): number => (all === 0 ? 100 : (100 * covered) / all);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** `50% (1/2)`: one of two branches. */
const branchesOf = (lines: readonly Line[]): MeasuredFile['branches'] => {
  const pairs = lines.flatMap((one) => {
    const [, covered, total] = one['condition-coverage']?.match(/\((\d+)\/(\d+)\)/) ?? [];
    return covered === undefined ? [] : [{ covered: Number(covered), total: Number(total) }];
  });
  if (pairs.length === 0) return undefined;
  return { covered: sum(pairs.map((pair) => pair.covered)), total: sum(pairs.map((pair) => pair.total)) };
};

const fileOf = (path: string, lines: readonly Line[]): MeasuredFile => {
  const byNumber = new Map<number, Line>();
  for (const one of lines) {
    const before = byNumber.get(one.number);
    if (before === undefined || before.hits < one.hits) byNumber.set(one.number, one);
  }
  const all = [...byNumber.values()];
  const missing = all.filter((one) => one.hits === 0).map((one) => one.number);
  const branches = branchesOf(all);
  const coveredLines = all.length - missing.length;
  return {
    path,
    percent: percentOf(coveredLines + (branches?.covered ?? 0), all.length + (branches?.total ?? 0)),
    coveredLines,
    missingLines: missing.toSorted((one, other) => one - other),
    ...(branches === undefined ? {} : { branches }),
  };
};

/**
 * Reads a report in Cobertura's XML, as `coverage xml` and most other tools write it; counts are made from its lines.
 *
 * @throws Error saying what is wrong with it.
 */
export const parseCobertura = (xml: string): Coverage => {
  refuseDeclarations(xml);
  const parsed = report.safeParse(parser.parse(xml, true));
  if (!parsed.success) throw new Error('it is no Cobertura report: it has no <coverage> with packages and classes');
  const linesOf = new Map<string, Line[]>();
  for (const { filename, lines } of parsed.data.coverage.packages.flatMap((one) => one.classes)) {
    const path = decodeEntities(filename);
    linesOf.set(path, [...(linesOf.get(path) ?? []), ...lines]);
  }
  const files = [...linesOf].map(([path, lines]) => fileOf(path, lines));
  const coveredLines = sum(files.map((file) => file.coveredLines));
  const missingLines = sum(files.map((file) => file.missingLines.length));
  const measured = files.flatMap((file) => file.branches ?? []);
  const branches = { covered: sum(measured.map((one) => one.covered)), total: sum(measured.map((one) => one.total)) };
  return {
    percent: percentOf(coveredLines + branches.covered, coveredLines + missingLines + branches.total),
    coveredLines,
    missingLines,
    ...(measured.length === 0 ? {} : { branches }),
    files,
  };
};
