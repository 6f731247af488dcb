import type { Direction, Language } from '#domain/words';
import { en } from './en.ts';
import { fr } from './fr.ts';

type Words<Key extends string> = Readonly<Record<Key, string>>;

/** The words of a statement: page, CSV and PDF. */
export interface LedgerMessages {
  readonly title: string;
  readonly titleOf: (whose: string) => string;
  readonly period: (from: string, to: string) => string;
  readonly writtenOn: (day: string) => string;
  readonly utc: string;
  readonly directions: Readonly<Record<Direction, string>>;
  /** `Customer: Example Ltd` */
  readonly labelled: (label: string, value: string) => string;
  readonly contract: string;
  readonly policy: string;
  readonly customer: string;
  readonly opening: string;
  readonly closing: string;
  readonly entries: string;
  readonly noEntries: string;
  readonly nothingYet: string;
  readonly zero: string;
  readonly head: string;
  readonly headOf: (seq: number) => string;
  readonly columns: Words<
    'no' | 'day' | 'contract' | 'kind' | 'what' | 'month' | 'claim' | 'amount' | 'unit' | 'reference' | 'reason' | 'by'
  >;
  readonly units: Words<'days' | 'percent' | 'money'>;
  readonly toTerm: string;
  readonly toInvoice: (number: string, day: string, sum: string) => string;
  readonly verifyTitle: string;
  readonly verify: readonly string[];
  readonly percentNote: string;
  readonly page: (page: number, pages: number) => string;
  readonly form: Words<
    | 'from'
    | 'to'
    | 'contract'
    | 'allContracts'
    | 'choose'
    | 'chooseFirst'
    | 'show'
    | 'csv'
    | 'pdf'
    | 'wrongDays'
    | 'lead'
  >;
  readonly worth: (sum: string) => string;
  readonly worthAtMost: (sum: string) => string;
  readonly ofOwnFee: (shares: string) => string;
  readonly otherService: string;
}

const MESSAGES: Readonly<Record<Language, LedgerMessages>> = { en, fr };

export function ledgerMessages(lang: Language): LedgerMessages {
  return MESSAGES[lang];
}
