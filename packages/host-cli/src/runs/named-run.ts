import type { Engine, RunDetails } from '@strata/durable';
import { UsageError } from '../usage-error.ts';

/** How many of an id's characters people are shown; as many name it again. */
export const shortId = (id: string): string => (/^[0-9a-f]{8}-/.test(id) ? id.slice(0, 8) : id);

const pageSize = 500;

const idsFrom = async (engine: Pick<Engine, 'list'>, beginning: string): Promise<readonly string[]> => {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await engine.list({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.runs.flatMap(({ id }) => (id.startsWith(beginning) ? [id] : [])));
    cursor = page.nextCursor;
  } while (cursor !== undefined && found.length < 2);
  return found;
};

/**
 * The run that somebody means: by its id, or by how that begins.
 *
 * @throws UsageError when there is none, or more than one.
 */
export const namedRun = async (engine: Pick<Engine, 'get' | 'list'>, name: string): Promise<RunDetails> => {
  // As when a variable is not set: whatever there is was not meant.
  if (name === '') throw new UsageError('no run is named', "'strata runs list' shows which there are.");
  const exact = await engine.get(name);
  if (exact !== undefined) return exact;
  const [id, another] = await idsFrom(engine, name);
  if (another !== undefined) throw new UsageError(`more than one run begins with '${name}'`, 'Give more of its id.');
  const found = id === undefined ? undefined : await engine.get(id);
  if (found === undefined)
    throw new UsageError(`there is no run '${name}'`, "'strata runs list' shows which there are.");
  return found;
};
