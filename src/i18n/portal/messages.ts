import type { Language } from '#domain/words';
import { en, type PortalMessages } from './en.ts';
import { fr } from './fr.ts';

const MESSAGES: Readonly<Record<Language, PortalMessages>> = { en, fr };

export function portalMessages(lang: Language): PortalMessages {
  return MESSAGES[lang];
}
