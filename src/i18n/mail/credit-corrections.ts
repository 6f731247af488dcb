import type { LetterOf, LetterText } from '#domain/letters';
import type { Language } from '#domain/words';

type Corrected = LetterOf<'credit-corrected'>;

interface CorrectionWords {
  readonly subject: (letter: Corrected) => string;
  readonly said: Readonly<Record<Corrected['outcome'], string>>;
  readonly service: string;
  readonly amount: Readonly<Record<Corrected['change'], string>>;
  readonly month: string;
  readonly see: string;
}

const en: CorrectionWords = {
  subject: ({ no, window }) => `[Credit request ${no}] corrected figures for ${window}`,
  said: {
    'top-up': 'An outage was corrected after your credit was granted. We owe you more, and it is in your ledger.',
    reversal:
      'An outage was corrected after your credit was granted. It brings less than before, and your ledger says so now.',
    dismissed:
      'An outage was corrected after your credit was granted. We looked at it, and your credit stays as it is.',
  },
  service: 'Service',
  amount: { 'top-up': 'Granted on top', reversal: 'Taken back' },
  month: 'Month',
  see: 'See the request',
};

const fr: CorrectionWords = {
  subject: ({ no, window }) => `[Demande de crédit ${no}] chiffres corrigés pour ${window}`,
  said: {
    'top-up':
      'Une panne a été corrigée après l’accord de votre crédit. Nous vous devons davantage, et c’est inscrit à votre compte.',
    reversal:
      'Une panne a été corrigée après l’accord de votre crédit. Il est moins élevé qu’avant, et votre compte en tient compte.',
    dismissed:
      'Une panne a été corrigée après l’accord de votre crédit. Nous l’avons examinée, et votre crédit reste tel quel.',
  },
  service: 'Service',
  amount: { 'top-up': 'Accordé en plus', reversal: 'Repris' },
  month: 'Mois',
  see: 'Voir la demande',
};

const WORDS: Readonly<Record<Language, CorrectionWords>> = { en, fr };

/** What became of a credit whose outage was corrected after it was granted. */
export function wordCreditCorrected(lang: Language): (letter: Corrected) => LetterText {
  const words = WORDS[lang];
  return (letter) => ({
    subject: words.subject(letter),
    sentences: [words.said[letter.outcome]],
    facts: [
      [words.service, letter.service],
      ...(letter.outcome === 'dismissed' ? [] : [[words.amount[letter.change], letter.amount] as [string, string]]),
      [words.month, letter.window],
    ],
    ...(letter.reason === '' ? {} : { quote: letter.reason }),
    action: words.see,
  });
}
