/** A field that tells how far something is. */
interface Counted {
  readonly name: string;
  readonly value: unknown;
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size as people read it: `812 B`, `3.2 MB`. */
const sizeText = (sizeBytes: number): string => {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, sizeBytes)) / 3)));
  const unit = units[power] ?? 'B';
  return power === 0 ? `${sizeBytes} ${unit}` : `${(sizeBytes / 1000 ** power).toFixed(1)} ${unit}`;
};

const isSize = (name: string): boolean => name.endsWith('Bytes');

const amountOf = ({ name, value }: Counted): string =>
  isSize(name) && typeof value === 'number' ? sizeText(value) : String(value);

/** How far something is, in numbers: `3 of 7`, `1.2 MB of 31.5 MB`, `done 100, found 3`. */
export const countsText = (fields: readonly Counted[]): string => {
  const total = fields.find(({ name }) => name.startsWith('total'));
  const [first, ...others] = fields.filter((field) => field !== total);
  if (first === undefined) return total === undefined ? '' : `${amountOf(total)} in all`;
  const named = (field: Counted): string => (isSize(field.name) ? amountOf(field) : `${field.name} ${amountOf(field)}`);
  const progress = total === undefined ? named(first) : `${amountOf(first)} of ${amountOf(total)}`;
  return [progress, ...others.map(named)].join(', ');
};
