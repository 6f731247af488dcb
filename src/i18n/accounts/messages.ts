import type { Language } from '#domain/words';
import type { AccountMessages } from './account-messages.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';

const MESSAGES: Readonly<Record<Language, AccountMessages>> = { en, fr };

export function accountMessages(lang: Language): AccountMessages {
  return MESSAGES[lang];
}
