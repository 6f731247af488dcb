import type { SourceWindow } from '#domain/reports/windows';
import type { OutageSource, ReportRequestStage } from '#domain/words';
import { formatDate, formatDuration, formatTime } from '../format.ts';

export interface ReportFacts {
  readonly services: string;
  readonly windows: readonly SourceWindow[];
}

type Words<K extends string> = Readonly<Record<K, string>>;

const moment = (at: number): string => `${formatDate(at, 'en')}, ${formatTime(at)}`;

export const en = {
  title: 'Incident reports',
  intro: 'For an outage that is logged you can ask for the report: what happened, why, and what is done against it.',
  stages: {
    submitted: 'Asked for',
    published: 'Published',
    declined: 'Declined',
    withdrawn: 'Withdrawn',
  } satisfies Words<ReportRequestStage>,
  sources: {
    measured: 'Measured by us',
    declared: 'Declared',
    provider: 'Stated by the provider',
  } satisfies Words<OutageSource>,
  outage: 'Outage',
  asked: 'Asked',
  by: 'by',
  stage: 'Stage',
  answer: 'Answer',
  note: 'Note',
  none: 'No report has been asked for yet.',
  noneHint: 'Ask from the list of logged outages below, or from a ticket that is tied to one.',
  ask: 'Ask for a report',
  askFor: 'Which outage?',
  askNote: 'What do you need it for?',
  askNoteHint: 'Say what the report should answer, for example how many of your users were affected.',
  askSend: 'Ask for the report',
  noOutages: 'No outage was logged in the last 90 days in a service of yours.',
  already: 'Your organisation has asked for this report already: here is the request.',
  sent: 'The report is asked for. You are told by mail when it is published.',
  withdraw: 'Withdraw the request',
  withdrawn: 'The request is withdrawn.',
  waiting: 'The request waits for an operator. You are told by mail.',
  declined: 'The request was declined:',
  published: 'Published',
  corrected: 'Corrected',
  incident: 'The incident',
  ticket: 'Ticket',
  print: 'To keep it on paper, print this page: the report stands on it alone.',
  running: 'still going on',
  lost: 'lost',
  errors: { outage: 'Choose an outage.', tooLong: 'This is too long: 5,000 characters are the most.' },
  refusals: {
    'not-found': 'There is no such outage.',
    conflict: 'This report is public already: read it on the page of the incident.',
    forbidden: 'Only an admin of your organisation may do this.',
    'already-decided': 'The request was answered meanwhile.',
  } satisfies Words<'not-found' | 'conflict' | 'forbidden' | 'already-decided'>,
  draftTitle: (services: string, startedAt: number) => `Incident report: ${services}, ${formatDate(startedAt, 'en')}`,
  /** What a report begins from; its author replaces every line in brackets. */
  draft: ({ services, windows }: ReportFacts): string =>
    [
      '## Summary',
      `[In two or three sentences: what ${services} did not do, for whom, and that it is over. All times are UTC.]`,
      '## When, and for how long',
      ['| Source | From | To | Time lost |', '| --- | --- | --- | --- |', ...windows.map(row)].join('\n'),
      '[Say which of these figures counts for service credits, and why they differ.]',
      '## Cause',
      '[What failed, what set it off, and why it was not caught before.]',
      '## What was done, and what will be done',
      '[How it was noticed, the steps to recovery with their times, then what will keep it from happening again: who, what, until when.]',
      '## Whom it affected',
      '[Services and functions, places, the share of users or requests, what still worked, whether data was lost.]',
    ].join('\n\n'),
};

function row({ source, startedAt, endedAt, lostMs }: SourceWindow): string {
  const to = endedAt === null ? en.running : moment(endedAt);
  return `| ${en.sources[source]} | ${moment(startedAt)} | ${to} | ${formatDuration(lostMs, 'en')} |`;
}

export type ReportMessages = typeof en;
