// `pnpm strata …`, also from elsewhere (`pnpm -C this/folder strata ship --path .`): paths mean what they mean where the
// command was typed, which pnpm passes on as INIT_CWD when it changes the folder.
const typedIn = process.env['INIT_CWD'];
if (typedIn !== undefined) process.chdir(typedIn);

await import('../packages/host-cli/src/main.ts');
