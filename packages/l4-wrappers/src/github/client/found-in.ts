import { EffectUndecided } from '@strata/core';

/**
 * What a call has made, as `pick` of an operation finds it in a list. A list that goes on and does not show it says
 * nothing.
 *
 * @throws EffectUndecided when what was made is not in a part of a list.
 */
export const foundIn = <Made>(list: { readonly complete: boolean }, made: Made | undefined): Made | undefined => {
  if (made === undefined && !list.complete)
    throw new EffectUndecided('it is not in the part of the list that was looked through, and the list goes on');
  return made;
};
