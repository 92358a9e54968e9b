import type { z } from 'zod';
import { replacedLabel } from '../engine/references.ts';
import { tagsBefore } from './restore-tags.ts';

type TagsBefore = z.output<typeof tagsBefore>;

/** What an image's names stood for before, as a label on the image: so that it can be undone when its answer was lost. */
export const replacedMark = (replaced: TagsBefore): Record<string, string> =>
  replaced.length === 0 ? {} : { [replacedLabel]: JSON.stringify(replaced) };

/** The same, read from an image's labels; empty where somebody else wrote the label. */
export const replacedIn = (labels: Readonly<Record<string, string>>): TagsBefore => {
  try {
    return tagsBefore.parse(JSON.parse(labels[replacedLabel] ?? '[]'));
  } catch {
    return [];
  }
};
