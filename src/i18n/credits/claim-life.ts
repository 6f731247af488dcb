import type { CreditMessageKind, Language } from '#domain/words';
import { claimLifeFr } from './claim-life-fr.ts';

/** The words of a claim's way: clocks, questions, appeals, drafts, files. */
export interface ClaimLifeMessages {
  readonly clock: {
    readonly decideBy: string;
    readonly applyBy: string;
    readonly sendBy: string;
    readonly paused: string;
    readonly overdue: (days: number) => string;
    readonly daysLeft: (days: number) => string;
    readonly today: string;
    readonly creditedOn: string;
    readonly lapsedOn: (day: string) => string;
    readonly strictPassed: (day: string) => string;
  };
  readonly story: Readonly<Record<CreditMessageKind, string>> & { readonly title: string };
  readonly reply: { readonly title: string; readonly label: string; readonly send: string; readonly done: string };
  readonly appeal: {
    readonly title: string;
    readonly hint: (day: string) => string;
    readonly label: string;
    /** How an appeal begins: what was asked and what was given. */
    readonly begin: (asked: string, given: string | null) => string;
    readonly send: string;
    readonly done: string;
    readonly pending: string;
  };
  readonly decisions: {
    readonly title: string;
    readonly first: string;
    readonly second: string;
    readonly granted: (sum: string) => string;
    readonly declined: string;
  };
  readonly held: string;
  readonly figures: {
    readonly risen: (sum: string) => string;
    readonly take: string;
    readonly taken: string;
    readonly moreTitle: string;
    readonly moreHint: string;
    readonly add: string;
  };
  readonly draft: {
    readonly save: string;
    readonly saved: string;
    readonly resumed: string;
    readonly discard: string;
    readonly discarded: string;
    readonly title: string;
    readonly savedAt: string;
    readonly goOn: string;
  };
  readonly files: {
    readonly title: string;
    readonly none: string;
    readonly choose: string;
    readonly hint: string;
    readonly add: string;
    readonly added: string;
    readonly redacted: (count: number) => string;
    readonly remove: string;
    readonly removed: string;
    readonly addedBy: string;
  };
}

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

const en: ClaimLifeMessages = {
  clock: {
    decideBy: 'Decision due by',
    applyBy: 'To be applied by',
    sendBy: 'To be sent by',
    paused: 'The clock stands still while a question is open.',
    overdue: (count) => `overdue by ${days(count)}`,
    daysLeft: (count) => `${days(count)} left`,
    today: 'today',
    creditedOn: 'Applied in full',
    lapsedOn: (day) => `lapsed on ${day}`,
    strictPassed: (day) => `${day} has passed: in time only by the other reading`,
  },
  story: {
    title: 'Questions and answers',
    question: 'Question',
    answer: 'Answer',
    appeal: 'Appeal',
    supplement: 'Added',
  },
  reply: {
    title: 'Answer the question',
    label: 'Your answer',
    send: 'Send the answer',
    done: 'Your answer is sent. The time to decide runs again.',
  },
  appeal: {
    title: 'Appeal this answer',
    hint: (day) => `Once, until the end of ${day}. Somebody who took no part in this answer decides.`,
    label: 'What is wrong with the answer',
    begin: (asked, given) =>
      given === null
        ? `We asked for ${asked} and were refused. We still ask for it, because `
        : `We asked for ${asked} and were granted ${given}. We ask for the rest, because `,
    send: 'Send the appeal',
    done: 'Your appeal is sent. The claim is in review again.',
    pending: 'This claim is under appeal: somebody who took no part in the first answer decides.',
  },
  decisions: {
    title: 'Answers so far',
    first: 'First answer',
    second: 'Answer to the appeal',
    granted: (sum) => `${sum} granted`,
    declined: 'declined',
  },
  held: 'The month is not over. This claim is held until then; the arithmetic is done again, and it goes on by itself.',
  figures: {
    risen: (sum) => `More is owed by now than was asked for: ${sum}.`,
    take: 'Take the new figure',
    taken: 'The claim now asks for the new figure.',
    moreTitle: 'Add services of this month',
    moreHint: 'They join this claim and are decided with it.',
    add: 'Add to the claim',
  },
  draft: {
    save: 'Save as a draft',
    saved: 'The draft is saved. Nothing is asked for yet, and the time to ask goes on running.',
    resumed: 'This is your draft. It is sent only when you ask for the credit.',
    discard: 'Throw the draft away',
    discarded: 'The draft is thrown away.',
    title: 'Your drafts',
    savedAt: 'saved',
    goOn: 'go on',
  },
  files: {
    title: 'Attachments',
    none: 'No files are attached.',
    choose: 'File',
    hint: 'Text, log, JSON, HAR, CSV, PNG, JPEG or PDF, at most 5 MB each and 20 MB together. Sign-in headers in text and HAR files are blacked out.',
    add: 'Attach the file',
    added: 'The file is attached.',
    redacted: (count) => (count === 1 ? '1 secret blacked out' : `${count} secrets blacked out`),
    remove: 'Remove',
    removed: 'The file is removed.',
    addedBy: 'by',
  },
};

const MESSAGES: Readonly<Record<Language, ClaimLifeMessages>> = { en, fr: claimLifeFr };

export function claimLife(lang: Language): ClaimLifeMessages {
  return MESSAGES[lang];
}
