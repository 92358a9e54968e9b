import { readFileSync } from 'node:fs';

/** The version of this package. */
export const readVersion = (): string => {
  // The package's own manifest, one folder above both the source and the build.
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
};
