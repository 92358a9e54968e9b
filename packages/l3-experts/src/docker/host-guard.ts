import {
  type AnyTool,
  type Call,
  type Policy,
  type WorkflowContext,
  createFailure,
  createPolicy,
  fail,
} from '@strata/core';
import { z } from 'zod';
import { parseOptions } from '../policies/policy-options.ts';
import { pathProblem } from './host-paths.ts';
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

const optionsSchema = z.strictObject({ allow: z.array(z.enum(hostRules)).default([]) });

/** What containers may do to their host. */
export interface HostGuardOptions {
  /** The rules that do not hold. @default [] */
  readonly allow?: readonly HostRule[];
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

const namespaceDenial = ({ network, pidMode, ipcMode }: RunRequest): Denial | undefined => {
  const shared = [network === 'host' && 'network', pidMode === 'host' && 'processes', ipcMode === 'host' && 'memory'];
  const first = shared.find((one) => one !== false);
  return first === undefined
    ? undefined
    : { rule: 'host_namespace', why: `the container would share the host's ${first}` };
};

/** Everything that a run is refused for, but for what it shows of the host's files. */
function* denialsOf(run: RunRequest): Generator<Denial> {
  if (run.privileged) yield { rule: 'privileged', why: 'a privileged container may do whatever its host may' };
  const namespace = namespaceDenial(run);
  if (namespace !== undefined) yield namespace;
  for (const capability of run.capAdd) {
    if (dangerous.has(capability.replace(/^CAP_/, '')))
      yield { rule: 'dangerous_capability', why: `with ${capability} a process gets out of its container` };
  }
  for (const option of run.securityOpts) {
    if (/unconfined|label[=:]disable|no-new-privileges[=:]false/i.test(option))
      yield { rule: 'unconfined', why: `${option} takes the container's confinement away` };
  }
}

const volumeShape = z.object({ driverOptions: z.record(z.string(), z.string()) });

/** A volume can be a folder of the host by another name: its options say which. */
const deviceOf = (options: Readonly<Record<string, string>>): string | undefined =>
  options['device']?.startsWith('/') === true ? options['device'] : undefined;

/** The folder of the host that a volume shows, which may have been made by others. One that is not there shows none. */
const volumeDevice = async (tool: AnyTool, name: string, ctx: WorkflowContext): Promise<string | undefined> => {
  const { onPart: _onPart, callId: _callId, ...quiet } = ctx;
  const asked = { operation: 'inspect_volume', name } as { readonly operation: string };
  const shown = await tool.execute(asked, quiet);
  const volume = shown.success ? volumeShape.safeParse(shown.data).data : undefined;
  return volume && deviceOf(volume.driverOptions);
};

/** What the call shows of the host's files, as paths of the host. */
const shownPaths = async (tool: AnyTool, call: Call): Promise<readonly string[]> => {
  const run = readRun(call);
  if (run !== undefined) {
    const devices = await Promise.all(run.volumes.map(({ name }) => volumeDevice(tool, name, call.ctx)));
    return [...run.mounts.map(({ source }) => source), ...devices.filter((device) => device !== undefined)];
  }
  if (call.operation.name !== 'create_volume') return [];
  const device = deviceOf(readInput(call, volumeShape)?.driverOptions ?? {});
  return device === undefined ? [] : [device];
};

const buildShape = z.object({ networkMode: z.string().optional() });

/** The first rule that says no. */
const denialOf = async (tool: AnyTool, call: Call, allowed: ReadonlySet<HostRule>): Promise<Denial | undefined> => {
  const run = readRun(call);
  if (run !== undefined) for (const denial of denialsOf(run)) if (!allowed.has(denial.rule)) return denial;
  const isHostBuild = call.operation.name === 'build_image' && readInput(call, buildShape)?.networkMode === 'host';
  if (isHostBuild && !allowed.has('host_namespace'))
    return { rule: 'host_namespace', why: "the build would share the host's network" };
  for (const path of await shownPaths(tool, call)) {
    const denial = await pathProblem(path);
    if (denial !== undefined && !allowed.has(denial.rule)) return denial;
  }
  return undefined;
};

/**
 * Refuses containers that could take over their host: privileged ones, ones in the host's namespaces, ones that are shown
 * an engine's socket or the host's own folders (links and volumes are followed), ones with dangerous capabilities or
 * without confinement. The failure is `forbidden`, and names the rule; nothing is sent.
 *
 * @throws TypeError naming an option that does not fit.
 */
export const hostGuard = (options: HostGuardOptions = {}): Policy => {
  const { allow } = parseOptions('hostGuard', optionsSchema, { allow: [...(options.allow ?? [])] });
  const allowed = new Set(allow);
  return createPolicy((tool) => async (call, proceed) => {
    const denial = await denialOf(tool, call, allowed);
    if (denial === undefined) return proceed();
    const hint = `Do without it, or allow it: new DockerExpert(wrapper, { host: { allow: ['${denial.rule}'] } }).`;
    return fail(
      createFailure(call.operation.name, { kind: 'forbidden', message: denial.why, hint, rule: denial.rule }),
    );
  });
};
