import { open } from 'node:fs/promises';
import { z } from 'zod';
import { ReportError } from '../session/pytest-error.ts';
import { argument } from '../session/selection.ts';

/** No report of a real suite comes near; a test that prints without end does. In bytes. */
const maxReportBytes = 32 * 1024 * 1024;

/** A report that lies somewhere, or is at hand; where neither or both are given, the input is refused. */
export const reportInput = {
  path: argument.min(1).optional().describe('The path of a report'),
  xml: z.string().max(maxReportBytes).optional().describe('The text of a JUnit report, instead of a path'),
};

/** Whether exactly one of these is given. */
export const isOne = (...given: readonly unknown[]): boolean => given.filter((one) => one !== undefined).length === 1;

/** Reads a report's file as text. @throws ReportError when there is none, or it is larger than 32 MiB. */
export const readReport = async (path: string): Promise<string> => {
  const file = await open(path).catch((cause: unknown) => {
    throw new ReportError('missing', `there is no file ${path} that can be read`, { cause });
  });
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new ReportError('wrong', `${path} is no file`);
    if (found.size > maxReportBytes)
      throw new ReportError('wrong', `${path} has ${found.size} bytes; at most ${maxReportBytes} are read`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
};

/** Reads a text with a parser that throws what is wrong with it. @throws ReportError saying that in one line. */
export const parseReport = <Report>(name: string, text: string, parse: (text: string) => Report): Report => {
  try {
    return parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReportError('wrong', `${name} cannot be read: ${reason.replaceAll(/\s+/g, ' ').slice(0, 300)}`, {
      cause,
    });
  }
};
