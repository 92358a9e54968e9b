import type { z } from 'zod';
import type { AnyOperation } from './operation.ts';
import { assertPlainJson } from './plain-json.ts';

/** Operations by name, each under its own. */
export type OperationsOf<Operations> = { readonly [Name in keyof Operations]: AnyOperation };

/** A tool's operations, under the tool's name. */
export interface Catalog<Operations extends OperationsOf<Operations>> {
  readonly name: string;
  readonly operations: Operations;
}

/** The names of a catalog's operations. */
export type NameOf<Operations> = Extract<keyof Operations, string>;

/** The same with lists that nobody is going to change: what is only read may be readonly. */
type Readable<Type> = Type extends readonly unknown[]
  ? { readonly [Index in keyof Type]: Readable<Type[Index]> }
  : Type extends object
    ? { [Key in keyof Type]: Readable<Type[Key]> }
    : Type;

/** What a caller writes for an operation: defaults may be left out. */
export type InputOf<Operations, Name extends keyof Operations> = Operations[Name] extends {
  readonly input: infer Input extends z.ZodType;
}
  ? z.input<Input> extends Record<string, never>
    ? unknown
    : Readable<z.input<Input>>
  : never;

/** What an operation answers. */
export type OutputOf<Operations, Name extends keyof Operations> = Operations[Name] extends {
  readonly output: infer Output extends z.ZodType;
}
  ? z.output<Output>
  : never;

/** The request for `Name`; the discriminated union of all requests when `Name` is all names. */
export type RequestOf<Operations, Name extends NameOf<Operations> = NameOf<Operations>> =
  Name extends NameOf<Operations> ? { readonly operation: Name } & InputOf<Operations, Name> : never;

/** What an operation tells while it works; `never` when it tells nothing. */
export type PartOf<Operations, Name extends keyof Operations> = Operations[Name] extends {
  readonly part?: infer Part extends z.ZodType;
}
  ? z.output<Part>
  : never;

type InverseOf<Definition> = Definition extends { readonly undo?: { readonly operation: infer Inverse extends string } }
  ? Inverse
  : never;

type GivenOf<Definition> = Definition extends {
  readonly undo?: { readonly request: (...parameters: never) => infer Given };
}
  ? Exclude<Given, undefined>
  : never;

type ReadOf<Definition> = Definition extends { readonly locate?: { readonly using: infer Read } } ? Read : never;

type NameProblem<Operations, Name extends keyof Operations> = Operations[Name] extends {
  readonly name: infer Own extends string;
}
  ? Own extends Name
    ? never
    : `'${Name & string}' holds the operation '${Own}': use its own name`
  : never;

type UndoProblem<Operations, Name extends keyof Operations, Inverse = InverseOf<Operations[Name]>> = [Inverse] extends [
  never,
]
  ? never
  : Inverse extends NameOf<Operations>
    ? GivenOf<Operations[Name]> extends InputOf<Operations, Inverse>
      ? never
      : `undo of '${Name & string}' does not fit the input of '${Inverse}'`
    : `undo of '${Name & string}' names '${Inverse & string}', which is not in this catalog`;

type LocateProblem<Operations, Name extends keyof Operations, Read = ReadOf<Operations[Name]>> = [Read] extends [never]
  ? never
  : Read extends { readonly name: infer Used extends string }
    ? Used extends NameOf<Operations>
      ? Read extends Operations[Used & keyof Operations]
        ? Read extends { readonly effect: 'read' }
          ? never
          : `locate of '${Name & string}' uses '${Used}', which does not only read`
        : `locate of '${Name & string}' uses another '${Used}' than this catalog's`
      : `locate of '${Name & string}' uses '${Used}', which is not in this catalog`
    : never;

type Problem<Operations> = {
  [Name in keyof Operations]:
    | NameProblem<Operations, Name>
    | UndoProblem<Operations, Name>
    | LocateProblem<Operations, Name>;
}[keyof Operations];

/** What was given, when there is no problem; otherwise the problem's own text, which the compiler then prints. */
export type Checked<Given, Wrong> = [Wrong] extends [never] ? Given : Wrong;

/**
 * Puts a tool's operations together. A wrong key, an `undo` that the catalog can't perform and a `locate`
 * that it can't ask, or that writes, do not compile: the message stands at the catalog's name, where it is short.
 *
 * @throws TypeError when a schema has values that JSON does not keep (a `Date` would come back as text).
 */
export const defineCatalog = <const Name extends string, const Operations extends OperationsOf<Operations>>(
  name: Checked<Name, Problem<Operations>>,
  operations: Operations,
): Catalog<Operations> => {
  for (const operation of Object.values<AnyOperation>(operations)) {
    assertPlainJson(`${String(name)}.${operation.name}: input`, operation.input, 'input');
    assertPlainJson(`${String(name)}.${operation.name}: output`, operation.output, 'output');
    if (operation.part !== undefined)
      assertPlainJson(`${String(name)}.${operation.name}: part`, operation.part, 'output');
  }
  return { name: String(name), operations };
};
