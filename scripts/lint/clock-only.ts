/** As much of oxlint's plugin interface as the rule below uses. */
interface NewExpression {
  readonly callee: { readonly type: string; readonly name?: string };
  readonly arguments: readonly unknown[];
}
interface RuleContext {
  report(finding: { readonly node: NewExpression; readonly message: string }): void;
}

/**
 * The one house rule that oxlint does not bring: a date made of nothing reads the machine's clock, past the injected
 * one. The rest of the clock's monopoly is held by the `no-restricted-*` rules in `.oxlintrc.json`.
 */
const noAmbientDate = {
  create: (context: RuleContext) => ({
    NewExpression: (node: NewExpression): void => {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'Date' || node.arguments.length > 0) return;
      context.report({ node, message: 'Read the time from the injected clock: new Date(clock.now()).' });
    },
  }),
};

// oxlint loads a plugin by its default export.
export default { meta: { name: 'strata' }, rules: { 'no-ambient-date': noAmbientDate } };
