import type { CreditRequestStage, Direction, EntryKind, Language, OutageSource } from '#domain/words';
import { en } from './en.ts';
import { fr } from './fr.ts';

type Words<Key extends string> = Readonly<Record<Key, string>>;

/** The words of the credit pages. */
export interface CreditMessages {
  readonly nav: Words<'credits' | 'claims' | 'ledger' | 'label'>;
  readonly titles: Words<'credits' | 'claims' | 'ledger' | 'arithmetic'> & { readonly claim: (no: number) => string };
  readonly sources: Readonly<Record<OutageSource, string>>;
  /** The same, short enough for the head of a column. */
  readonly sourceHeads: Readonly<Record<OutageSource, string>>;
  readonly stages: Readonly<Record<CreditRequestStage, string>>;
  readonly providerStages: Readonly<Record<CreditRequestStage, string>>;
  readonly kinds: Readonly<Record<EntryKind, string>>;
  readonly directions: Readonly<Record<Direction, string>>;
  readonly table: Words<
    | 'month'
    | 'service'
    | 'counts'
    | 'owed'
    | 'askUntil'
    | 'action'
    | 'ask'
    | 'why'
    | 'nothing'
    | 'notCovered'
    | 'lapsed'
    | 'noLimit'
    | 'open'
    | 'nobody'
    | 'lastDay'
    | 'passed'
    | 'older'
    | 'newest'
    | 'depends'
    | 'notMeasured'
    | 'allUnmeasured'
  > & {
    /** Of what a provider owes, of what a customer is owed, and of what the reader is owed. */
    readonly captions: {
      readonly owes: (counterparty: string) => string;
      readonly isOwed: (counterparty: string) => string;
      readonly youAreOwed: string;
    };
    /** `isRest`: others of the month have a row of their own. */
    readonly quiet: (count: number, isRest: boolean) => string;
    readonly quietSince: (day: string) => string;
    readonly unmeasured: (count: number, isRest: boolean) => string;
    readonly othersNotCovered: (count: number) => string;
    readonly allNotCovered: string;
    readonly allQuiet: string;
    readonly upTo: (credit: string) => string;
    readonly asked: (day: string) => string;
    readonly daysLeft: (days: number) => string;
    readonly until: (day: string) => string;
    readonly otherReading: (day: string) => string;
    readonly countsHow: Readonly<Record<OutageSource, string>>;
    readonly capped: (credit: string) => string;
    readonly unknown: (share: string) => string;
    readonly earlier: (no: number, stage: string) => string;
    readonly seats: (count: string) => string;
    readonly ended: (day: string) => string;
  };
  readonly page: Words<
    | 'intro'
    | 'introProvider'
    | 'noContract'
    | 'noContractHint'
    | 'noContractSolo'
    | 'allMonths'
    | 'balances'
    | 'noBalance'
    | 'yourClaims'
    | 'noClaims'
    | 'askNow'
    | 'nothingToAsk'
  >;
  readonly arithmetic: Words<
    | 'figures'
    | 'owed'
    | 'steps'
    | 'assumptions'
    | 'missing'
    | 'evidence'
    | 'noEvidence'
    | 'total'
    | 'unpublished'
    | 'ongoing'
    | 'contract'
    | 'notStated'
    | 'same'
    | 'changed'
  > & {
    readonly terms: (policy: string, version: number, zone: string) => string;
    readonly quiet: (service: string, result: string) => string;
    readonly beganInside: (day: string) => string;
    readonly endedInside: (day: string) => string;
    readonly lead: (service: string, credit: string) => string;
    readonly leadDepends: (service: string, credit: string) => string;
    readonly leadNothing: (month: string) => string;
    /** The same while the month is not over. */
    readonly leadNothingYet: (month: string) => string;
    readonly leadUnmeasured: (month: string) => string;
    readonly recordedSince: (day: string) => string;
    readonly unmeasured: (service: string) => string;
  };
  readonly form: Words<
    | 'title'
    | 'titleProvider'
    | 'services'
    | 'note'
    | 'noteHint'
    | 'noteHintProvider'
    | 'users'
    | 'usersHint'
    | 'earlyProvider'
    | 'noteNeeded'
    | 'ticket'
    | 'ticketHint'
    | 'submit'
    | 'wrong'
    | 'early'
    | 'nothing'
    | 'viewer'
    | 'report'
  > & { readonly askedAlready: (service: string, no: number) => string };
  readonly claim: Words<
    | 'asked'
    | 'askedBy'
    | 'offered'
    | 'offeredByUs'
    | 'givenByTerms'
    | 'month'
    | 'contract'
    | 'ticket'
    | 'note'
    | 'users'
    | 'services'
    | 'askedFor'
    | 'given'
    | 'credited'
    | 'answer'
    | 'answeredBy'
    | 'recordedBy'
    | 'noAnswer'
    | 'heldOpen'
    | 'entries'
    | 'withdraw'
    | 'withdrawHint'
    | 'sent'
    | 'withdrawn'
    | 'caseNumber'
    | 'cutByCap'
    | 'takenBack'
    | 'total'
    | 'askAgain'
    | 'lapses'
  >;
  readonly ledger: Words<
    | 'at'
    | 'kind'
    | 'for'
    | 'amount'
    | 'reason'
    | 'by'
    | 'none'
    | 'csv'
    | 'older'
    | 'newest'
    | 'intro'
    | 'contract'
    | 'claim'
    | 'unit'
    | 'reference'
  >;
}

const MESSAGES: Readonly<Record<Language, CreditMessages>> = { en, fr };

export function creditMessages(lang: Language): CreditMessages {
  return MESSAGES[lang];
}
