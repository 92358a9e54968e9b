import { z } from 'zod';
import { oneLine } from '../progress/text-width.ts';

/** As much of a SARIF 2.1.0 log (OASIS, section 3) as a line for people needs. */
const sarifLog = z.object({
  version: z.literal('2.1.0'),
  runs: z.array(
    z.object({
      results: z
        .array(
          z.object({
            ruleId: z.string().default('no rule'),
            level: z.string().default('warning'),
            message: z.object({ text: z.string().default('') }),
            locations: z
              .array(
                z.object({
                  physicalLocation: z
                    .object({
                      artifactLocation: z.object({ uri: z.string().optional() }).optional(),
                      region: z.object({ startLine: z.int().optional() }).optional(),
                    })
                    .optional(),
                }),
              )
              .default([]),
            properties: z.object({ 'security-severity': z.string().optional() }).optional(),
          }),
        )
        .default([]),
    }),
  ),
});

type Finding = z.output<typeof sarifLog>['runs'][number]['results'][number];

const lineOf = ({ ruleId, level, message, locations, properties }: Finding): string => {
  const place = locations[0]?.physicalLocation;
  const line = place?.region?.startLine;
  const where = `${place?.artifactLocation?.uri ?? 'nowhere'}${line === undefined ? '' : `:${line}`}`;
  const { 'security-severity': score } = properties ?? {};
  return oneLine(`${level}${score === undefined ? '' : ` ${score}`}  ${where}  ${ruleId}  ${message.text}`);
};

/** The findings of a SARIF log, a line each: how bad, where, which rule, what. Undefined for anything else. */
export const sarifLines = (value: unknown): readonly string[] | undefined =>
  sarifLog.safeParse(value).data?.runs.flatMap(({ results }) => results.map(lineOf));
