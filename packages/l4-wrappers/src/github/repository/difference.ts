/** What a change has to change, and what that was before. Both have the same fields. */
export interface Difference<Values> {
  readonly wanted: Partial<Values>;
  readonly previous: Partial<Values>;
}

/** Finds the fields that are wanted to be something else than they are. What is not wanted at all is left out. */
export const differenceBetween = <Values extends object>(
  wanted: { readonly [Field in keyof Values]?: Values[Field] | undefined },
  present: Values,
): Difference<Values> => {
  // `Object.keys` forgets the type of the keys that it gives.
  const fields = (Object.keys(present) as (keyof Values)[]).filter(
    (field) => wanted[field] !== undefined && wanted[field] !== present[field],
  );
  const only = (from: { readonly [Field in keyof Values]?: Values[Field] | undefined }): Partial<Values> =>
    // The fields that are left have a value in both.
    Object.fromEntries(fields.map((field) => [field, from[field]])) as Partial<Values>;
  return { wanted: only(wanted), previous: only(present) };
};

/** Whether there is nothing to change. */
export const isSame = ({ wanted }: Difference<object>): boolean => Object.keys(wanted).length === 0;
