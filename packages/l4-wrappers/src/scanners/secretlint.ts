import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Secret, redact } from '@strata/core';
import { z } from 'zod';
import type { Finding } from './finding.ts';
import { ScannerError } from './scanner-error.ts';
import type { Severity } from './severity.ts';

/** Finds the secrets in one file's text. */
export type FindSecrets = (path: string, text: string) => Promise<readonly Finding[]>;

/** secretlint, ready to look. */
export interface Secretlint {
  readonly version: string | undefined;
  readonly find: FindSecrets;
}

interface Profiler {
  setEnabled(enabled: boolean): void;
}

const isProfiler = (value: unknown): value is Profiler =>
  typeof value === 'object' && value !== null && 'setEnabled' in value && typeof value.setEnabled === 'function';

/**
 * secretlint measures itself unless its profiler is told not to, which costs most of its time and remembers about 20 kB
 * for each file (github.com/secretlint/secretlint, issue 1633). Its command turns that off in the same way. A
 * version without such a profiler is as good.
 */
const stopProfiling = async (): Promise<void> => {
  try {
    // The profiler is secretlint's dependency and not ours, so it is found from there: the very copy that it uses.
    const ours = createRequire(import.meta.url);
    const theirs = createRequire(ours.resolve('@secretlint/core'));
    // A module is an object; what is in it is looked at below.
    const found: unknown = await import(pathToFileURL(theirs.resolve('@secretlint/profiler')).href);
    const profiler = (found as { readonly secretLintProfiler?: unknown }).secretLintProfiler;
    if (isProfiler(profiler)) profiler.setEnabled(false);
  } catch {
    // Slower, and as right.
  }
};

/** The version that its package tells; all packages of secretlint have the same. */
const versionOf = (): string | undefined => {
  try {
    const told: unknown = createRequire(import.meta.url)('@secretlint/core/package.json');
    return z.object({ version: z.string() }).safeParse(told).data?.version;
  } catch {
    return undefined;
  }
};

/** The packages are optional, so they are loaded only when somebody wants them. */
const load = async () => {
  try {
    const [core, preset] = await Promise.all([
      import('@secretlint/core'),
      import('@secretlint/secretlint-rule-preset-recommend'),
    ]);
    await stopProfiling();
    return { lintSource: core.lintSource, preset: preset.creator };
  } catch (cause) {
    throw new ScannerError(
      {
        kind: 'tool_missing',
        message: 'secretlint is not installed',
        hint: 'Install it with: npm install @secretlint/core @secretlint/secretlint-rule-preset-recommend',
      },
      { cause },
    );
  }
};

type LintSource = Awaited<ReturnType<typeof load>>['lintSource'];
type Message = Awaited<ReturnType<LintSource>>['messages'][number];

const severities: Readonly<Record<Message['severity'], Severity>> = { error: 'high', warning: 'medium', info: 'low' };

/** Everything that a message may quote: what was found, and the values that the rule put into its words. */
const quotedBy = ({ range, data }: Message, text: string): readonly Secret[] => {
  const values = Object.values(data ?? {}).filter((value) => typeof value === 'string');
  const quoted = [text.slice(...range), ...values].flatMap((value) => [value, value.trim()]);
  return quoted.filter((value) => value !== '' && text.includes(value)).map((value) => new Secret(value));
};

/** The lines that hold the secret, without it: they stay the same when it moves, and give nothing away. */
const contextOf = ({ range: [start, end] }: Message, text: string): string => {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const lineEnd = text.indexOf('\n', end);
  return `${before}[secret]${text.slice(end, lineEnd === -1 ? undefined : lineEnd)}`;
};

const findingOf = (path: string, text: string, message: Message): Finding => {
  const { ruleId, messageId, docsUrl, loc } = message;
  const rule = ruleId.replace('@secretlint/secretlint-rule-', '');
  const secrets = quotedBy(message, text);
  return {
    rule: { id: `${rule}/${messageId}`, name: messageId, description: `A secret: ${messageId}`, helpUri: docsUrl },
    severity: severities[message.severity],
    message: redact(message.message, secrets).replaceAll(/\s+/g, ' '),
    path,
    // secretlint counts columns from 0, SARIF from 1.
    region: {
      startLine: loc.start.line,
      startColumn: loc.start.column + 1,
      endLine: loc.end.line,
      endColumn: loc.end.column + 1,
    },
    context: redact(contextOf(message, text), secrets),
  };
};

/**
 * secretlint with its recommended rules (github.com/secretlint/secretlint), in this process: no text leaves it.
 *
 * @throws ScannerError when its packages are not installed.
 */
export const loadSecretlint = async (): Promise<Secretlint> => {
  const { lintSource, preset } = await load();
  const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: preset }] };
  const find: FindSecrets = async (path, text) => {
    const { messages } = await lintSource({
      source: { filePath: path, content: text, contentType: 'text' },
      // The rules are to look at this text, not at whatever is under this path.
      options: { config, locale: 'en', noPhysicFilePath: true },
    });
    return messages.map((message) => findingOf(path, text, message));
  };
  return { version: versionOf(), find };
};
