import type { LetterKind, LetterOf, LetterText } from '#domain/letters';
import { formatDate, formatDuration, formatMoment, formatTime } from '../format.ts';
import { localText } from '../language.ts';
import { stepSentence } from '../tickets/steps.ts';
import { wordChecksUnanswered } from './checks-unanswered.ts';
import { wordCreditCorrected } from './credit-corrections.ts';
import { wordCreditLapses } from './credit-lapses.ts';
import { wordCreditStep } from './credit-steps.ts';
import { wordCreditUnitChanged } from './credit-unit-changed.ts';
import { wordOutageDropped } from './outage-dropped.ts';
import { wordOutagesChanged } from './outages-changed.ts';

export interface MailMessages {
  readonly letters: { readonly [Kind in LetterKind]: (letter: LetterOf<Kind>) => LetterText };
  readonly footer: (siteName: string) => string;
}

const day = (at: number): string => `${formatDate(at, 'en')}, ${formatTime(at)}`;
const nameOf = (names: Readonly<Record<string, string>>): string => localText(names, 'en').text;

function worksAgain(name: string, { startedAt, endedAt, seenAt }: LetterOf<'outage-ended'>): string {
  const [end, lasted] = [formatMoment(endedAt, startedAt, 'en'), formatDuration(endedAt - startedAt, 'en')];
  if (!seenAt) return `${name} works again since ${end}, after ${lasted}.`;
  return `${name} works again, as seen at ${formatMoment(seenAt, startedAt, 'en')}. It was last seen to fail at ${end}, and nobody looked in between: its outage of ${lasted} ends there.`;
}

export const en: MailMessages = {
  letters: {
    invitation: (letter) => ({
      subject: letter.organizationName
        ? `${letter.inviterName} invites you to ${letter.organizationName}`
        : `${letter.inviterName} invites you as an operator`,
      sentences: [
        letter.organizationName
          ? `${letter.inviterName} invites you to open tickets and ask for service credits for ${letter.organizationName}.`
          : `${letter.inviterName} invites you to look after the services shown here.`,
        `The link works once, until ${day(letter.expiresAt)}. If you did not expect it, ignore this mail: nothing happens.`,
      ],
      action: 'Accept the invitation',
    }),
    'password-reset': (letter) => ({
      subject: 'Choose a new password',
      sentences: [
        'Somebody, most likely you, asked for a new password for this address.',
        `The link works once, until ${day(letter.expiresAt)}. If it was not you, ignore this mail: your password stays as it is.`,
      ],
      action: 'Choose a new password',
    }),
    'ticket-opened': (letter) => ({
      subject: `[Ticket ${letter.no}] ${letter.priority}: ${letter.title}`,
      sentences: [`${letter.organizationName} opened a ticket with priority ${letter.priority}.`],
      quote: letter.body,
      action: 'Open the ticket',
    }),
    'ticket-answered': (letter) => ({
      subject: `[Ticket ${letter.no}] ${letter.title}`,
      sentences: [`${letter.authorName} answered your ticket.`],
      quote: letter.body,
      action: 'Read and answer',
    }),
    'ticket-step': (letter) => ({
      subject: `[Ticket ${letter.no}] ${letter.title}`,
      sentences: [stepSentence('en', letter)],
      quote: letter.body,
      action: 'Read and answer',
    }),
    'credit-asked': (letter) => ({
      subject: `[Credit request ${letter.no}] ${letter.organizationName}, ${letter.window}`,
      sentences: [`${letter.organizationName} asks for a service credit.`],
      facts: [
        ['Asked for', letter.amount],
        ['Month', letter.window],
      ],
      action: 'Decide',
    }),
    'credit-decided': (letter) => ({
      subject: `[Credit request ${letter.no}] ${letter.decision === 'approved' ? `granted: ${letter.amount}` : 'declined'}`,
      sentences: [
        letter.decision === 'approved'
          ? 'Your request for a service credit was granted.'
          : 'Your request for a service credit was declined. The reason is below; you can answer it in the portal.',
      ],
      facts: [
        [letter.decision === 'approved' ? 'Granted' : 'Asked for', letter.amount],
        ['Month', letter.window],
      ],
      quote: letter.reason,
      action: 'See the request',
    }),
    'credit-given': (letter) => ({
      subject: `[Credit ${letter.no}] ${letter.amount} for ${letter.window}`,
      sentences: ['We owe you a service credit and have granted it. You did not have to ask; there is nothing to do.'],
      facts: [
        ['Granted', letter.amount],
        ['Month', letter.window],
      ],
      quote: letter.reason,
      action: 'See the credit',
    }),
    'credit-corrected': wordCreditCorrected('en'),
    'second-sum-raised': (letter) => ({
      subject: 'The sum above which two operators decide was raised',
      sentences: [
        `${letter.byName} raised the sum above which a credit needs a second operator. It counts from ${day(letter.from)}; until then the lower sum holds.`,
        'If you did not agree to it, set it back before then.',
      ],
      action: 'See the sums',
    }),
    'credit-unit-changed': wordCreditUnitChanged('en'),
    'assessment-failed': (letter) => ({
      subject: `A month of ${letter.counterparty} could not be worked out again`,
      sentences: [
        'An outage or a rule changed after the month was closed, and the result for this contract could not be worked out. The old result stands until it can; it is tried again by itself.',
        'Usually something in the contract or its policy is wrong. The log says what.',
      ],
      action: 'Open the contract',
    }),
    'credit-step': wordCreditStep('en'),
    'credit-lapses': wordCreditLapses('en'),
    'report-asked': (letter) => ({
      subject: `Incident report asked for: ${nameOf(letter.serviceNames)}`,
      sentences: [`${letter.organizationName} asks for a report on an outage of ${nameOf(letter.serviceNames)}.`],
      quote: letter.note,
      action: 'See the request',
    }),
    'report-published': (letter) => ({
      subject: `Incident report: ${letter.title}`,
      sentences: ['The incident report you asked for is published.'],
      action: 'Read the report',
    }),
    'report-declined': (letter) => ({
      subject: `No incident report: ${nameOf(letter.serviceNames)}`,
      sentences: ['Your request for an incident report was declined. The reason is below.'],
      quote: letter.reason,
      action: 'See the request',
    }),
    'outage-started': (letter) => ({
      subject: `${nameOf(letter.serviceNames)} is ${letter.state === 'down' ? 'down' : 'degraded'} since ${formatTime(letter.startedAt)}`,
      sentences: [
        `${nameOf(letter.serviceNames)} is ${letter.state === 'down' ? 'down' : 'degraded'} since ${day(letter.startedAt)}.`,
        ...(letter.cause ? [`What the check saw: ${letter.cause}`] : []),
      ],
      action: 'Open the console',
    }),
    'outage-returned': (letter) => ({
      subject: `${nameOf(letter.serviceNames)} comes and goes`,
      sentences: [
        `${nameOf(letter.serviceNames)} was ${letter.state} again since ${day(letter.startedAt)}, and works since ${formatMoment(letter.endedAt, letter.startedAt, 'en')}.`,
        'You get another mail once it has stayed well, or when it fails for longer.',
      ],
      action: 'Open the console',
    }),
    'outage-ended': (letter) => ({
      subject: `${nameOf(letter.serviceNames)} works again`,
      sentences: [worksAgain(nameOf(letter.serviceNames), letter)],
      action: 'Open the console',
    }),
    'outage-dropped': wordOutageDropped('en'),
    'outages-changed': wordOutagesChanged('en'),
    'checks-unanswered': wordChecksUnanswered('en'),
    'disk-full': () => ({
      subject: 'The disk of the database is full',
      sentences: [
        'Nothing more can be saved: results of checks wait in memory and are written, with their true times, once there is room; a restart would lose them. Pages can still be read, but what they show grows old.',
        'Free some space. It goes on by itself then, and you get another mail.',
      ],
      action: 'Open the console',
    }),
    'disk-has-room': () => ({
      subject: 'The disk of the database has room again',
      sentences: ['What waited is being written. If checks were stopped meanwhile, that time is shown as unknown.'],
      action: 'Open the console',
    }),
    'connection-lost': (letter) => ({
      subject: 'Our own connection is lost',
      sentences: [
        `Since ${day(letter.since)} this installation reaches none of its witness addresses. Until it does, no service is measured; the time is shown as unknown, and no incident is opened.`,
        'If a firewall never lets them answer, set WITNESSES to addresses that may be reached from here: otherwise no failure would ever count.',
      ],
      action: 'Open the console',
    }),
    'time-lost': (letter) => ({
      subject: 'For a while nothing was measured',
      sentences: [
        {
          'not-running': `No process of this installation ran checks from ${day(letter.since)} to ${formatMoment(letter.until, letter.since, 'en')}.`,
          'stood-still': `A process of this installation stood still from ${day(letter.since)} to ${formatMoment(letter.until, letter.since, 'en')}: it was stopped, its machine slept, or was too busy.`,
          'out-of-room': `A process of this installation had no free files, ports or memory left to run checks at ${day(letter.since)}. Raise its limits, or give it fewer checks.`,
          'clock-set': `The clock of this installation was set from ${day(letter.since)} to ${formatMoment(letter.until, letter.since, 'en')}.`,
        }[letter.cause],
        'Where checks were due in that time it is shown as unknown. No incident was opened for it, and checks run again.',
      ],
      action: 'Open the console',
    }),
    'connection-back': (letter) => ({
      subject: 'Our own connection is back',
      sentences: [
        `This installation was cut off from ${day(letter.since)} to ${formatMoment(letter.until, letter.since, 'en')} (${formatDuration(letter.until - letter.since, 'en')}). Services are measured again; the time between stays unknown.`,
      ],
      action: 'Open the console',
    }),
    'update-due': (letter) => ({
      subject: `An update was promised for ${formatTime(letter.dueAt)}: ${letter.title}`,
      sentences: [
        `The incident “${letter.title}” promises its next update by ${formatTime(letter.dueAt)}. Nothing has been posted since.`,
      ],
      action: 'Post the update',
    }),
    'endpoint-disabled': (letter) => ({
      subject: `Webhook to ${letter.host} was switched off`,
      sentences: [
        letter.reason === 'gone'
          ? `The webhook endpoint at ${letter.host} answered that it is gone (410). Nothing is sent there any more.`
          : `The webhook endpoint at ${letter.host} has answered with failures alone since ${day(letter.since)}. Nothing is sent there any more.`,
        'Its owner sees this on the page that manages the subscription, and can switch it on again there.',
      ],
      action: 'See the deliveries',
    }),
  },
  footer: (siteName) => `You get this mail because of your role at ${siteName}. It was sent automatically.`,
};
