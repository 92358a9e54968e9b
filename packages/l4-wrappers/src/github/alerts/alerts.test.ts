import { createContext, pages } from '@strata/core';
import { describe, expect, test } from 'vitest';
import { GitHubAPIWrapper } from '../index.ts';
import { startLocalGitHub } from '../local-github.fixture.ts';
import { answering } from '../client/recorded-answer.fixture.ts';

const ctx = createContext();

const connect = async () => {
  const local = await startLocalGitHub();
  const { server } = local;
  for (const severity of ['low', 'critical', 'high'] as const)
    server.addDependabotAlert({ package: `pad-${severity}`, severity, summary: `Pads ${severity}`, fixedIn: '2.0.0' });
  const place = { path: 'src/sum.py', line: 2 };
  server.addCodeScanningAlert({
    rule: 'py/eval',
    severity: 'error',
    securitySeverity: 'high',
    message: 'eval',
    ...place,
  });
  server.addCodeScanningAlert({ rule: 'py/unused', severity: 'note', message: 'unused', ...place, tool: 'Other' });
  const github = new GitHubAPIWrapper({ token: local.token, baseUrl: local.url, perPage: 1 });
  return { github, repo: local.repo, [Symbol.asyncDispose]: local.stop };
};

test('S44: Dependabot alerts are listed over cursors, by state and severity', async () => {
  await using given = await connect();
  const { github, repo } = given;
  const packages = async (filter: object) => {
    const result = await github.execute({ operation: 'list_dependabot_alerts', repo, ...filter }, ctx);
    return result.success ? result.data.alerts.map((it) => it.package) : result.error;
  };
  expect(await packages({})).toEqual(['pad-high', 'pad-critical', 'pad-low']);
  expect(await packages({ maxResults: 2 })).toEqual(['pad-high', 'pad-critical']);
  expect(await packages({ severities: ['low', 'critical'] })).toEqual(['pad-critical', 'pad-low']);
  expect(await packages({ package: 'pad-low', ecosystem: 'npm' })).toEqual(['pad-low']);
  const dismiss = {
    operation: 'dismiss_dependabot_alert',
    repo,
    number: 1,
    reason: 'inaccurate',
    comment: 'No',
  } as const;
  await github.execute(dismiss, ctx);
  expect(await packages({ state: 'dismissed' })).toEqual(['pad-low']);
  expect(await packages({ state: 'all' })).toHaveLength(3);
  expect(await github.execute({ operation: 'list_dependabot_alerts', repo, state: 'dismissed' }, ctx)).toMatchObject({
    data: {
      alerts: [
        {
          number: 1,
          severity: 'low',
          summary: 'Pads low',
          ecosystem: 'npm',
          manifest: 'package-lock.json',
          vulnerable: '< 2.0.0',
          fixedIn: '2.0.0',
          dismissedReason: 'inaccurate',
          dismissedComment: 'No',
        },
      ],
    },
  });
});

test('S45: Dependabot alerts can be read page by page, although their pages have no numbers', async () => {
  await using given = await connect();
  const read: string[] = [];
  const request = { operation: 'list_dependabot_alerts', repo: given.repo } as const;
  for await (const page of pages(given.github, request, ctx)) {
    expect(page).toMatchObject({ data: { count: 1 } });
    if (page.success) read.push(...page.data.alerts.map((it) => it.package));
  }
  expect(read).toEqual(['pad-high', 'pad-critical', 'pad-low']);
  const whole = await given.github.execute({ ...request, maxResults: 2 }, ctx);
  expect(whole).toMatchObject({ data: { count: 2, complete: false, nextCursor: null } });
});

test('S44: code-scanning alerts are listed over pages, by state, severity and tool', async () => {
  await using given = await connect();
  const { github, repo } = given;
  const rules = async (filter: object) => {
    const result = await github.execute({ operation: 'list_code_scanning_alerts', repo, ...filter }, ctx);
    return result.success ? result.data.alerts.map((it) => it.rule) : result.error;
  };
  expect(await rules({})).toEqual(['py/unused', 'py/eval']);
  expect(await rules({ severities: ['high', 'critical'] })).toEqual(['py/eval']);
  expect(await rules({ severities: ['note'] })).toEqual(['py/unused']);
  expect(await rules({ tool: 'Other', branch: 'main' })).toEqual(['py/unused']);
  expect(await rules({ branch: 'other' })).toEqual([]);
  await github.execute({ operation: 'dismiss_code_scanning_alert', repo, number: 1, reason: 'wont_fix' }, ctx);
  expect(await github.execute({ operation: 'list_code_scanning_alerts', repo, state: 'dismissed' }, ctx)).toMatchObject(
    {
      data: {
        count: 1,
        alerts: [
          {
            number: 1,
            rule: 'py/eval',
            severity: 'high',
            tool: 'CodeQL',
            path: 'src/sum.py',
            line: 2,
            message: 'eval',
            branch: 'refs/heads/main',
            dismissedReason: 'wont_fix',
            dismissedComment: null,
          },
        ],
      },
    },
  );
});

describe('S11: a reopened alert is dismissed again for the reason that it was dismissed for', () => {
  test('Dependabot', async () => {
    await using given = await connect();
    const { github, repo } = given;
    const why = { reason: 'tolerable_risk', comment: 'Only here' } as const;
    await github.execute({ operation: 'dismiss_dependabot_alert', repo, number: 1, ...why }, ctx);
    const reopened = await github.execute({ operation: 'reopen_dependabot_alert', repo, number: 1 }, ctx);
    expect(reopened).toMatchObject({ data: { state: 'open', changed: true, ...why } });
    const undo = github.operations.reopen_dependabot_alert.undo;
    expect(reopened.success && undo?.request({ repo, number: 1 }, reopened.data)).toEqual({ repo, number: 1, ...why });
  });

  test('code scanning', async () => {
    await using given = await connect();
    const { github, repo } = given;
    await github.execute({ operation: 'dismiss_code_scanning_alert', repo, number: 2, reason: 'false_positive' }, ctx);
    const reopened = await github.execute({ operation: 'reopen_code_scanning_alert', repo, number: 2 }, ctx);
    expect(reopened).toMatchObject({ data: { state: 'open', changed: true, reason: 'false_positive', comment: null } });
  });
});

test('S14: an alert that is fixed is neither dismissed nor reopened', async () => {
  const instance = { ref: 'refs/heads/main', message: { text: 'eval' } };
  const alert = {
    number: 1,
    state: 'fixed',
    rule: { id: 'py/eval', severity: 'error', description: 'eval' },
    tool: { name: 'CodeQL' },
    most_recent_instance: instance,
    dismissed_reason: null,
    html_url: 'https://github.test/octo/app/security/code-scanning/1',
    created_at: '2026-01-01T00:00:00Z',
  };
  const recorded = answering({ status: 200, body: alert });
  const github = new GitHubAPIWrapper({ token: 't0ken', fetch: recorded.fetch });
  const where = { repo: 'octo/app', number: 1 };
  const dismiss = { operation: 'dismiss_code_scanning_alert', ...where, reason: 'wont_fix' } as const;
  for (const request of [dismiss, { operation: 'reopen_code_scanning_alert', ...where } as const])
    expect(await github.execute<typeof request.operation>(request, ctx)).toMatchObject({
      error: { kind: 'conflict', message: 'code-scanning alert 1 of octo/app is fixed already' },
    });
  expect(recorded.asked.every((asked) => asked.startsWith('GET'))).toBe(true);
});

test('what a rule has dismissed counts as dismissed', async () => {
  const vulnerable = { package: { ecosystem: 'npm', name: 'pad' }, severity: 'low', vulnerable_version_range: '< 2' };
  const alert = {
    number: 1,
    state: 'auto_dismissed',
    dependency: {},
    security_advisory: { ghsa_id: 'GHSA-0000-0000-0000', cve_id: null, summary: 'Pads' },
    security_vulnerability: { ...vulnerable, first_patched_version: null },
    dismissed_reason: null,
    dismissed_comment: null,
    html_url: 'https://github.test/octo/app/security/dependabot/1',
    created_at: '2026-01-01T00:00:00Z',
  };
  const recorded = answering({ status: 200, body: alert });
  const github = new GitHubAPIWrapper({ token: 't0ken', fetch: recorded.fetch });
  const request = { operation: 'dismiss_dependabot_alert', repo: 'octo/app', number: 1, reason: 'not_used' } as const;
  expect(await github.execute(request, ctx)).toMatchObject({ data: { state: 'auto_dismissed', changed: false } });
  expect(recorded.asked).toHaveLength(1);
});

test('S14: a repository that was never scanned has no alerts to show', async () => {
  const github = new GitHubAPIWrapper({
    fetch: answering({ status: 404, body: { message: 'no analysis found' } }).fetch,
  });
  expect(await github.execute({ operation: 'list_code_scanning_alerts', repo: 'octo/app' }, ctx)).toMatchObject({
    error: { kind: 'not_found', message: 'GitHub has no code-scanning alerts of octo/app, or does not show it' },
  });
});

test('S14: alerts that are switched off say so', async () => {
  const body = { message: 'Dependabot alerts are disabled for this repository.' };
  const github = new GitHubAPIWrapper({ token: 't0ken', fetch: answering({ status: 403, body }).fetch });
  expect(await github.execute({ operation: 'list_dependabot_alerts', repo: 'octo/app' }, ctx)).toMatchObject({
    error: {
      kind: 'forbidden',
      message: expect.stringContaining('disabled for this repository') as string,
      hint: expect.stringContaining('Switch it on') as string,
    },
  });
});
