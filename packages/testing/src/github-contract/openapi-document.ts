import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** A JSON schema, or part of one. */
export interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly [keyword: string]: unknown;
}

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
  /** GitHub's own: the parameter may hold slashes. */
  readonly 'x-multi-segment'?: boolean;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

/** One operation of the document. */
export interface DocumentedOperation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content | { readonly $ref: string }>>;
}

/** GitHub's OpenAPI document, as far as it is read here. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** OpenAPI 3.0 says `nullable`, which JSON schema does not know; beside an enum or a reference it would say nothing. */
const withNull = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withNull);
  if (!isObject(value)) return value;
  const { nullable, ...rest } = value;
  const read = Object.fromEntries(Object.entries(rest).map(([key, each]) => [key, withNull(each)]));
  return nullable === true ? { anyOf: [read, { type: 'null' }] } : { ...read, ...(isObject(nullable) && { nullable }) };
};

/** Reads the document of `@octokit/openapi`, which is GitHub's own: 13 MB, so ask for it once. */
export const readOpenApiDocument = async (): Promise<OpenApiDocument> => {
  const path = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
  // The package's version decides what is in it.
  return withNull(JSON.parse(await readFile(path, 'utf8'))) as OpenApiDocument;
};

/** What a reference (`#/components/parameters/owner`) leads to; anything else is given back. */
export const resolved = <Found extends object>(
  document: OpenApiDocument,
  value: Found | { readonly $ref: string },
): Found => {
  if (!('$ref' in value) || typeof value.$ref !== 'string') return value as Found;
  let at: unknown = document;
  for (const part of value.$ref.slice(2).split('/')) at = isObject(at) ? at[part.replaceAll('~1', '/')] : undefined;
  // The document's references lead to what stands in their place.
  return at as Found;
};
