import type { Language } from '#domain/words';
import { en, type PublicMessages } from './en.ts';
import { fr } from './fr.ts';

const MESSAGES: Readonly<Record<Language, PublicMessages>> = { en, fr };

export function messages(lang: Language): PublicMessages {
  return MESSAGES[lang];
}
