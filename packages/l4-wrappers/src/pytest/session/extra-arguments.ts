import { z } from 'zod';
import { argument } from './selection.ts';

/** Long options that would take the results away, let a run without tests look like one, or are inputs of their own. */
const harmfulLong =
  /^--(?:junit-?xml|help$|version$|co(?:llect-only)?$|fixtures|markers$|setup-(?:only|plan)$|cache-(?:show|clear)|pdb|trace$|cov|no-cov|maxfail)/;

/** The same as short ones, in a row of flags too: pytest takes `-qm` for `-q -m`. */
const harmfulShort = /^-(?![rWpocn])[A-Za-z]*[mkhVx]/;

/** What would switch our own plugin off, or move what it relies on; also as the value of an option before it. */
const harmfulValue = /no:strata_|^(?:-o)?cache_dir\b/;

/** Further arguments for pytest. None may override what the wrapper passes itself. */
export const extraArguments = z
  .array(
    argument.refine(
      (text) =>
        !harmfulLong.test(text) && !harmfulShort.test(text) && !harmfulValue.test(text) && !text.startsWith('@'),
      'would break the report, or is an input of its own',
    ),
  )
  .default([])
  .describe('Further arguments for pytest');
