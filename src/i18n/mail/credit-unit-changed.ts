import type { LetterOf, LetterText } from '#domain/letters';
import type { Language } from '#domain/words';

type Changed = LetterOf<'credit-unit-changed'>;

const en = ({ counterparty, window, granted, claims, unit }: Changed): LetterText => ({
  subject: `Credits of ${counterparty} for ${window} are in another unit than the contract pays now`,
  sentences: [
    `What is paid or the terms changed, and ${window} is now reckoned in ${unit}.`,
    ...(granted === ''
      ? []
      : [`${granted} stand in the ledger. They stay as they are: take them back first, then grant what is owed now.`]),
    ...(claims.length === 0
      ? []
      : [
          `Still to be answered in the old unit: ${claims.map((no) => `claim ${no}`).join(', ')}. Decline with that reason.`,
        ]),
  ],
  action: 'See the month',
});

const fr = ({ counterparty, window, granted, claims, unit }: Changed): LetterText => ({
  subject: `Les crédits de ${counterparty} pour ${window} sont dans une autre unité que celle du contrat`,
  sentences: [
    `La redevance ou les conditions ont changé, et ${window} se compte désormais en ${unit}.`,
    ...(granted === ''
      ? []
      : [
          `${granted} figurent au registre et y restent\u202f: annulez-les d’abord, puis accordez ce qui est dû maintenant.`,
        ]),
    ...(claims.length === 0
      ? []
      : [
          `Attendent encore une réponse dans l’ancienne unité\u202f: ${claims.map((no) => `demande ${no}`).join(', ')}. Refusez-les avec ce motif.`,
        ]),
  ],
  action: 'Voir le mois',
});

const WORDS: Readonly<Record<Language, (letter: Changed) => LetterText>> = { en, fr };

/** Credits that stand in a unit which the contract no longer pays in. */
export function wordCreditUnitChanged(lang: Language): (letter: Changed) => LetterText {
  return WORDS[lang];
}
