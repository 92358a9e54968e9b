import { expect } from 'vitest';
import { act } from '../act.ts';
import type { GitHubContract, GitHubWorld } from './github-world.ts';

const observe = async ({ repo, ...world }: GitHubWorld): Promise<unknown> => {
  const dependabot = await act(world, { operation: 'list_dependabot_alerts', repo, state: 'all' });
  const codeScanning = await act(world, { operation: 'list_code_scanning_alerts', repo, state: 'all' });
  return [...dependabot.alerts, ...codeScanning.alerts].map(({ number, state, dismissedReason, dismissedComment }) => ({
    number,
    state,
    dismissedReason,
    dismissedComment,
  }));
};

/** What is done with Dependabot's alerts. */
export const githubDependabot: GitHubContract<
  'list_dependabot_alerts' | 'dismiss_dependabot_alert' | 'reopen_dependabot_alert'
> = {
  list_dependabot_alerts: {
    arrange: ({ repo, addAlerts }) => {
      addAlerts();
      return { operation: 'list_dependabot_alerts', repo, severities: ['high'] };
    },
    check: ({ alerts, complete }) => {
      expect(alerts).toMatchObject([
        { number: 1, package: 'left-pad', severity: 'high', state: 'open', fixedIn: '2.0.0' },
      ]);
      expect(complete).toBe(true);
    },
  },
  dismiss_dependabot_alert: {
    arrange: ({ repo, addAlerts }) => {
      addAlerts();
      return { operation: 'dismiss_dependabot_alert', repo, number: 1, reason: 'not_used', comment: 'Only in tests' };
    },
    check: (output) => expect(output).toMatchObject({ number: 1, state: 'dismissed', changed: true }),
    observe,
  },
  reopen_dependabot_alert: {
    arrange: async ({ repo, addAlerts, ...world }) => {
      addAlerts();
      const dismissed = { repo, number: 1, reason: 'not_used', comment: 'Only in tests' } as const;
      await act(world, { operation: 'dismiss_dependabot_alert', ...dismissed });
      return { operation: 'reopen_dependabot_alert', repo, number: 1 };
    },
    check: (output) => expect(output).toMatchObject({ state: 'open', changed: true, reason: 'not_used' }),
    observe,
  },
};

/** What is done with the alerts of code scanning. */
export const githubCodeScanning: GitHubContract<
  'list_code_scanning_alerts' | 'dismiss_code_scanning_alert' | 'reopen_code_scanning_alert'
> = {
  list_code_scanning_alerts: {
    arrange: ({ repo, addAlerts }) => {
      addAlerts();
      return { operation: 'list_code_scanning_alerts', repo, severities: ['high'] };
    },
    check: ({ alerts }) =>
      expect(alerts).toMatchObject([{ number: 1, rule: 'py/eval', state: 'open', path: 'src/sum.py' }]),
  },
  dismiss_code_scanning_alert: {
    arrange: ({ repo, addAlerts }) => {
      addAlerts();
      return { operation: 'dismiss_code_scanning_alert', repo, number: 1, reason: 'wont_fix', comment: 'Never' };
    },
    check: (output) => expect(output).toMatchObject({ number: 1, state: 'dismissed', changed: true }),
    observe,
  },
  reopen_code_scanning_alert: {
    arrange: async ({ repo, addAlerts, ...world }) => {
      addAlerts();
      const dismissed = { repo, number: 1, reason: 'used_in_tests' } as const;
      await act(world, { operation: 'dismiss_code_scanning_alert', ...dismissed });
      return { operation: 'reopen_code_scanning_alert', repo, number: 1 };
    },
    check: (output) => expect(output).toMatchObject({ state: 'open', changed: true, reason: 'used_in_tests' }),
    observe,
  },
};
