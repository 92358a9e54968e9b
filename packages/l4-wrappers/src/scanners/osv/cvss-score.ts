/** The weights of CVSS 3 (first.org, "Common Vulnerability Scoring System v3.1", section 7.4). */
const weights = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  PR: { N: 0.85, L: 0.62, H: 0.27 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
} as const;

/** Privileges weigh more when the attack leaves the component that they are for. */
const changedPrivileges = { N: 0.85, L: 0.68, H: 0.5 } as const;

type Weights = Readonly<Record<string, number>>;

/** Up to one decimal, without the errors of binary fractions (the same, appendix A). */
const roundUp = (value: number): number => {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
};

/** The base score of a vector such as `CVSS:3.1/AV:N/AC:L/…`; `undefined` for another version or a broken one. */
export const cvssScore = (vector: string): number | undefined => {
  if (!/^CVSS:3\.[01]\//.test(vector)) return undefined;
  const metrics = new Map(
    vector.split('/').map((part): [string, string] => [part.split(':')[0] ?? '', part.split(':')[1] ?? '']),
  );
  const changed = metrics.get('S') === 'C';
  const weight = (name: keyof typeof weights): number => {
    const table: Weights = name === 'PR' && changed ? changedPrivileges : weights[name];
    return table[metrics.get(name) ?? ''] ?? Number.NaN;
  };
  const lost = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'));
  const impact = changed ? 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 : 6.42 * lost;
  const exploitability = 8.22 * weight('AV') * weight('AC') * weight('PR') * weight('UI');
  if (Number.isNaN(impact + exploitability)) return undefined;
  if (impact <= 0) return 0;
  return roundUp(Math.min((changed ? 1.08 : 1) * (impact + exploitability), 10));
};
