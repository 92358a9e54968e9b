import type { OutputOf } from '@strata/core';
import type { GitHubOperations } from '@strata/l4-wrappers/github';
import { conflict } from '../fake/fake-refusal.ts';
import type { GitHubState } from './github-state.ts';
import { listed } from './listing.ts';
import { type GitHubHandlers, missing, repositoryOf } from './repositories.ts';

/** A Dependabot alert, as `list_dependabot_alerts` shows it. */
export type DependabotAlert = OutputOf<GitHubOperations, 'list_dependabot_alerts'>['alerts'][number];
/** A code-scanning alert, as `list_code_scanning_alerts` shows it. */
export type CodeScanningAlert = OutputOf<GitHubOperations, 'list_code_scanning_alerts'>['alerts'][number];

type Alert = DependabotAlert | CodeScanningAlert;

const find = <Found extends Alert>(alerts: Map<number, Found>, number: number, repo: string): Found => {
  const alert = alerts.get(number);
  if (alert === undefined) throw missing(`alert ${number} in ${repo}`);
  return alert;
};

const dismiss = <Found extends Alert>(
  alerts: Map<number, Found>,
  {
    repo,
    number,
    reason,
    comment,
  }: { repo: string; number: number; reason: Found['dismissedReason']; comment?: string | undefined },
) => {
  const alert = find(alerts, number, repo);
  if (alert.state === 'fixed') throw conflict(`alert ${number} in ${repo} is fixed`);
  if (alert.state === 'dismissed') return { ...alert, changed: false };
  const dismissed = {
    ...alert,
    state: 'dismissed' as const,
    dismissedReason: reason,
    dismissedComment: comment ?? null,
  };
  alerts.set(number, dismissed);
  return { ...dismissed, changed: true };
};

const reopen = <Found extends Alert>(
  alerts: Map<number, Found>,
  { repo, number }: { readonly repo: string; readonly number: number },
) => {
  const alert = find(alerts, number, repo);
  if (alert.state === 'fixed') throw conflict(`alert ${number} in ${repo} is fixed`);
  const reason: Found['dismissedReason'] = alert.dismissedReason;
  const told = { reason, comment: alert.dismissedComment };
  if (alert.state === 'open') return { ...alert, changed: false, ...told };
  const open = { ...alert, state: 'open' as const, dismissedReason: null, dismissedComment: null };
  alerts.set(number, open);
  return { ...open, changed: true, ...told };
};

/** What is done with Dependabot's alerts. */
export const dependabotHandlers = (
  state: GitHubState,
): GitHubHandlers<'list_dependabot_alerts' | 'dismiss_dependabot_alert' | 'reopen_dependabot_alert'> => ({
  list_dependabot_alerts: async ({ repo, state: wanted, severities, ecosystem, package: name, maxResults, cursor }) => {
    const found = [...repositoryOf(state, repo).dependabot.values()].filter(
      (alert) =>
        (wanted === 'all' || alert.state === wanted) &&
        (severities.length === 0 || severities.includes(alert.severity)) &&
        (ecosystem === undefined || alert.ecosystem === ecosystem) &&
        (name === undefined || alert.package === name),
    );
    const from = cursor === undefined || cursor === '' ? 0 : Number(cursor);
    const to = from + (cursor === undefined ? maxResults : Math.min(100, maxResults));
    const alerts = found.slice(from, to);
    const complete = to >= found.length;
    return { alerts, count: alerts.length, complete, nextCursor: cursor === undefined || complete ? null : String(to) };
  },
  dismiss_dependabot_alert: async (input) => dismiss(repositoryOf(state, input.repo).dependabot, input),
  reopen_dependabot_alert: async (input) => reopen(repositoryOf(state, input.repo).dependabot, input),
});

/** What is done with the alerts of code scanning. */
export const codeScanningHandlers = (
  state: GitHubState,
): GitHubHandlers<'list_code_scanning_alerts' | 'dismiss_code_scanning_alert' | 'reopen_code_scanning_alert'> => ({
  list_code_scanning_alerts: async ({ repo, state: wanted, severities, branch, tool, ...paging }) => {
    const found = [...repositoryOf(state, repo).codeScanning.values()].filter(
      (alert) =>
        (wanted === 'all' || alert.state === wanted) &&
        (severities.length === 0 || (alert.severity !== null && severities.includes(alert.severity))) &&
        (branch === undefined || alert.branch === `refs/heads/${branch}`) &&
        (tool === undefined || alert.tool === tool),
    );
    const { shown, told } = listed(found, paging);
    return { alerts: shown, ...told };
  },
  dismiss_code_scanning_alert: async (input) => dismiss(repositoryOf(state, input.repo).codeScanning, input),
  reopen_code_scanning_alert: async (input) => reopen(repositoryOf(state, input.repo).codeScanning, input),
});
