import { type AnyTool, type Call, type Failure, type Policy, createFailure, createPolicy, fail } from '@strata/core';
import { z } from 'zod';
import { parseOptions } from '../policies/policy-options.ts';
import { LookFailed, lookAt } from './host-look.ts';
import { sharedNetwork } from './host-networks.ts';
import { pathProblem } from './host-paths.ts';
import { volumeProblem, volumeShape } from './host-volumes.ts';
import { type RunRequest, readInput, readRun } from './run-request.ts';

/** What is refused, by name, unless it is allowed by name. */
const hostRules = [
  'privileged',
  'host_namespace',
  'docker_socket',
  'host_folder',
  'dangerous_capability',
  'unconfined',
] as const;

/** A rule that keeps containers from taking over their host. */
export type HostRule = (typeof hostRules)[number];

const optionsSchema = z.strictObject({
  allow: z.array(z.enum(hostRules)).default([]),
  folders: z.array(z.string().startsWith('/', 'must be an absolute path')).default([]),
});

/** What containers may do to their host. */
export interface HostGuardOptions {
  /** The rules that do not hold. @default [] */
  readonly allow?: readonly HostRule[];
  /** Folders that may be shown with all that is in them, although they are the host's own. @default [] */
  readonly folders?: readonly string[];
}

interface Denial {
  readonly rule: HostRule;
  readonly why: string;
}

/** Capabilities with which a process gets out of its container, or at others' (capabilities(7)). */
const dangerous: ReadonlySet<string> = new Set([
  'ALL',
  'BPF',
  'DAC_READ_SEARCH',
  'MAC_ADMIN',
  'MAC_OVERRIDE',
  'NET_ADMIN',
  'NET_RAW',
  'PERFMON',
  'SYSLOG',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_MODULE',
  'SYS_PTRACE',
  'SYS_RAWIO',
  'SYS_TIME',
]);

/**
 * Options that take nothing away (docs.docker.com, "docker run": security options; the engine reads the value of
 * no-new-privileges with Go's ParseBool). Whether a profile of one's own confines anything cannot be seen from here.
 */
const harmlessOption = /^(no-new-privileges([=:](1|t|T|true|True|TRUE))?|apparmor[=:]docker-default)$/;

/** Everything that a run is refused for that stands in its request. */
function* denialsOf(run: RunRequest): Generator<Denial> {
  if (run.privileged) yield { rule: 'privileged', why: 'a privileged container may do whatever its host may' };
  const shared = [run.pidMode === 'host' && 'processes', run.ipcMode === 'host' && 'memory'].find(Boolean);
  if (shared !== undefined) yield { rule: 'host_namespace', why: `the container would share the host's ${shared}` };
  for (const capability of run.capAdd) {
    if (dangerous.has(capability.replace(/^CAP_/, '')))
      yield { rule: 'dangerous_capability', why: `with ${capability} a process gets out of its container` };
  }
  for (const option of run.securityOpts) {
    if (!harmlessOption.test(option))
      yield { rule: 'unconfined', why: `${option} may take the container's confinement away` };
  }
}

const buildShape = z.object({ networkMode: z.string().optional() });

/** The networks that a call's work would be in. */
const networksOf = (call: Call, run: RunRequest | undefined): readonly string[] => {
  if (run !== undefined) return [run.network, ...run.networks.map(({ network }) => network)];
  const network = call.operation.name === 'build_image' ? readInput(call, buildShape)?.networkMode : undefined;
  return network === undefined ? [] : [network];
};

/** Everything that a call is refused for that has to be looked for, on this machine and at the engine. */
async function* furtherDenialsOf(tool: AnyTool, call: Call, { allow, folders }: Plan): AsyncGenerator<Denial> {
  const run = readRun(call);
  for (const network of allow.has('host_namespace') ? [] : networksOf(call, run)) {
    const shared = await sharedNetwork(tool, network, call.ctx);
    if (shared !== undefined)
      yield { rule: 'host_namespace', why: `the network would be shared with others: ${shared}` };
  }
  if (allow.has('host_folder') && allow.has('docker_socket')) return;
  for (const { source } of run?.mounts ?? []) {
    const problem = await pathProblem(source, folders);
    if (problem !== undefined) yield problem;
  }
  const made = call.operation.name === 'create_volume' ? readInput(call, volumeShape) : undefined;
  // One that others have made may be a folder by another name; one that is not there is made, and shows nothing.
  const named = (run?.volumes ?? []).map(
    ({ name }) =>
      () =>
        lookAt(tool, { operation: 'inspect_volume', name }, volumeShape, call.ctx),
  );
  for (const look of [() => Promise.resolve(made), ...named]) {
    const volume = await look();
    const problem = volume && (await volumeProblem(volume, folders));
    if (problem !== undefined) yield problem;
  }
}

interface Plan {
  readonly allow: ReadonlySet<HostRule>;
  readonly folders: readonly string[];
}

/** The first rule that says no. What stands in the request comes first: nobody has to be asked about it. */
const denialOf = async (tool: AnyTool, call: Call, plan: Plan): Promise<Denial | undefined> => {
  const run = readRun(call);
  if (run !== undefined) for (const denial of denialsOf(run)) if (!plan.allow.has(denial.rule)) return denial;
  for await (const denial of furtherDenialsOf(tool, call, plan)) if (!plan.allow.has(denial.rule)) return denial;
  return undefined;
};

/** The call's failure when it could not be seen what it would be shown: it was not made. */
const notSeen = (call: Call, { failure }: LookFailed): Failure => {
  const message = `what the container would be shown could not be looked at: ${failure.message}`;
  const own = { ...failure, operation: call.operation.name, message };
  return 'mayHaveHappened' in own ? { ...own, mayHaveHappened: false } : own;
};

/**
 * Refuses containers that could take over their host: privileged ones, ones in the host's namespaces, ones that are shown
 * an engine's socket or the host's own folders (links and volumes are followed), ones with dangerous capabilities or
 * without confinement. The failure is `forbidden`, and names the rule; nothing is sent. Where it cannot be found out what
 * a volume, a network or another container is, the call fails as the question did.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const hostGuard = (options: HostGuardOptions = {}): Policy => {
  const { allow, folders } = parseOptions('hostGuard', optionsSchema, {
    ...options,
    allow: [...(options.allow ?? [])],
    folders: [...(options.folders ?? [])],
  });
  const plan: Plan = { allow: new Set(allow), folders };
  return createPolicy((tool) => async (call, proceed) => {
    try {
      const denial = await denialOf(tool, call, plan);
      if (denial === undefined) return await proceed();
      const hint = `Do without it, or allow it: new DockerExpert(wrapper, { host: { allow: ['${denial.rule}'] } }).`;
      return fail(
        createFailure(call.operation.name, { kind: 'forbidden', message: denial.why, hint, rule: denial.rule }),
        { durationMs: 0, attempts: 0 },
      );
    } catch (thrown) {
      if (thrown instanceof LookFailed) return fail(notSeen(call, thrown));
      throw thrown;
    }
  });
};
