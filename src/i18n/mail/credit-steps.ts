import type { LetterOf, LetterText } from '#domain/letters';
import type { Language } from '#domain/words';

type CreditStep = LetterOf<'credit-step'>['step'];
type Facts = Omit<LetterOf<'credit-step'>, 'kind' | 'path' | 'body'>;

interface StepWords {
  readonly subject: (no: number, what: string) => string;
  readonly asked: string;
  readonly month: string;
  readonly see: string;
  readonly what: Readonly<Record<CreditStep, string>>;
  readonly said: Readonly<Record<CreditStep, (facts: Facts) => string>>;
}

const en: StepWords = {
  subject: (no, what) => `[Credit request ${no}] ${what}`,
  asked: 'Asked for',
  month: 'Month',
  see: 'See the request',
  what: {
    received: 'received',
    question: 'a question for you',
    reply: 'answer to the question',
    appeal: 'appeal',
    unconfirmed: 'waits for a second operator',
    'sent-back': 'your decision was sent back',
    withdrawn: 'withdrawn',
    supplement: 'supplemented',
    'went-on': 'the month is over',
    'nothing-owed': 'nothing is owed after all',
    credited: 'credited',
  },
  said: {
    received: () => 'Your request for a service credit is here. You get a mail at each step.',
    question: () =>
      'There is a question about your request for a service credit. While it is open, the time to decide stands still.',
    reply: ({ organizationName }) => `${organizationName} answered the question. The time to decide runs again.`,
    appeal: ({ organizationName }) =>
      `${organizationName} appeals the answer. Somebody who took no part in it has to decide.`,
    unconfirmed: ({ authorName }) =>
      `${authorName} would grant this credit. It is above the set sum: a second operator has to confirm it.`,
    'sent-back': ({ authorName }) =>
      `${authorName} did not confirm the credit you would grant. The request is in review again and waits for a new decision.`,
    withdrawn: ({ organizationName }) => `${organizationName} withdrew its request for a service credit.`,
    supplement: ({ organizationName }) => `${organizationName} added to its request for a service credit.`,
    'went-on': () =>
      'The month of your request for a service credit is over. The arithmetic was done again, and the request goes to a decision with these figures.',
    'nothing-owed': () =>
      'The month of your request for a service credit is over. The arithmetic was done again, and nothing is owed after all.',
    credited: () => 'The credit of your request was applied in full to an invoice or to your term.',
  },
};

const fr: StepWords = {
  subject: (no, what) => `[Demande de crédit ${no}] ${what}`,
  asked: 'Demandé',
  month: 'Mois',
  see: 'Voir la demande',
  what: {
    received: 'reçue',
    question: 'une question pour vous',
    reply: 'réponse à la question',
    appeal: 'recours',
    unconfirmed: 'attend un second opérateur',
    'sent-back': 'votre décision est renvoyée',
    withdrawn: 'retirée',
    supplement: 'complétée',
    'went-on': 'le mois est terminé',
    'nothing-owed': 'finalement rien n’est dû',
    credited: 'créditée',
  },
  said: {
    received: () => 'Votre demande de crédit de service est bien arrivée. Vous recevrez un courriel à chaque étape.',
    question: () =>
      'Une question vous est posée sur votre demande de crédit de service. Tant qu’elle attend, le délai de décision est suspendu.',
    reply: ({ organizationName }) =>
      `${organizationName} a répondu à la question. Le délai de décision court de nouveau.`,
    appeal: ({ organizationName }) =>
      `${organizationName} conteste la réponse. Une personne qui n’y a pas pris part doit décider.`,
    unconfirmed: ({ authorName }) =>
      `${authorName} accorderait ce crédit. Il dépasse le seuil fixé\u202f: un second opérateur doit le confirmer.`,
    'sent-back': ({ authorName }) =>
      `${authorName} n’a pas confirmé le crédit que vous accorderiez. La demande est de nouveau à l’étude et attend une décision.`,
    withdrawn: ({ organizationName }) => `${organizationName} a retiré sa demande de crédit de service.`,
    supplement: ({ organizationName }) => `${organizationName} a complété sa demande de crédit de service.`,
    'went-on': () =>
      'Le mois de votre demande de crédit de service est terminé. Le calcul a été refait, et la demande va être décidée avec ces chiffres.',
    'nothing-owed': () =>
      'Le mois de votre demande de crédit de service est terminé. Le calcul a été refait, et finalement rien n’est dû.',
    credited: () => 'Le crédit de votre demande a été imputé en entier sur une facture ou sur votre contrat.',
  },
};

const WORDS: Readonly<Record<Language, StepWords>> = { en, fr };

/** The letters about one step of a claim, in a language. */
export function wordCreditStep(lang: Language): (letter: LetterOf<'credit-step'>) => LetterText {
  const words = WORDS[lang];
  return ({ body, step, ...facts }) => ({
    subject: words.subject(facts.no, words.what[step]),
    sentences: [words.said[step]({ ...facts, step })],
    facts: [
      [words.asked, facts.amount],
      [words.month, facts.window],
    ],
    ...(body === '' ? {} : { quote: body }),
    action: words.see,
  });
}
