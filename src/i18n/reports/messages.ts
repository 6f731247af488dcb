import type { Language } from '#domain/words';
import { en, type ReportMessages } from './en.ts';
import { fr } from './fr.ts';

const MESSAGES: Readonly<Record<Language, ReportMessages>> = { en, fr };

export function reportMessages(lang: Language): ReportMessages {
  return MESSAGES[lang];
}
