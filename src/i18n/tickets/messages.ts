import type { Language } from '#domain/words';
import { en, type TicketMessages } from './en.ts';
import { fr } from './fr.ts';

const MESSAGES: Readonly<Record<Language, TicketMessages>> = { en, fr };

export function ticketMessages(lang: Language): TicketMessages {
  return MESSAGES[lang];
}
