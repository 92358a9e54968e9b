/** Where the emulator behind the local GitHub is known to answer otherwise than GitHub documents. */
interface Deviation {
  readonly route: string;
  readonly at: string;
  readonly why: string;
  /** Required fields that are not there, or what else is wrong. */
  readonly lacks?: string;
  readonly says?: string;
}

const known: readonly Deviation[] = [
  {
    route: 'GET /repos/{owner}/{repo}',
    at: '',
    why: 'It counts neither forks nor watchers.',
    lacks: 'network_count subscribers_count',
  },
  {
    route: 'GET /repos/{owner}/{repo}/branches/{branch}',
    at: '/commit',
    why: "It shows a branch's commit as lists do, and no protection.",
    lacks: 'author comments_url commit committer html_url node_id parents',
  },
  {
    route: 'GET /repos/{owner}/{repo}/branches/{branch}',
    at: '',
    why: "It shows a branch's commit as lists do, and no protection.",
    lacks: '_links protection',
  },
  {
    route: 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}',
    at: '/output',
    why: 'It gives annotations no address.',
    lacks: 'annotations_url',
  },
  {
    route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    at: '/check_runs/…/output',
    why: 'It gives annotations no address.',
    lacks: 'annotations_url',
  },
  {
    route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-suites',
    at: '/check_suites/…/repository',
    why: "It shows a suite's repository by its name alone.",
    lacks: [
      'archive_url assignees_url blobs_url branches_url collaborators_url',
      'comments_url commits_url compare_url contents_url contributors_url',
      'deployments_url description downloads_url events_url fork',
      'forks_url git_commits_url git_refs_url git_tags_url hooks_url',
      'issue_comment_url issue_events_url issues_url keys_url labels_url',
      'languages_url merges_url milestones_url notifications_url pulls_url',
      'releases_url stargazers_url statuses_url subscribers_url subscription_url',
      'tags_url teams_url trees_url',
    ].join(' '),
  },
  {
    route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-suites',
    at: '/check_suites/…',
    why: 'Its suites know neither their commit nor their runs.',
    lacks: 'check_runs_url head_commit latest_check_runs_count',
  },
  {
    route: 'GET /search/issues',
    at: '/items/…',
    why: 'Its search grades nothing.',
    lacks: 'score',
  },
  {
    route: 'GET /search/issues',
    at: '',
    why: 'Its search grades nothing.',
    lacks: 'search_type',
  },
  {
    route: 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
    at: '/output',
    why: 'It gives annotations no address.',
    lacks: 'annotations_url',
  },
  {
    route: 'POST /repos/{owner}/{repo}/check-runs',
    at: '/output',
    why: 'It gives annotations no address.',
    lacks: 'annotations_url',
  },
  {
    route: 'GET /search/issues',
    at: '/items/…/body',
    why: 'Without a description it says null.',
    says: 'must be string',
  },
];

/** The same, as the contract tells of them. */
export const deviations: readonly string[] = known.flatMap(({ route, at, lacks, says }) => {
  const where = `${route} response${at === '' ? '' : ` ${at}`}`;
  const missing = lacks === undefined ? [] : lacks.split(' ');
  return [
    ...missing.map((field) => `${where}: must have required property '${field}'`),
    ...(says === undefined ? [] : [`${where}: ${says}`]),
  ];
});
