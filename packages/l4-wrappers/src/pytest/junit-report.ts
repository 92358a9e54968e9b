import { readFile, stat } from 'node:fs/promises';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

/** One test as pytest's JUnit report has it. */
export interface ReportedTest {
  readonly file: string | undefined;
  readonly classname: string;
  readonly name: string;
  /** Counted from 1. */
  readonly line: number | undefined;
  readonly durationMs: number;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped' | 'xfailed';
  readonly message: string | undefined;
  /** How many failures and errors it has: subtests fail one by one. */
  readonly failures: number;
  readonly errors: number;
}

/** No report of a real suite comes near; a test that prints without end does. In bytes. */
const maxReportBytes = 64 * 1024 * 1024;

/** How much of a failure's text is kept, in characters. */
const maxMessageLength = 2_000;

const mark = z.union([
  z.string().transform((text) => ({ message: text, type: '', '#text': text })),
  z.object({ message: z.string().default(''), type: z.string().default(''), '#text': z.string().default('') }),
]);

const testcase = z.object({
  classname: z.string().default(''),
  name: z.string(),
  file: z.string().optional(),
  line: z.coerce.number().int().optional(),
  time: z.coerce.number().default(0),
  failure: z.array(mark).default([]),
  error: z.array(mark).default([]),
  skipped: z.array(mark).default([]),
});

const suite = z.union([
  z.string().transform(() => ({ testcase: [] })),
  z.object({ testcase: z.array(testcase).default([]) }),
]);
const report = z.object({ testsuites: z.object({ testsuite: z.array(suite) }) });

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // What the five standard entities and character references mean is decoded here; no others are allowed.
  processEntities: false,
  isArray: (name) => ['testsuite', 'testcase', 'failure', 'error', 'skipped'].includes(name),
});

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const decode = (text: string): string =>
  text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d+)|#x([0-9a-fA-F]+));/g,
    (whole, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );

const outcomeOf = (test: z.output<typeof testcase>): ReportedTest['outcome'] => {
  if (test.failure.length > 0) return 'failed';
  if (test.error.length > 0) return 'error';
  const [skipped] = test.skipped;
  if (skipped === undefined) return 'passed';
  return skipped.type === 'pytest.xfail' ? 'xfailed' : 'skipped';
};

const reportedTest = (test: z.output<typeof testcase>): ReportedTest => {
  const [why] = [...test.failure, ...test.error, ...test.skipped];
  // "collection failure" says nothing; what went wrong is in the text.
  const text =
    why === undefined
      ? undefined
      : decode(why.message === 'collection failure' ? why['#text'] : why.message || why['#text']);
  return {
    file: test.file === undefined ? undefined : decode(test.file),
    classname: decode(test.classname),
    name: decode(test.name),
    line: test.line === undefined ? undefined : test.line + 1,
    durationMs: Math.round(test.time * 1_000_000) / 1_000,
    outcome: outcomeOf(test),
    message: text === undefined || text === '' ? undefined : text.slice(0, maxMessageLength),
    failures: test.failure.length,
    errors: test.error.length,
  };
};

/**
 * Reads the XML of a report.
 *
 * @throws Error saying what is wrong with it, when it is no JUnit report or declares entities of its own.
 */
export const parseJunitReport = (xml: string): readonly ReportedTest[] => {
  // pytest escapes every `<` of a test's output, so a declaration is none of pytest's.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw new Error('it declares a document type, which pytest never does');
  const parsed = report.safeParse(parser.parse(xml, true));
  if (!parsed.success) throw new Error(`it is no JUnit report: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  return parsed.data.testsuites.testsuite.flatMap((one) => one.testcase.map(reportedTest));
};

/** Reads a report's file; `undefined` when there is none. @throws Error as `parseJunitReport`, or when it is too large. */
export const readJunitReport = async (path: string): Promise<readonly ReportedTest[] | undefined> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.size > maxReportBytes) throw new Error(`it has ${found.size} bytes; at most ${maxReportBytes} are read`);
  return parseJunitReport(await readFile(path, 'utf8'));
};
