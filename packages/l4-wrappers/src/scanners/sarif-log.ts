import { z } from 'zod';

// The part of SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format Version 2.1.0") that our scanners write.
// Loose, because logs of other tools are merged too, and nothing of theirs may get lost.

const message = z.looseObject({ text: z.string().optional() });

const artifactLocation = z.looseObject({
  uri: z.string().optional().describe('Relative to the scanned folder, percent-encoded'),
  uriBaseId: z.string().optional(),
});

const region = z.looseObject({
  startLine: z.int().min(1).optional(),
  startColumn: z.int().min(1).optional(),
  endLine: z.int().min(1).optional(),
  endColumn: z.int().min(1).optional(),
});

const location = z.looseObject({
  physicalLocation: z
    .looseObject({ artifactLocation: artifactLocation.optional(), region: region.optional() })
    .optional(),
});

const properties = z.looseObject({
  tags: z.array(z.string()).optional(),
  'security-severity': z.string().optional().describe('A score from 0.0 to 10.0, as code hosts read it'),
});

const level = z.enum(['none', 'note', 'warning', 'error']);

const rule = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  shortDescription: z.looseObject({ text: z.string() }).optional(),
  helpUri: z.string().optional(),
  properties: properties.optional(),
});

const result = z.looseObject({
  ruleId: z.string().optional(),
  ruleIndex: z.int().min(-1).optional(),
  level: level.optional(),
  message,
  locations: z.array(location).optional(),
  partialFingerprints: z.record(z.string(), z.string()).optional(),
  properties: properties.optional(),
});

const notification = z.looseObject({ level: level.optional(), message, locations: z.array(location).optional() });

const run = z.looseObject({
  tool: z.looseObject({
    driver: z.looseObject({
      name: z.string(),
      version: z.string().optional(),
      informationUri: z.string().optional(),
      rules: z.array(rule).optional(),
    }),
  }),
  columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']).optional(),
  invocations: z
    .array(
      z.looseObject({
        executionSuccessful: z.boolean().describe('False when something could not be looked at'),
        toolExecutionNotifications: z.array(notification).optional(),
      }),
    )
    .optional(),
  results: z.array(result).optional(),
});

/** A SARIF 2.1.0 log. */
export const sarifLog = z.looseObject({
  $schema: z.string().optional(),
  version: z.literal('2.1.0'),
  runs: z.array(run),
});

export type SarifLog = z.output<typeof sarifLog>;
export type SarifRun = z.output<typeof run>;
export type SarifRule = z.output<typeof rule>;
export type SarifResult = z.output<typeof result>;
export type SarifRegion = z.output<typeof region>;

/** Where the schema of SARIF 2.1.0 is published. */
export const sarifSchemaUri =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Makes a log of runs. */
export const logOf = (runs: readonly SarifRun[]): SarifLog => ({
  $schema: sarifSchemaUri,
  version: '2.1.0',
  runs: [...runs],
});
