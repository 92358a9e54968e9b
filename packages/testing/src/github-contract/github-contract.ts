import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { ContractProblem } from './contract-problem.ts';
import { type OpenApiDocument, type Schema, readOpenApiDocument, resolved } from './openapi-document.ts';
import { type DocumentedRoute, type FindRoute, createRouteIndex } from './route-index.ts';

/** A request or an answer, as JSON. */
export interface Exchanged {
  readonly method: string;
  /** The path without a prefix, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed; `undefined` when there is none. */
  readonly sent: unknown;
  readonly status: number;
  readonly answered: unknown;
}

/** GitHub's OpenAPI document as a judge of what is sent and answered. */
export interface GitHubContract {
  /** What is wrong with a request. */
  readonly requestProblems: (exchanged: Omit<Exchanged, 'status' | 'answered'>) => readonly ContractProblem[];
  /** What is wrong with an answer. Refusals that the document does not list are no problem: GitHub gives them everywhere. */
  readonly responseProblems: (exchanged: Omit<Exchanged, 'query' | 'sent'>) => readonly ContractProblem[];
  /** The operation's name in GitHub's docs; `undefined` when they know none. */
  readonly routeOf: (method: string, path: string) => string | undefined;
}

const documentId = 'github';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const placeOf = ({ instancePath }: ErrorObject): string => instancePath.replaceAll(/\/\d+(?=\/|$)/g, '/…');

const wordsOf = (error: ErrorObject): string => {
  const { message = 'does not fit', params } = error;
  const allowed: unknown = params['allowedValues'] ?? params['additionalProperty'];
  return allowed === undefined ? message : `${message}: ${JSON.stringify(allowed)}`;
};

class Judge implements GitHubContract {
  readonly #document: OpenApiDocument;
  readonly #find: FindRoute;
  readonly #bodies: Ajv;
  readonly #queries: Ajv;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: OpenApiDocument) {
    this.#document = document;
    this.#find = createRouteIndex(document);
    const options = { strict: false, allErrors: true, validateSchema: false, logger: false } as const;
    this.#bodies = new Ajv(options);
    // A query is text, whatever the schema says.
    this.#queries = new Ajv({ ...options, coerceTypes: true });
    for (const ajv of [this.#bodies, this.#queries]) {
      formats.default(ajv);
      ajv.addSchema(document, documentId);
    }
  }

  routeOf(method: string, path: string): string | undefined {
    return this.#find(method, path)?.name;
  }

  requestProblems({ method, path, query, sent }: Omit<Exchanged, 'status' | 'answered'>): readonly ContractProblem[] {
    const route = this.#find(method, path);
    const at = { route: route?.name ?? `${method} ${path}`, side: 'request' as const };
    if (route === undefined) return [{ ...at, at: '', message: 'is not documented' }];
    return [...this.#queryProblems(route, query), ...this.#bodyProblems(route, sent)].map((it) => ({ ...at, ...it }));
  }

  responseProblems({ method, path, status, answered }: Omit<Exchanged, 'query' | 'sent'>): readonly ContractProblem[] {
    const route = this.#find(method, path);
    // Where the request is a problem, the answer is none of its own.
    if (route === undefined) return [];
    const at = { route: route.name, side: 'response' as const };
    const documented = route.operation.responses[String(status)];
    if (documented === undefined)
      return status < 300 ? [{ ...at, at: '', message: `status ${status} is not documented` }] : [];
    const isShared = '$ref' in documented;
    const { content = {} } = resolved<{ content?: Record<string, { schema?: Schema }> }>(this.#document, documented);
    if (content['application/json']?.schema === undefined) return [];
    const base = isShared ? documented.$ref : `${route.pointer}/responses/${status}`;
    return this.#problems(this.#bodies, `${base}/content/application~1json/schema`, answered).map((it) => ({
      ...at,
      ...it,
    }));
  }

  #problems(ajv: Ajv, pointer: string, value: unknown): readonly Pick<ContractProblem, 'at' | 'message'>[] {
    const key = `${ajv === this.#bodies ? 'body' : 'query'} ${pointer}`;
    const uri = `${documentId}${pointer.replaceAll('{', '%7B').replaceAll('}', '%7D')}`;
    const validate = this.#compiled.get(key) ?? ajv.compile({ $ref: uri });
    this.#compiled.set(key, validate);
    if (validate(value)) return [];
    const found = (validate.errors ?? [])
      // Of alternatives the one that was meant cannot be told; what is wrong with each of them says more.
      .filter(({ keyword, params }) => !(keyword === 'type' && params['type'] === 'null'))
      .map((error) => ({ at: placeOf(error), message: wordsOf(error) }));
    return [...new Map(found.map((it) => [JSON.stringify(it), it])).values()];
  }

  #queryProblems({ parameters, pointer, operation }: DocumentedRoute, query: URLSearchParams) {
    const known = parameters.filter((it) => it.in === 'query');
    const unknown = [...new Set(query.keys())].filter((name) => !known.some((it) => it.name === name));
    const missing = known.filter((it) => it.required === true && !query.has(it.name));
    const wrong = known.flatMap((it) => {
      const value = query.get(it.name);
      if (value === null) return [];
      const index = parameters.indexOf(it);
      const given = operation.parameters?.[index];
      const base = given !== undefined && '$ref' in given ? given.$ref : `${pointer}/parameters/${index}`;
      const found = this.#problems(this.#queries, `${base}/schema`, value);
      return found.map(({ message }) => ({ at: `?${it.name}`, message }));
    });
    return [
      ...unknown.map((name) => ({ at: `?${name}`, message: 'is not documented' })),
      ...missing.map(({ name }) => ({ at: `?${name}`, message: 'is required' })),
      ...wrong,
    ];
  }

  #bodyProblems({ operation, pointer }: DocumentedRoute, sent: unknown) {
    const schema = operation.requestBody?.content?.['application/json']?.schema;
    if (schema === undefined) return sent === undefined ? [] : [{ at: '', message: 'takes no body' }];
    if (sent === undefined)
      return operation.requestBody?.required === true ? [{ at: '', message: 'a body is required' }] : [];
    const { properties, additionalProperties } = resolved<Schema>(this.#document, schema);
    // The document mostly leaves it open what else a body may hold; a field that nobody reads is a mistake all the same.
    const unheard =
      isObject(sent) && properties !== undefined && additionalProperties === undefined
        ? Object.keys(sent).filter((name) => !Object.hasOwn(properties, name))
        : [];
    return [
      ...unheard.map((name) => ({ at: `/${name}`, message: 'is not documented' })),
      ...this.#problems(this.#bodies, `${pointer}/requestBody/content/application~1json/schema`, sent),
    ];
  }
}

/** GitHub's OpenAPI document, ready to judge. Reading it takes seconds: make one, and keep it. */
export const createGitHubContract = async (): Promise<GitHubContract> => new Judge(await readOpenApiDocument());
