import { assess } from '#domain/sla/assess';
import type { Assessment, AssessmentLine, Credit, OutageRow } from '#domain/sla/assessment';
import type { SlaPolicy } from '#domain/sla/policy';
import { policyForMonth } from '#domain/sla/policy-version';
import { addMonths } from '#domain/sla/window';
import { dayOf, monthOf } from '#domain/time';
import { slaFormat } from '#i18n/sla/format';
import { readShippedVersions } from '#lib/sla-policy-file';
import { historyRows, type Provider } from './history-rows.ts';

const SEEN_AT = Date.parse('2026-09-23T00:00:00Z');

/** Each provider under its own terms and those of two others. */
const READ_UNDER: Readonly<Record<Provider, readonly string[]>> = {
  'google-workspace': ['google-workspace', 'atlassian', 'slack'],
  'google-cloud': ['google-cloud-compute', 'aws-ec2', 'azure-vm'],
  github: ['github-enterprise', 'atlassian', 'google-workspace'],
};
const TITLES: Readonly<Record<Provider, string>> = {
  'google-workspace': 'Google Workspace: seventeen incidents of its dashboard',
  'google-cloud': 'Google Cloud: July 2021 to July 2022',
  github: 'GitHub: incidents that name what they touched, to September 2023',
};

export interface HistoryWindow {
  readonly provider: Provider;
  readonly month: string;
  readonly policy: string;
  readonly assessment: Assessment;
}

/** Every window in which a provider recorded an outage, under three sets of terms. */
export function historyWindows(provider: Provider): HistoryWindow[] {
  const rows = historyRows(provider);
  return READ_UNDER[provider].flatMap((policy) => windowsUnder(rows, { provider, policy }));
}

function windowsUnder(
  rows: readonly OutageRow[],
  { provider, policy: id }: { readonly provider: Provider; readonly policy: string },
): HistoryWindow[] {
  const seen = new Set<number>();
  return monthsOf(rows).flatMap((month) => {
    const policy = policyForMonth(readShippedVersions(id), month);
    if (!policy) throw new Error(`There is no policy ${id}.`);
    const assessment = assess({ policy: asOwn(policy, provider), month, asOf: SEEN_AT, outages: rows });
    if (seen.has(assessment.window.startedAt)) return [];
    seen.add(assessment.window.startedAt);
    return [{ provider, month, policy: id, assessment }];
  });
}

/** Another vendor's list of services says nothing here: its terms are read as if they covered everything. */
function asOwn(policy: SlaPolicy, provider: Provider): SlaPolicy {
  if (READ_UNDER[provider][0] === policy.id) return policy;
  const services = { covered: [], notCovered: [], others: 'assumed-covered' } as const;
  return { ...policy, terms: { ...policy.terms, services } };
}

function monthsOf(rows: readonly OutageRow[]): string[] {
  const months = new Set<string>();
  for (const { startedAt, endedAt } of rows) {
    const last = monthOf((endedAt ?? startedAt) - 1, 'UTC');
    for (let month = monthOf(startedAt, 'UTC'); month <= last; month = addMonths(month, 1)) months.add(month);
  }
  return [...months].toSorted();
}

const CSV_HEAD =
  'provider,window_start,window_end,policy,version,service,verdict,down_minutes,uptime_percent,certain_percent,credit,certain_credit,claim_by';

/** Every service with downtime in every window, one a line. */
export function historyCsv(): string {
  const lines = PROVIDERS.flatMap((provider) => historyWindows(provider).flatMap(csvLines));
  return `${[CSV_HEAD, ...lines].join('\n')}\n`;
}

const PROVIDERS: readonly Provider[] = ['google-workspace', 'google-cloud', 'github'];

function csvLines({ provider, assessment }: HistoryWindow): string[] {
  const { window, policy } = assessment;
  const head = [provider, dayOf(window.startedAt, 'UTC'), dayOf(window.endedAt - 1, 'UTC'), policy.id, policy.version];
  return assessment.services
    .filter(({ downtime }) => downtime.ms > 0)
    .map((line) =>
      [
        ...head,
        `"${line.service}"`,
        line.covered ? line.verdict : 'not-covered',
        (line.downtime.ms / 60_000).toFixed(3),
        line.uptime.percent,
        line.certain.uptime.percent,
        creditText(line.credit),
        creditText(line.certain.credit),
        line.claimBy ?? '',
      ].join(','),
    );
}

function creditText(credit: Credit | null): string {
  return credit === null
    ? ''
    : slaFormat('en')
        .credit(credit)
        .replace(/\u202f/g, ' ');
}

/** The windows as a document: one table a provider, one column for each set of terms. */
export function historyDocument(): string {
  return [
    '# Real history, window by window',
    '',
    'What three providers recorded in public, under their own terms and those of two others. Times and services alone are kept here;',
    'the whole result, service by service, is [history.csv](history.csv). `npm run docs` works both out again.',
    '',
    '- `10 %` is owed whatever the missing facts are; `≤ 10 %` only if they are confirmed; `3 days – 7 days` is the least and the most; `–` is nothing.',
    '- A dash for a window does not mean that nothing failed: uptime may have stayed above the line, or no term covers what failed.',
    '- The service named is the one that would earn most. Partial outages depend on one’s own share, so most lines are upper bounds.',
    '- Terms of other vendors are read as if they covered every service: the question is what the same record would be worth there.',
    '',
    ...PROVIDERS.flatMap((provider) => [`## ${TITLES[provider]}`, '', ...providerTable(provider), '']),
  ].join('\n');
}

function providerTable(provider: Provider): string[] {
  const windows = historyWindows(provider);
  const months = [...new Set(windows.map(({ month }) => month))].toSorted();
  const ids = READ_UNDER[provider];
  const rows = months.map((month) => [
    month,
    ...ids.map((id) => {
      const found = windows.find((one) => one.month === month && one.policy === id);
      return found ? cellOf(found.assessment) : '″';
    }),
  ]);
  return table(['month', ...ids], rows);
}

/** Windows longer than a month stand with their first month that has an outage; ″ says: the same window. */
function cellOf({ services }: Assessment): string {
  const earning = services.filter(({ credit }) => credit !== null).toSorted(byCredit);
  const [best] = earning;
  if (!best) return '–';
  const sure = services.map(({ certain }) => certain.credit).filter((credit) => credit !== null);
  const least = sure.toSorted((a, b) => b.amount - a.amount).at(0) ?? null;
  const most = creditText(best.credit);
  const range =
    least === null ? `≤ ${most}` : least.amount === best.credit?.amount ? most : `${creditText(least)} – ${most}`;
  return `${range} · ${best.service}${earning.length > 1 ? ` and ${earning.length - 1} more` : ''}`;
}

function byCredit(a: AssessmentLine, b: AssessmentLine): number {
  const difference = (b.credit?.amount ?? 0) - (a.credit?.amount ?? 0);
  return (
    difference || (b.certain.credit?.amount ?? 0) - (a.certain.credit?.amount ?? 0) || b.downtime.ms - a.downtime.ms
  );
}

/** Padded, so that the text is readable as it is and the formatter leaves it alone. */
function table(head: readonly string[], rows: readonly string[][]): string[] {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
