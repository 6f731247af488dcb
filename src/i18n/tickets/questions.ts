import type { Language } from '#domain/words';

/** What a desk most often has to ask for. */
export const TICKET_QUESTIONS = ['steps', 'troubleshooting', 'logs', 'headers'] as const;
export type TicketQuestion = (typeof TICKET_QUESTIONS)[number];

const TEXTS: Readonly<Record<Language, Readonly<Record<TicketQuestion, string>>>> = {
  en: {
    steps:
      'Please write down the steps that lead to the problem, one a line: what you open, what you click or type, what you expect, and what happens instead. With which account and in which browser or program does it happen, and does it happen every time?',
    troubleshooting:
      'Please tell us what you have tried so far and what came of it: another browser or a private window, another account, another network, switching extensions off.',
    logs: 'Please send the log of the moment it happens: the time with its time zone, the address of the page, the exact words of the error, and the lines of the log around it. Leave out passwords and session cookies.',
    headers:
      'Please send the complete headers of one message concerned (“show original” in most mail programs), from the first “Received” line to the subject, and tell us when it was sent and when it arrived, if it did.',
  },
  fr: {
    steps:
      'Merci de noter les étapes suivies causant le problème, une par ligne\u202f: ce que vous ouvrez, ce que vous cliquez ou saisissez, ce que vous attendez, et ce qui se produit. Avec quel compte, dans quel navigateur ou logiciel\u202f? Est-ce à chaque fois\u202f?',
    troubleshooting:
      'Merci de nous dire ce que vous avez déjà essayé et ce que cela a donné\u202f: un autre navigateur ou une fenêtre privée, un autre compte, un autre réseau, la désactivation des extensions.',
    logs: 'Merci d’envoyer le fichier journal du moment où cela se produit\u202f: l’heure avec son fuseau, l’adresse de la page, le texte exact de l’erreur et les lignes du journal qui l’entourent. Retirez les mots de passe et les cookies de session.',
    headers:
      'Merci d’envoyer les en-têtes complets d’un message concerné («\u202fafficher l’original\u202f» dans la plupart des messageries), de la première ligne «\u202fReceived\u202f» jusqu’à l’objet, et de nous dire quand il a été envoyé et, s’il l’a été, reçu.',
  },
};

/** A question that can be answered without asking back. */
export function questionText(lang: Language, question: TicketQuestion): string {
  return TEXTS[lang][question];
}
