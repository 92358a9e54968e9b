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

/** Of what is wanted, the fields that are still as they are expected to be. What nothing is expected of stays wanted. */
export const stillExpected = <Wanted extends object>(
  wanted: Wanted,
  expected: { readonly [Field in keyof Wanted]?: Wanted[Field] | undefined } | undefined,
  present: { readonly [Field in keyof Wanted]?: Wanted[Field] | undefined },
): Partial<Wanted> => {
  // `Object.keys` forgets the type of the keys that it gives.
  const fields = (Object.keys(wanted) as (keyof Wanted)[]).filter(
    (field) => expected?.[field] === undefined || expected[field] === present[field],
  );
  // Only fields that are wanted.
  return Object.fromEntries(fields.map((field) => [field, wanted[field]])) as Partial<Wanted>;
};

/** Of some values, those that another object has fields for. */
export const only = <Values extends object>(named: object, values: Values): Partial<Values> =>
  // Only fields that the values have.
  Object.fromEntries(Object.entries(values).filter(([field]) => field in named)) as Partial<Values>;
