import type { Language } from '#domain/words';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { PublicMessages } from './public-messages.ts';

const MESSAGES: Readonly<Record<Language, PublicMessages>> = { en, fr };

export function messages(lang: Language): PublicMessages {
  return MESSAGES[lang];
}
