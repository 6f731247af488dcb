import type { Language, ProviderChannel, ProviderExchangeKind } from '#domain/words';
import { en } from './en.ts';
import { fr } from './fr.ts';

type Words<Key extends string> = Readonly<Record<Key, string>>;

/** The words of the pages about a claim against a provider. */
export interface ProviderClaimMessages {
  readonly pack: Words<
    | 'title'
    | 'link'
    | 'linkBefore'
    | 'intro'
    | 'introReseller'
    | 'nothing'
    | 'before'
    | 'ask'
    | 'proofs'
    | 'proofsIntro'
    | 'list'
    | 'listNone'
    | 'present'
    | 'missing'
    | 'byHand'
    | 'text'
    | 'textHint'
    | 'languages'
    | 'subject'
    | 'body'
    | 'copy'
    | 'copied'
    | 'mail'
    | 'mailTooLong'
    | 'csv'
    | 'pdf'
    | 'zip'
    | 'record'
    | 'lapsed'
    | 'noLimit'
  > & {
    /** Of a claim that need not be sent any more. */
    readonly sentAlready: (stage: string) => string;
    readonly resellerBy: (reseller: string, day: string, left: string) => string;
    readonly providerBy: (provider: string, days: string) => string;
    readonly actBy: (day: string, left: string) => string;
    readonly daysLeft: (days: number) => string;
    readonly or: string;
    readonly has: Readonly<Record<'provider' | 'measured' | 'tickets', string>>;
  };
  readonly side: Words<
    | 'title'
    | 'history'
    | 'askedNow'
    | 'nothingYet'
    | 'recordedBy'
    | 'somebody'
    | 'caseNumber'
    | 'answerBy'
    | 'credited'
    | 'asked'
    | 'given'
    | 'short'
    | 'none'
    | 'more'
    | 'otherUnit'
    | 'tooLate'
    | 'record'
    | 'answer'
  > & {
    readonly kinds: Readonly<Record<ProviderExchangeKind, string>>;
    readonly channels: Readonly<Record<ProviderChannel, string>>;
    readonly sentAgain: string;
    readonly waitsFor: (day: string | null) => string;
  };
  readonly form: Words<
    | 'wrong'
    | 'sent'
    | 'sentAgain'
    | 'channel'
    | 'happenedOn'
    | 'caseNumber'
    | 'caseHint'
    | 'words'
    | 'wordsHint'
    | 'reply'
    | 'replyKind'
    | 'answerBy'
    | 'saveSent'
    | 'saveReply'
    | 'answer'
    | 'answerHint'
    | 'answerKind'
    | 'unit'
    | 'currency'
    | 'currencyHint'
    | 'amounts'
    | 'amountsHint'
    | 'total'
    | 'totalHint'
    | 'saveAnswer'
    | 'seen'
    | 'seenHint'
    | 'seenOn'
    | 'invoice'
    | 'term'
    | 'reference'
    | 'referenceHint'
    | 'amount'
    | 'saveSeen'
    | 'saved'
  > & {
    readonly units: Words<'days' | 'percent' | 'money'>;
    readonly replies: Words<'acknowledged' | 'asked' | 'supplied'>;
    readonly answers: Words<'granted' | 'partly' | 'refused'>;
  };
  readonly refusals: Words<
    | 'notAllowed'
    | 'notFound'
    | 'notNow'
    | 'tooLate'
    | 'askedAnew'
    | 'recordedAlready'
    | 'channelNeeded'
    | 'dayWrong'
    | 'dayAhead'
    | 'kindNeeded'
    | 'caseTooLong'
    | 'wordsNeeded'
    | 'wordsTooLong'
    | 'unitNeeded'
    | 'currencyWrong'
    | 'amountWrong'
    | 'amountsNeeded'
    | 'amountsTwice'
    | 'referenceNeeded'
    | 'moreThanLeft'
    | 'targetNeeded'
    | 'termOfDays'
  >;
}

const MESSAGES: Readonly<Record<Language, ProviderClaimMessages>> = { en, fr };

export function providerClaimMessages(lang: Language): ProviderClaimMessages {
  return MESSAGES[lang];
}
