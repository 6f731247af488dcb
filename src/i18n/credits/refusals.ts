import type { Language } from '#domain/words';
import { refusalsEn } from './refusals-en.ts';
import { refusalsFr } from './refusals-fr.ts';

/** Why a command of the credit part refuses, in the words of the person who asked. */
export interface CreditRefusals {
  readonly noContract: string;
  readonly noWindow: string;
  readonly noService: string;
  readonly noTicket: string;
  readonly noRequest: string;
  readonly notAsker: string;
  readonly chooseService: string;
  readonly notCovered: (service: string) => string;
  readonly notMeasured: (service: string) => string;
  readonly notOwed: (service: string) => string;
  readonly lapsed: (service: string, day: string, zone: string) => string;
  readonly asked: (service: string, no: number) => string;
  readonly askedJustNow: string;
  readonly noteNeeded: string;
  readonly usersWrong: string;
  readonly noteTooLong: string;
  readonly alreadyAnswered: string;
  readonly alreadyWithdrawn: string;
  readonly amountWrong: string;
  readonly amountsNeeded: string;
  readonly questionNeeded: string;
  readonly replyNeeded: string;
  readonly appealNeeded: string;
  readonly textTooLong: string;
  readonly nothingNew: string;
  readonly otherUnit: string;
  readonly nothingAfterAll: string;
  readonly contractEnded: string;
  readonly noDraft: string;
}

const REFUSALS: Readonly<Record<Language, CreditRefusals>> = { en: refusalsEn, fr: refusalsFr };

export function creditRefusals(lang: Language): CreditRefusals {
  return REFUSALS[lang];
}
