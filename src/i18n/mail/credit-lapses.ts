import type { LetterOf, LetterText } from '#domain/letters';
import type { Language } from '#domain/words';

type Lapse = LetterOf<'credit-lapses'>;

const WORDS: Readonly<Record<Language, (letter: Lapse) => LetterText>> = {
  en: ({ counterparty, window, by, daysLeft, credits }) => ({
    subject: `A credit for ${window} lapses ${daysLeft === 0 ? 'today' : daysLeft === 1 ? 'tomorrow' : `in ${daysLeft} days`}`,
    sentences: [
      `A service credit of the contract with ${counterparty} has not been asked for yet. It can be asked for until the end of ${by}; afterwards it is lost.`,
    ],
    facts: [
      ['Month', window],
      ['Ask until', by],
      ['Owed', credits.join(', ')],
    ],
    action: 'Ask for the credit',
  }),
  fr: ({ counterparty, window, by, daysLeft, credits }) => ({
    subject: `Un crédit de ${window} s’éteint ${daysLeft === 0 ? 'aujourd’hui' : daysLeft === 1 ? 'demain' : `dans ${daysLeft} jours`}`,
    sentences: [
      `Un crédit de service du contrat avec ${counterparty} n’a pas encore été demandé. Il peut l’être jusqu’au ${by} inclus\u202f; ensuite il est perdu.`,
    ],
    facts: [
      ['Mois', window],
      ['À demander avant la fin du', by],
      ['Dû', credits.join(', ')],
    ],
    action: 'Demander le crédit',
  }),
};

/** The reminder before a credit lapses, in a language. */
export function wordCreditLapses(lang: Language): (letter: Lapse) => LetterText {
  return WORDS[lang];
}
