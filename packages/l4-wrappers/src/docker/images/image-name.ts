/** A name with its tag, `latest` where it has none, in the two parts that the engine asks for. */
export const splitName = (name: string): { readonly repo: string; readonly tag: string } => {
  const colon = name.lastIndexOf(':');
  // A colon before the last slash belongs to the registry's port.
  return colon > name.lastIndexOf('/')
    ? { repo: name.slice(0, colon), tag: name.slice(colon + 1) }
    : { repo: name, tag: 'latest' };
};

/** The name with its tag written out. */
export const fullName = (name: string): string => {
  const { repo, tag } = splitName(name);
  return `${repo}:${tag}`;
};
