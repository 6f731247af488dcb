import type { LetterOf } from '#domain/letters';
import type { Language } from '#domain/words';
import { ticketMessages } from './messages.ts';

type StepLetter = LetterOf<'ticket-step'>;
type Sentences = Readonly<Record<StepLetter['step'], (letter: StepLetter) => string>>;

const SENTENCES: Readonly<Record<Language, Sentences>> = {
  en: {
    'opened-for-you': () => 'The support desk opened this ticket for you.',
    asked: () => 'The support desk needs something from you to go on.',
    solution: () => 'The support desk offers a solution. If it helps, close the ticket; if not, reply.',
    provider: () => 'The provider’s answer to your case is recorded.',
    reclassified: ({ priority }) => `Your ticket now has priority ${priority}, for this reason:`,
    closed: (letter) => `${letter.authorName} closed the ticket: ${resolution('en', letter)}.`,
    reopened: ({ authorName }) => `${authorName} reopened the ticket.`,
    replied: ({ authorName }) => `${authorName} replied.`,
  },
  fr: {
    'opened-for-you': () => 'L’assistance a ouvert ce ticket pour vous.',
    asked: () => 'L’assistance a besoin d’éléments de votre part pour continuer.',
    solution: () =>
      'L’assistance propose une solution. Si elle convient, vous pouvez clore le ticket\u202f; sinon, répondez.',
    provider: () => 'La réponse du fournisseur à votre dossier est consignée.',
    reclassified: ({ priority }) => `Votre ticket a désormais la priorité ${priority}, pour ce motif\u202f:`,
    closed: (letter) => `${letter.authorName} a clos le ticket\u202f: ${resolution('fr', letter)}.`,
    reopened: ({ authorName }) => `${authorName} a rouvert le ticket.`,
    replied: ({ authorName }) => `${authorName} a répondu.`,
  },
};

/** What happened to the ticket, in one sentence of its mail. */
export function stepSentence(lang: Language, letter: StepLetter): string {
  return SENTENCES[lang][letter.step](letter);
}

function resolution(lang: Language, letter: StepLetter): string {
  return letter.resolution ? ticketMessages(lang).resolutions[letter.resolution] : '';
}
