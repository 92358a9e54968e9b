import { z } from 'zod';
import { standardSchema } from './sarif-validator.fixture.ts';

// What neither the schema of SARIF 2.1.0 (OASIS, errata 01) nor its validator looks at, in the logs that we write: the
// rules of the sections that are named, and what code hosts want to know.

const absoluteUri = z.string().regex(/^https:\/\/[!-~]+$/);
const score = z
  .string()
  .regex(/^\d{1,2}\.\d$/)
  .refine((given) => Number(given) <= 10);

const location = z.looseObject({
  physicalLocation: z.looseObject({
    artifactLocation: z.looseObject({
      // 3.4.3: what is relative names no folder above its base.
      uri: z.string().refine((uri) => !uri.split('/').includes('..')),
      uriBaseId: z.string(),
    }),
  }),
});

const rule = z.looseObject({
  id: z.string().min(1),
  shortDescription: z.looseObject({ text: z.string().min(1) }),
  helpUri: absoluteUri,
  properties: z.looseObject({ tags: z.array(z.string()), 'security-severity': score }),
});

const result = z.looseObject({
  ruleId: z.string(),
  ruleIndex: z.int(),
  level: z.string(),
  message: z.looseObject({ text: z.string().regex(/^[^\n\r]+$/) }),
  locations: z.array(location).length(1),
  partialFingerprints: z.record(z.string(), z.string().min(1)),
  properties: z.looseObject({ 'security-severity': score }),
});

const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;

const run = z
  .looseObject({
    tool: z.looseObject({ driver: z.looseObject({ informationUri: absoluteUri, rules: z.array(rule) }) }),
    columnKind: z.literal('utf16CodeUnits'),
    invocations: z.array(z.looseObject({ toolExecutionNotifications: z.array(z.looseObject({})) })).min(1),
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

/** A log that follows the standard, and our rules for what the standard leaves open. */
export const strictSarif = standardSchema.pipe(z.looseObject({ runs: z.array(run).min(1) }));
