import type { Node } from '@strata/core';
import type { RunRow } from '../journal/run-rows.ts';
import type { Store } from '../journal/store.ts';
import { Diverged } from '../runtime/interruptions.ts';
import type { Journal } from '../runtime/journal.ts';
import type { Known } from '../runtime/known.ts';
import { changedPast, reachedBy } from './changed-past.ts';
import { type Outline, hashOf, outlineOf, outlineText } from './outline.ts';

interface Shape {
  readonly outline: Outline;
  readonly hash: string;
}

const shapes = new WeakMap<Node, Shape>();

/** The shape of a flow; each is looked at once. */
export const shapeOf = (root: Node): Shape => {
  let shape = shapes.get(root);
  if (shape === undefined) {
    const outline = outlineOf(root);
    shape = { outline, hash: hashOf(outline) };
    shapes.set(root, shape);
  }
  return shape;
};

/** What of a run a check of its past needs. */
interface PastCheckOptions {
  readonly store: Store;
  readonly row: RunRow;
  readonly known: Known;
  readonly journal: Journal;
}

/** Holds the flows of today against those that a run began with. */
export class PastCheck {
  readonly #options: PastCheckOptions;

  constructor(options: PastCheckOptions) {
    this.#options = options;
  }

  /** @throws Diverged when a part that the run has been through is another one now. */
  compare(path: string, root: Node): void {
    const now = shapeOf(root);
    const then = this.#hashAt(path);
    if (then !== undefined && then !== now.hash) this.#compare(path, then, now.outline);
  }

  /** The same, and keeps the shape of the flow that goes on. @throws Diverged */
  enter(path: string, root: Node): void {
    const { store, row, journal } = this.#options;
    const now = shapeOf(root);
    if (this.#hashAt(path) === now.hash) return;
    this.compare(path, root);
    store.keepTree(now.hash, () => JSON.stringify(now.outline));
    if (path === '') store.commit.write(() => store.runs.change(row.number, { tree: now.hash }, row.updatedAt));
    else journal.append('tree', path, now.hash);
  }

  #hashAt(path: string): string | undefined {
    const { row, known } = this.#options;
    return path === '' ? row.tree : known.trees.get(path);
  }

  #compare(path: string, hash: string, now: Outline): void {
    const { store, known } = this.#options;
    const text = store.treeOf(hash);
    if (text === undefined) return;
    // Written by `keepTree`.
    const then = JSON.parse(text) as Outline;
    const keys = [...known.places()].flatMap(([key]) => (key.startsWith(path) ? [key.slice(path.length)] : []));
    const isReached = reachedBy(keys);
    // Where nothing was done nothing has to be as it was.
    const changed = isReached(then) ? changedPast(then, now, isReached) : undefined;
    if (changed === undefined) return;
    const at = `${path}${changed.at}`;
    throw new Diverged(`the run has been at '${at}', where there was ${changed.expected} and is ${changed.found}`, {
      expected: outlineText(then),
      found: outlineText(now),
    });
  }
}
