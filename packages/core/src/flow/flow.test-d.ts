// oxlint-disable vitest/expect-expect -- the compiler asserts
import { expectTypeOf, test } from 'vitest';
import {
  type Decision,
  type Failure,
  type InputOfFlow,
  type Rejected,
  type Result,
  type SagaFailed,
  type TimedOut,
  type TypeOf,
  branch,
  fail,
  fallback,
  flow,
  forEach,
  gate,
  invoke,
  parallel,
  race,
  retry,
  runFlow,
  saga,
  sequence,
  shield,
  sleep,
  step,
  succeed,
  timeout,
} from '../index.ts';
import { createWorld } from '../world.fixture.ts';

interface Change {
  readonly name: string;
  readonly tags: readonly string[];
}

const { tool } = createWorld();
const make = invoke(tool, 'create_item', ({ input }: { readonly input: Change }) => ({ name: input.name }));
const late = step('late', async () => fail({ kind: 'late' }));

test('a flow gives the output of its last step, and fails as any of its steps', () => {
  const chain = flow<Change>()
    .to(make)
    .to(late)
    .to(step('count', async () => succeed(1)));
  expectTypeOf(runFlow(chain, { name: 'a', tags: [] })).resolves.toEqualTypeOf<
    Result<number, Failure<'create_item'> | { readonly kind: 'late' }>
  >();
  expectTypeOf<InputOfFlow<typeof chain>>().toEqualTypeOf<Change>();
});

test('each kind gives what it says, to be read by name', () => {
  flow<Change>()
    .to(make)
    .to(parallel({ left: step('x', async () => succeed(1)), right: step('x', async () => succeed('two')) }))
    .to(
      forEach(
        'each',
        ({ input }) => input.tags,
        (from) => from.to(step('up', async ({ item }) => succeed(item.length))),
      ),
    )
    .to(gate('approve', ({ create_item }) => ({ question: create_item.name })))
    .to(race('first', { a: step('a', async () => succeed(1)), b: step('b', async () => succeed('b')) }))
    .to(
      branch('way', () => 'up', {
        up: step('up', async () => succeed(true)),
        down: step('down', async () => succeed(null)),
      }),
    )
    .to(
      fallback(
        'either',
        (from) => from.to(step('y', async () => succeed(1n.toString()))),
        (from) => from.to(sleep('wait', 1)),
      ),
    )
    .to(retry((from) => from.to(step('tried', async ({ left }) => succeed(left))), { attempts: 2, waitMs: 1 }))
    .to(timeout((from) => from.to(sequence((inner) => inner.to(step('deep', async ({ right }) => succeed(right))))), 1))
    .to(shield((from) => from.to(step('safe', async ({ deep }) => succeed(deep))), 1))
    .to(
      step('all', async (outputs) => {
        expectTypeOf(outputs.create_item.id).toEqualTypeOf<string>();
        expectTypeOf(outputs.left).toEqualTypeOf<number>();
        expectTypeOf(outputs.right).toEqualTypeOf<string>();
        expectTypeOf(outputs.each).toEqualTypeOf<readonly number[]>();
        expectTypeOf(outputs.approve).toEqualTypeOf<Decision>();
        expectTypeOf(outputs.first).toEqualTypeOf<number | string>();
        expectTypeOf(outputs.way).toEqualTypeOf<boolean | null>();
        expectTypeOf(outputs.either).toEqualTypeOf<string | undefined>();
        expectTypeOf(outputs.tried).toEqualTypeOf<number>();
        expectTypeOf(outputs.safe).toEqualTypeOf<string>();
        return succeed(outputs);
      }),
    );
});

test('each kind fails as it says', () => {
  const other = step('other', async () => fail('other'));
  expectTypeOf<TypeOf<typeof make, 'fail'>>().toEqualTypeOf<Failure<'create_item'>>();
  const both = parallel({ late, other });
  expectTypeOf<TypeOf<typeof both, 'fail'>>().toEqualTypeOf<{ readonly kind: 'late' } | 'other'>();
  const limited = timeout((from) => from.to(late), 1);
  expectTypeOf<TypeOf<typeof limited, 'fail'>>().toEqualTypeOf<{ readonly kind: 'late' } | TimedOut>();
  const asked = gate('approve', () => ({ question: '?' }));
  expectTypeOf<TypeOf<typeof asked, 'fail'>>().toEqualTypeOf<Rejected<'approve'>>();
  const first = race('first', { late, other });
  expectTypeOf<TypeOf<typeof first, 'fail'>>().toEqualTypeOf<{ readonly kind: 'late' } | 'other' | SagaFailed>();
  const whole = saga<Change>().to(make).to(late);
  expectTypeOf<TypeOf<typeof whole, 'fail'>>().toEqualTypeOf<
    SagaFailed<string, Failure<'create_item'> | { readonly kind: 'late' }>
  >();
});

test('a request that does not fit its operation does not compile', () => {
  const begin = flow<Change>();
  // @ts-expect-error -- a misspelt operation
  begin.to(invoke(tool, 'creat_item', () => ({ name: 'a' })));
  // @ts-expect-error -- a missing field
  begin.to(invoke(tool, 'create_item', () => ({ note: 'a' })));
  // @ts-expect-error -- a field of the wrong type
  begin.to(invoke(tool, 'create_item', () => ({ name: 4 })));
  // @ts-expect-error -- a misspelt optional field
  begin.to(invoke(tool, 'create_item', () => ({ name: 'a', nte: 'b' })));
  // @ts-expect-error -- another operation's field
  begin.to(invoke(tool, 'create_item', () => ({ name: 'a', text: 'b' })));
});

test('a step that reads what is not there does not compile', () => {
  const begin = flow<Change>();
  // @ts-expect-error -- inline: nobody gave it
  begin.to(step('read', async ({ create_item }) => succeed(create_item)));
  // @ts-expect-error -- inline: it comes later
  begin.to(step('read', async ({ create_item }) => succeed(create_item))).to(make);
  // @ts-expect-error -- inline: it is in another branch
  begin.to(parallel({ a: make, b: step('read', async ({ create_item }) => succeed(create_item)) }));
  // @ts-expect-error -- inline: it is inside a branch, whose output has the branch's name
  begin.to(parallel({ a: make })).to(step('read', async ({ create_item }) => succeed(create_item)));
  const elsewhere = step('read', async (from: { readonly create_item: { readonly id: string } }) => succeed(from));
  begin.to(make).to(elsewhere);
  // @ts-expect-error -- made elsewhere
  begin.to(elsewhere);
  // @ts-expect-error -- made elsewhere, of another input
  flow<{ readonly title: string }>().to(make);
  // @ts-expect-error -- there is no item outside forEach
  begin.to(step('read', async ({ item }) => succeed(item)));
});

test('two outputs of one name do not compile', () => {
  const again = flow<Change>().to(make);
  // @ts-expect-error -- of an operation
  again.to(invoke(tool, 'create_item', () => ({ name: 'b' })));
  again.to(invoke(tool, 'create_item', () => ({ name: 'b' }), { as: 'other' }));
  // @ts-expect-error -- as it is called
  again.to(invoke(tool, 'list_items', () => ({}), { as: 'create_item' }));
  // @ts-expect-error -- of a step
  again.to(step('create_item', async () => succeed(1)));
  // @ts-expect-error -- of a gate
  again.to(gate('create_item', () => ({ question: '?' })));
});

test('a write that nothing undoes does not compile in a saga, and does outside', () => {
  const stamp = invoke(tool, 'stamp_item', ({ input }: { readonly input: Change }) => ({ id: input.name }));
  flow<Change>().to(stamp);
  const begin = saga<Change>();
  // @ts-expect-error -- inline
  begin.to(invoke(tool, 'stamp_item', () => ({ id: 'a' })));
  // @ts-expect-error -- deep
  begin.to(parallel({ a: sequence((from) => from.to(invoke(tool, 'stamp_item', () => ({ id: 'a' })))) }));
  // @ts-expect-error -- made elsewhere
  begin.to(stamp);
  // @ts-expect-error -- inside a flow made elsewhere
  begin.to(flow<Change>().to(stamp));
  // It says why not, or it undoes, or it only reads.
  begin
    .to(invoke(tool, 'announce', () => ({ text: 'a' })))
    .to(invoke(tool, 'list_items', () => ({})))
    .to(make);
});

test('a flow runs only with an input that fits', () => {
  // @ts-expect-error -- a missing field
  void runFlow(flow<Change>().to(make), { name: 'a' });
  // @ts-expect-error -- an unknown case
  branch('way', () => 'left', { right: late });
});
