import { type DocumentedOperation, type OpenApiDocument, type Parameter, resolved } from './openapi-document.ts';

/** An operation of the document, and where in it. */
export interface DocumentedRoute {
  /** As in GitHub's docs: `GET /repos/{owner}/{repo}/pulls`. */
  readonly name: string;
  /** The JSON pointer of the operation. */
  readonly pointer: string;
  readonly operation: DocumentedOperation;
  readonly parameters: readonly Parameter[];
}

interface Indexed extends DocumentedRoute {
  readonly method: string;
  readonly pattern: RegExp;
  /** How much of the path is fixed: the most decides. */
  readonly weight: number;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

const patternOf = (path: string, parameters: readonly Parameter[]): RegExp => {
  const isLong = (name: string): boolean =>
    parameters.some((it) => it.in === 'path' && it.name === name && it['x-multi-segment'] === true);
  const parts = path.split(/\{([^}]+)\}/g);
  return new RegExp(
    `^${parts.map((part, index) => (index % 2 === 0 ? escaped(part) : isLong(part) ? '.+' : '[^/]+')).join('')}$`,
  );
};

/** Finds the operation of a method and a path; `undefined` when GitHub documents none. */
export type FindRoute = (method: string, path: string) => DocumentedRoute | undefined;

/** Makes the index of a document's operations. */
export const createRouteIndex = (document: OpenApiDocument): FindRoute => {
  const routes: Indexed[] = [];
  for (const [path, item] of Object.entries(document.paths))
    for (const method of methods) {
      const operation = item[method];
      if (operation === undefined) continue;
      const parameters = (operation.parameters ?? []).map((it) => resolved<Parameter>(document, it));
      routes.push({
        name: `${method.toUpperCase()} ${path}`,
        pointer: `#/paths/${path.replaceAll('/', '~1')}/${method}`,
        operation,
        parameters,
        method: method.toUpperCase(),
        pattern: patternOf(path, parameters),
        weight: path.replaceAll(/\{[^}]+\}/g, '').length,
      });
    }
  const ordered = routes.toSorted((a, b) => b.weight - a.weight);
  return (method, path) => ordered.find((it) => it.method === method && it.pattern.test(path));
};
