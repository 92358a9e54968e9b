import type { z } from 'zod';
import type { Catalog, NameOf, OperationsOf, OutputOf, RequestOf } from './catalog.ts';
import type { WorkflowContext } from './context.ts';
import { type Classified, type Failure, type InputIssue, createFailure } from './failure.ts';
import { type Looking, createLooking } from './first-looks.ts';
import { inWords, issuesOf } from './input-issue.ts';
import type { AnyOperation } from './operation.ts';
import { type Meta, type RateLimit, type Result, fail, succeed } from './result.ts';
import { RunInterrupted } from './run-interrupted.ts';
import { observed } from './telemetry/observed.ts';
import { type Telling, createTelling } from './telling.ts';
import type { Tool } from './tool.ts';

/** What a handler is given besides its input. */
export interface HandlerContext<Part = never> extends Omit<WorkflowContext, 'onPart'>, Telling<Part>, Looking {
  /** Tells what the tool said about its quota; it ends up in `meta`. */
  readonly reportRateLimit: (rateLimit: RateLimit) => void;
}

/** One operation's work: parsed input in, output for the schema out. Throws what its tool throws. */
export type Handler<Operation> = Operation extends {
  readonly input: infer Input extends z.ZodType;
  readonly output: infer Output extends z.ZodType;
  readonly part?: infer Part;
}
  ? (
      input: z.output<Input>,
      ctx: HandlerContext<Part extends z.ZodType ? z.input<Part> : never>,
    ) => Promise<z.input<Output>>
  : never;

/** A handler for every operation of a catalog. */
export type Handlers<Operations> = { readonly [Name in keyof Operations]: Handler<Operations[Name]> };

export interface CreateToolOptions<Operations extends OperationsOf<Operations>> {
  readonly catalog: Catalog<Operations>;
  readonly handlers: Handlers<NoInfer<Operations>>;
  /** Says what an error of the tool means. `undefined`: no error of the tool, hence a defect of ours. */
  readonly classify: (thrown: unknown, operation: AnyOperation, ctx: WorkflowContext) => Classified | undefined;
}

/** `isAsked`: whether the handler was called. */
type Answer =
  | { readonly data: unknown; readonly failure?: never; readonly isAsked: true }
  | { readonly failure: Classified; readonly isAsked: boolean };

const writes = (operation: AnyOperation): boolean => operation.effect !== 'read';

/** What no type has kept out of a request that came as JSON: a misspelt optional field would be lost in silence. */
const unknownFields = ({ name, input }: AnyOperation, given: object): readonly InputIssue[] => {
  // Allows more than its own fields, and says itself what.
  if (input.def.catchall !== undefined) return [];
  const unknown = Object.keys(given).filter((field) => !Object.hasOwn(input.shape, field));
  if (unknown.length === 0) return [];
  const message = `'${name}' has no such field; it has: ${Object.keys(input.shape).join(', ')}`;
  return unknown.map((path) => ({ path, message }));
};

/** Parses, performs and checks; every way in which that can go wrong comes out as a classified failure. */
const perform = async (
  options: { readonly handler: unknown; readonly classify: CreateToolOptions<never>['classify'] },
  operation: AnyOperation,
  request: object,
  ctx: HandlerContext,
): Promise<Answer> => {
  const { operation: _name, ...given } = request as { readonly operation: string };
  const input = operation.input.safeParse(given);
  const unknown = unknownFields(operation, given);
  if (!input.success || unknown.length > 0) {
    const issues = [...unknown, ...(input.success ? [] : issuesOf(input.error))];
    return { failure: { kind: 'invalid_input', message: inWords(issues), issues }, isAsked: false };
  }
  if (ctx.signal.aborted)
    return {
      failure: { kind: 'cancelled', message: 'cancelled before it began', mayHaveHappened: false },
      isAsked: false,
    };
  if (ctx.dryRun === true && writes(operation)) {
    const message = `'${operation.name}' was not performed: this is a dry run`;
    return { failure: { kind: 'dry_run', message, input: input.data }, isAsked: false };
  }
  try {
    const answer: unknown = await (options.handler as (input: unknown, ctx: HandlerContext) => Promise<unknown>)(
      input.data,
      ctx,
    );
    const output = operation.output.safeParse(answer);
    if (output.success) return { data: output.data, isAsked: true };
    const message = `the answer is not what was expected: ${inWords(issuesOf(output.error))}`;
    return { failure: { kind: 'unexpected_answer', message, mayHaveHappened: writes(operation) }, isAsked: true };
  } catch (thrown) {
    // A flow inside was interrupted by its runtime, which is no end of this call.
    if (thrown instanceof RunInterrupted) throw thrown;
    const defect: Classified = { kind: 'defect', message: String(thrown), mayHaveHappened: writes(operation) };
    return { failure: options.classify(thrown, operation, ctx) ?? defect, isAsked: true };
  }
};

/** The listener hears this operation, not those that it calls in turn. */
const withoutListener = (ctx: WorkflowContext): WorkflowContext => {
  if (ctx.onPart === undefined) return ctx;
  const { onPart: _onPart, ...quiet } = ctx;
  return quiet;
};

/** Makes a Tool of a catalog and one handler per operation: validation, classification, timing and telemetry included. */
export const createTool = <Operations extends OperationsOf<Operations>>(
  options: CreateToolOptions<Operations>,
): Tool<Operations> => {
  const { catalog, handlers, classify } = options;
  const execute = async <Name extends NameOf<Operations>>(
    request: RequestOf<Operations, Name>,
    ctx: WorkflowContext,
  ): Promise<Result<OutputOf<Operations, Name>, Failure<Name>>> => {
    const { operation: name } = request as { readonly operation: Name };
    if (!Object.hasOwn(catalog.operations, name)) {
      const message = `${catalog.name} has no operation '${String(name)}'`;
      const hint = `It has: ${Object.keys(catalog.operations).join(', ')}.`;
      return fail(
        createFailure(name, { kind: 'invalid_input', message, hint, issues: [{ path: 'operation', message }] }),
      );
    }
    const operation: AnyOperation = catalog.operations[name];
    const startedMs = ctx.clock.monotonicMs();
    let rateLimit: RateLimit | undefined;
    const { end, ...telling } = createTelling(operation, ctx);
    const answer = await observed(catalog.name, operation, ctx, (inner) =>
      perform({ handler: handlers[name], classify }, operation, request, {
        ...withoutListener(inner),
        ...telling,
        ...createLooking(operation, inner),
        reportRateLimit: (told) => void (rateLimit = told),
      }),
    ).finally(end);
    const meta: Meta = {
      durationMs: ctx.clock.monotonicMs() - startedMs,
      attempts: answer.isAsked ? 1 : 0,
      ...(rateLimit === undefined ? {} : { rateLimit }),
    };
    // The schema has just parsed the data, which is what `OutputOf` says.
    return answer.failure === undefined
      ? succeed(answer.data as OutputOf<Operations, Name>, meta)
      : fail(createFailure(name, answer.failure), meta);
  };
  return { name: catalog.name, operations: catalog.operations, execute };
};
