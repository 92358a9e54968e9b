import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { decodeEntities, refuseDeclarations } from './xml-text.ts';

/** One test as a JUnit report has it. */
export interface ReportedTest {
  readonly file: string | undefined;
  readonly classname: string;
  readonly name: string;
  /** Counted from 1. */
  readonly line: number | undefined;
  readonly durationMs: number;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped' | 'xfailed' | 'xpassed';
  readonly message: string | undefined;
  readonly traceback: string | undefined;
  readonly stdout: string | undefined;
  readonly stderr: string | undefined;
}

/** How much of a failure's text is kept, in characters. */
const maxMessageLength = 2_000;
const maxTextLength = 8_000;

const mark = z.union([
  z.string().transform((text) => ({ message: text, type: '', '#text': text })),
  z.object({ message: z.string().default(''), type: z.string().default(''), '#text': z.string().default('') }),
]);
const text = z.union([z.string(), z.object({ '#text': z.string().default('') }).transform((one) => one['#text'])]);
const property = z.object({ name: z.string().default(''), value: z.string().default('') });
const properties = z.union([
  z.string().transform(() => ({ property: [] })),
  z.object({ property: z.array(property).default([]) }),
]);

const testcase = z.object({
  classname: z.string().default(''),
  name: z.string(),
  file: z.string().optional(),
  line: z.coerce.number().int().optional(),
  // Some tools write thousands with a comma.
  time: z
    .string()
    .default('0')
    .transform((time) => Number(time.replaceAll(',', '')))
    .pipe(z.number().nonnegative()),
  failure: z.array(mark).default([]),
  error: z.array(mark).default([]),
  skipped: z.array(mark).default([]),
  'system-out': z.array(text).default([]),
  'system-err': z.array(text).default([]),
  properties: properties.optional(),
});

interface Suite {
  readonly testcase: readonly z.output<typeof testcase>[];
  readonly testsuite: readonly Suite[];
}
const suite: z.ZodType<Suite> = z.lazy(() =>
  z.union([
    z.string().transform(() => ({ testcase: [], testsuite: [] })),
    z.object({ testcase: z.array(testcase).default([]), testsuite: z.array(suite).default([]) }),
  ]),
);
const report = z.union([z.object({ testsuites: suite }), z.object({ testsuite: z.array(suite).min(1) })]);

const lists = new Set(['testsuite', 'testcase', 'failure', 'error', 'skipped', 'system-out', 'system-err', 'property']);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // What the five standard entities and character references mean is decoded here; no others are allowed.
  processEntities: false,
  isArray: (name) => lists.has(name),
});

const outcomeOf = (test: z.output<typeof testcase>): ReportedTest['outcome'] => {
  if (test.failure.length > 0) return 'failed';
  if (test.error.length > 0) return 'error';
  const [skipped] = test.skipped;
  if (skipped !== undefined) return skipped.type === 'pytest.xfail' ? 'xfailed' : 'skipped';
  const told = test.properties?.property.find((one) => one.name === 'outcome');
  return told?.value === 'xpassed' ? 'xpassed' : 'passed';
};

const decoded = (given: string | undefined, maxLength: number): string | undefined =>
  given === undefined || given.trim() === '' ? undefined : decodeEntities(given).slice(0, maxLength);

const reportedTest = (test: z.output<typeof testcase>): ReportedTest => {
  const [why] = [...test.failure, ...test.error, ...test.skipped];
  // "collection failure" says nothing; what went wrong is in the text.
  const message = why?.message === 'collection failure' ? why['#text'] : why?.message || why?.['#text'];
  return {
    file: decoded(test.file, maxTextLength),
    classname: decodeEntities(test.classname),
    name: decodeEntities(test.name),
    line: test.line === undefined ? undefined : test.line + 1,
    durationMs: Math.round(test.time * 1_000_000) / 1_000,
    outcome: outcomeOf(test),
    message: decoded(message, maxMessageLength),
    traceback: decoded(why?.['#text'], maxTextLength),
    stdout: decoded(test['system-out'].join(''), maxTextLength),
    stderr: decoded(test['system-err'].join(''), maxTextLength),
  };
};

const testsIn = ({ testcase: own, testsuite: inner }: Suite): readonly ReportedTest[] => [
  ...own.map(reportedTest),
  ...inner.flatMap(testsIn),
];

/**
 * Reads the XML of a report: pytest's `xunit1` and `xunit2`, ours, and those of other tools that keep to the same elements.
 *
 * @throws Error saying what is wrong with it, when it is no JUnit report or declares entities of its own.
 */
export const parseJunitReport = (xml: string): readonly ReportedTest[] => {
  refuseDeclarations(xml);
  const parsed = report.safeParse(parser.parse(xml, true));
  if (!parsed.success) throw new Error('it is no JUnit report: it has no <testsuite> with tests that have names');
  return 'testsuites' in parsed.data ? testsIn(parsed.data.testsuites) : parsed.data.testsuite.flatMap(testsIn);
};
