import { readFileSync } from 'node:fs';
import type { AssessmentLine, OutageRow } from '#domain/sla/assessment';
import { dayOf, MINUTE_MS, monthOf } from '#domain/time';
import { slaFormat } from '#i18n/sla/format';
import { reportMessages } from '#i18n/sla/messages';
import { assessRows, onlyLine } from '#test/support/sla';

export interface WorkspaceIncident {
  readonly id: string | null;
  readonly services: readonly string[];
  readonly begin: string;
  readonly end: string | null;
  readonly statedMinutes: number | null;
  readonly state: 'down' | 'degraded';
  readonly surface: 'web' | 'protocol' | 'mobile' | null;
  readonly sharePpm: number | null;
  readonly why: string;
}

interface Facts {
  readonly seenAt: string;
  readonly incidents: readonly WorkspaceIncident[];
}

const FACTS: Facts = JSON.parse(readFileSync(new URL('../fixtures/workspace-incidents.json', import.meta.url), 'utf8'));
const SEEN_AT = Date.parse(FACTS.seenAt);

export const workspaceIncidents = FACTS.incidents;

/** One incident under the contract, once by the dashboard's times and once by the minutes its report states. */
export interface Reading {
  readonly incident: WorkspaceIncident;
  readonly dashboardMinutes: number;
  readonly byDashboard: AssessmentLine;
  readonly byReport: AssessmentLine | null;
}

export function readIncident(incident: WorkspaceIncident): Reading {
  const startedAt = Date.parse(incident.begin);
  const endedAt = incident.end === null ? SEEN_AT : Date.parse(incident.end);
  const stated = incident.statedMinutes;
  return {
    incident,
    dashboardMinutes: (endedAt - startedAt) / MINUTE_MS,
    byDashboard: lineOf(incident, endedAt),
    byReport: stated === null ? null : lineOf(incident, startedAt + stated * MINUTE_MS),
  };
}

/** All products of an incident read alike, so the first stands for them. */
function lineOf(incident: WorkspaceIncident, endedAt: number): AssessmentLine {
  const { begin, state, surface, sharePpm, services } = incident;
  const startedAt = Date.parse(begin);
  const row: OutageRow = { service: services[0] ?? '', startedAt, endedAt, state, surface, sharePpm };
  return onlyLine(assessRows([row], { month: monthOf(startedAt, 'UTC'), asOf: new Date(SEEN_AT).toISOString() }));
}

/** The document, as it stands in docs/. */
export function workspaceIncidentsDocument(): string {
  const readings = FACTS.incidents.map(readIncident);
  const count = (verdict: string): number => readings.filter((one) => one.byDashboard.verdict === verdict).length;
  return [
    '# Seventeen real incidents under the Google Workspace SLA',
    '',
    '<!-- Made by test/docs/workspace-incidents.test.ts; run it with UPDATE_DOCS=yes after a change. -->',
    '',
    'What `assess` makes of seventeen incidents that Google published on its Workspace dashboard, under the terms in',
    '`db/policies/google-workspace.json`, each month taken in UTC. The contract counts time in which more than 5 % of the',
    'requests of _your own domain_ failed in the web interface. A dashboard speaks of everybody, so no incident by itself',
    `proves a credit: ${count('owed') || 'none'} are owed outright, ${count('depends')} depend on a fact that only you or Google's server logs know, and`,
    `${count('not-owed')} owe nothing whatever that fact is.`,
    '',
    'Dashboard and report often disagree about the length. Where they do, both readings are given, the dashboard first.',
    'An uptime is what it would be if all of the time counted.',
    '',
    ...table(readings.map(tableCells)),
    '',
    '## What to learn from it',
    '',
    '- **Not covered is not covered.** Admin Console and Classroom stand on the dashboard and not in the contract.',
    '- **A small share of everybody settles nothing.** 0.32 % of all users is under the 5 % line, and may be all of yours;',
    '  `assess` answers `depends` and names the missing fact: the share of your domain’s requests that failed.',
    '- **Twelve hours can owe nothing and forty-four minutes three days.** What counts is whose requests failed, where.',
    '- **Minutes decide.** By one figure the same incident earns a credit and by the other none: keep both, and ask with evidence.',
    '- **The month’s edge moves with the zone.** 05:05 UTC is still the evening before in California.',
    '',
    'To see the arithmetic of any of them:',
    '',
    '    npm run -s cli -- assess --policy google-workspace --month 2022-03 --outages incidents.json --text',
    '',
  ].join('\n');
}

const HEAD = ['began (UTC)', 'service', 'dashboard', 'report', 'contract reading', 'verdict', 'why'];
const RIGHT = new Set([2, 3]);

/** Padded, so that the text is readable as it is and the formatter leaves it alone. */
function table(rows: readonly string[][]): string[] {
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => (RIGHT.has(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, at) => (RIGHT.has(at) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(HEAD), line(rule), ...rows.map(line)];
}

function tableCells(reading: Reading): string[] {
  const { incident, dashboardMinutes, byDashboard, byReport } = reading;
  const length = `${slaFormat('en').count(dashboardMinutes)} min${incident.end === null ? ' so far' : ''}`;
  const differs = byReport !== null && incident.statedMinutes !== dashboardMinutes;
  const lines = differs && byReport ? [byDashboard, byReport] : [byDashboard];
  const began = `${dayOf(Date.parse(incident.begin), 'UTC')} ${incident.begin.slice(11, 16)}`;
  return [
    incident.id === null ? began : `${began}<br>\`${incident.id}\``,
    incident.services.join(', '),
    length,
    incident.statedMinutes === null ? '–' : `${slaFormat('en').count(incident.statedMinutes)} min`,
    distinct(lines.map(readingText)),
    distinct(lines.map((line) => `**${reportMessages('en').verdicts[line.verdict]}**`)),
    incident.why,
  ].map((cell) => cell.replace(/\u202f/g, ' '));
}

function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].join('<br>');
}

function readingText(line: AssessmentLine): string {
  const { percent, credit } = slaFormat('en');
  if (!line.covered) return 'not covered';
  const leftOut = line.explanation.find(({ code }) => code === 'left-out');
  if (leftOut?.code === 'left-out' && leftOut.values.reason === 'surface') return 'not the web interface';
  if (line.credit) return `${percent(line.uptime.percent)}: ${credit(line.credit)}`;
  const disputed = line.explanation.find(({ code }) => code === 'disputed');
  const ms = disputed?.code === 'disputed' ? disputed.values.ms : line.downtime.ms;
  return `at most ${slaFormat('en').duration(ms)}: nothing`;
}
