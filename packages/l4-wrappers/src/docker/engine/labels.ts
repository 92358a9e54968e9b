import { z } from 'zod';

/** Labels that something listed must have. */
export const wantedLabels = z.record(z.string().min(1), z.string()).default({}).describe('Labels that each must have.');

/** The same as the engine filters by them ("List containers" in Docker's API). */
export const filtersFor = (labels: Readonly<Record<string, string>>): { readonly label?: string[] } => {
  const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return label.length === 0 ? {} : { label };
};
