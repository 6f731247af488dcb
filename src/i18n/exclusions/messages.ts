import type { Language } from '#domain/words';
import { en } from './en.ts';
import { fr } from './fr.ts';

/** The words about time that was taken out of the downtime of a contract. */
export interface ExclusionMessages {
  readonly title: string;
  readonly intro: string;
  readonly introProvider: string;
  readonly everyService: string;
  readonly span: (from: string, to: string, zone: string) => string;
  readonly takenOut: (by: string, day: string) => string;
  readonly takenOutByProvider: (provider: string, recordedBy: string, day: string) => string;
  readonly countsAgain: (by: string, day: string) => string;
}

const MESSAGES: Readonly<Record<Language, ExclusionMessages>> = { en, fr };

export function exclusionMessages(lang: Language): ExclusionMessages {
  return MESSAGES[lang];
}
