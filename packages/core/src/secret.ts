const values = new WeakMap<Secret, string>();
const shown = '[secret]';

/**
 * A token, password or key. Printing, logging, serialising or inspecting it shows `[secret]`;
 * only `reveal` gives the value, so every use of one can be found by searching for that word.
 */
export class Secret {
  constructor(value: string) {
    if (value === '') throw new TypeError('a secret cannot be empty');
    values.set(this, value);
  }

  /** The value itself, for handing to the tool that needs it and to nothing else. */
  reveal(): string {
    return values.get(this) ?? '';
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  /** What Node's `inspect` and `console.log` show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown;
  }
}

/** Takes the values of `secrets` out of a text, also where they appear in Base64 or percent-encoded. */
export const redact = (text: string, secrets: readonly Secret[]): string => {
  const forms = secrets.flatMap((secret) => {
    const value = secret.reveal();
    // Half a surrogate pair has no percent-encoding of its own.
    return [value, Buffer.from(value).toString('base64'), encodeURIComponent(value.toWellFormed())];
  });
  // A secret may be the beginning of another: the longer one first, or its end would stay.
  const longestFirst = [...new Set(forms)].toSorted((one, other) => other.length - one.length);
  if (longestFirst.length === 0) return text;
  // In one pass: what stands in place of a secret must not be searched for the next one.
  const pattern = longestFirst.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  return text.replaceAll(new RegExp(pattern, 'g'), shown);
};
