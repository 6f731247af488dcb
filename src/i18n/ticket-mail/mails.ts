import type { Language, Priority, ResolutionKind } from '#domain/words';
import { ticketMessages } from '../tickets/messages.ts';

export type DeskStep = 'opened' | 'replied' | 'closed' | 'reopened';
export type AdminStep =
  | 'opened-for-you'
  | 'answered'
  | 'asked'
  | 'solution'
  | 'provider'
  | 'reclassified'
  | 'closed'
  | 'reopened';

export interface TicketMail {
  readonly no: number;
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly siteName: string;
  readonly priority?: Priority;
  readonly resolution?: ResolutionKind;
}

const ADMIN: Readonly<Record<Language, Readonly<Record<AdminStep, (mail: TicketMail) => string>>>> = {
  en: {
    'opened-for-you': () => 'The support desk opened this ticket for you.',
    answered: () => 'The support desk answered your ticket.',
    asked: () => 'The support desk needs something from you to go on.',
    solution: () => 'The support desk offers a solution. If it helps, close the ticket; if not, reply.',
    provider: () => 'The provider’s answer to your case is recorded.',
    reclassified: ({ priority }) => `Your ticket now has priority ${priority}. The reason:`,
    closed: ({ resolution }) => `Your ticket is closed: ${resolution && ticketMessages('en').resolutions[resolution]}.`,
    reopened: () => 'The support desk reopened your ticket.',
  },
  fr: {
    'opened-for-you': () => 'L’assistance a ouvert cette demande pour vous.',
    answered: () => 'L’assistance a répondu à votre demande.',
    asked: () => 'L’assistance a besoin d’éléments de votre part pour continuer.',
    solution: () =>
      'L’assistance propose une solution. Si elle convient, vous pouvez clore la demande\u202f; sinon, répondez.',
    provider: () => 'La réponse du fournisseur à votre dossier est consignée.',
    reclassified: ({ priority }) => `Votre demande a désormais la priorité ${priority}. Le motif\u202f:`,
    closed: ({ resolution }) =>
      `Votre demande est close\u202f: ${resolution && ticketMessages('fr').resolutions[resolution]}.`,
    reopened: () => 'L’assistance a rouvert votre demande.',
  },
};

const DESK: Readonly<Record<DeskStep, string>> = {
  opened: 'opened a ticket.',
  replied: 'replied.',
  closed: 'closed the ticket as solved.',
  reopened: 'reopened the ticket.',
};

const OPEN_IT: Readonly<Record<Language, string>> = { en: 'Read and reply:', fr: 'Lire et répondre\u202f:' };

interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** What the organisation's admin is told. */
export function adminMail(lang: Language, step: AdminStep, mail: TicketMail): Mail {
  return compose(mail, ADMIN[lang][step](mail), OPEN_IT[lang]);
}

/** What the operators of the desk are told. */
export function deskMail(step: DeskStep, author: string, mail: TicketMail): Mail {
  return compose(mail, `${author} ${DESK[step]}`, OPEN_IT.en);
}

function compose(mail: TicketMail, sentence: string, openIt: string): Mail {
  const lines = [sentence, mail.text, `${openIt} ${mail.url}`, mail.siteName];
  return { subject: `[${mail.siteName} #${mail.no}] ${mail.title}`, text: lines.filter(Boolean).join('\n\n') };
}
