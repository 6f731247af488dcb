import type { Language } from '#domain/words';
import { en, type SubscribeMessages } from './en.ts';
import { fr } from './fr.ts';

const MESSAGES: Readonly<Record<Language, SubscribeMessages>> = { en, fr };

export function messages(lang: Language): SubscribeMessages {
  return MESSAGES[lang];
}
