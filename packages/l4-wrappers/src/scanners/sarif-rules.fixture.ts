import { z } from 'zod';

// What SARIF 2.1.0 (OASIS, errata 01) demands of the properties that we write, and no other property. Strict, so that a
// misspelt name is found; the rules beyond the shapes are those of the sections that are named.

const text = z.string().min(1);
/** 3.10: a URI reference of RFC 3986: no blanks, no line breaks, and `%` only before two digits. */
const uriReference = z.string().regex(/^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\dA-F]{2})+$/i);
const absoluteUri = uriReference.regex(/^https:\/\//);
const level = z.enum(['none', 'note', 'warning', 'error']);
const score = z
  .string()
  .regex(/^\d{1,2}\.\d$/)
  .refine((given) => Number(given) <= 10);

/** 3.30: a region counts from 1, and does not end before it begins. */
const region = z
  .strictObject({
    startLine: z.int().min(1),
    startColumn: z.int().min(1).optional(),
    endLine: z.int().min(1).optional(),
    endColumn: z.int().min(1).optional(),
  })
  .refine(({ startLine, endLine = startLine }) => endLine >= startLine)
  .refine(({ startLine, endLine = startLine, startColumn = 1, endColumn = startColumn }) =>
    endLine === startLine ? endColumn >= startColumn : true,
  );

const location = z.strictObject({
  physicalLocation: z.strictObject({
    // 3.4.3: what is relative names no folder above its base, and does not begin with a slash.
    artifactLocation: z.strictObject({
      uri: uriReference.refine((uri) => !uri.startsWith('/') && !uri.split('/').includes('..')),
      uriBaseId: text,
    }),
    region: region.optional(),
  }),
});

const rule = z.strictObject({
  id: text,
  name: text.optional(),
  shortDescription: z.strictObject({ text }),
  helpUri: absoluteUri,
  properties: z.strictObject({ tags: z.array(text), 'security-severity': score }),
});

const result = z.strictObject({
  ruleId: text,
  ruleIndex: z.int().min(0),
  level,
  message: z.strictObject({ text: text.regex(/^[^\n\r]+$/) }),
  locations: z.array(location).length(1),
  partialFingerprints: z.record(text, text),
  properties: z.strictObject({ 'security-severity': score }),
});

const notification = z.strictObject({
  level,
  message: z.strictObject({ text }),
  locations: z.array(location),
});

const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;

const run = z
  .strictObject({
    tool: z.strictObject({
      driver: z.strictObject({
        name: text,
        version: text.optional(),
        informationUri: absoluteUri,
        rules: z.array(rule),
      }),
    }),
    columnKind: z.literal('utf16CodeUnits'),
    invocations: z
      .array(z.strictObject({ executionSuccessful: z.boolean(), toolExecutionNotifications: z.array(notification) }))
      .min(1),
    results: z.array(result),
  })
  // 3.19.23: rules are told apart by their id. 3.27.6: the index leads to the rule of that id.
  .refine(({ tool }) => unique(tool.driver.rules.map(({ id }) => id)), 'a rule is told twice')
  .refine(
    ({ tool, results }) => results.every(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId),
    'a ruleIndex leads to another rule',
  )
  .refine(
    ({ results }) =>
      unique(results.map((one) => JSON.stringify([one.ruleId, one.locations[0], one.partialFingerprints]))),
    'a result is told twice',
  );

/** A log that follows the standard in everything that we write. */
export const strictSarif = z.strictObject({
  $schema: absoluteUri,
  version: z.literal('2.1.0'),
  runs: z.array(run).min(1),
});
