import type { LetterOf, LetterText } from '#domain/letters';
import type { Language } from '#domain/words';
import { localText } from '../language.ts';

const MOST_NAMED = 20;

interface UnansweredWords {
  readonly subject: (first: string, others: number) => string;
  readonly sentences: (several: boolean) => readonly string[];
  readonly others: (count: number) => string;
  readonly unknown: string;
  readonly action: string;
}

const WORDS: Readonly<Record<Language, UnansweredWords>> = {
  en: {
    subject: (first, others) =>
      others === 0
        ? `The check “${first}” has had no good answer yet`
        : `${others + 1} checks have had no good answer yet`,
    sentences: (several) => [
      several
        ? 'Since these checks were set up or changed, none of their runs had the answer they expect.'
        : 'Since this check was set up or changed, none of its runs had the answer it expects.',
      'As long as that is so, its failures are no outage: the target may be misspelt, or not there yet. Try the check by hand and correct it; or pause it until its target is there.',
    ],
    others: (count) => `and ${count} more`,
    unknown: 'No good answer.',
    action: 'Look at the checks',
  },
  fr: {
    subject: (first, others) =>
      others === 0
        ? `La vérification «\u202f${first}\u202f» n’a encore eu aucune bonne réponse`
        : `${others + 1} vérifications n’ont encore eu aucune bonne réponse`,
    sentences: (several) => [
      several
        ? 'Depuis que ces vérifications ont été créées ou modifiées, aucune n’a obtenu la réponse qu’elle attend.'
        : 'Depuis que cette vérification a été créée ou modifiée, elle n’a jamais obtenu la réponse qu’elle attend.',
      'Tant que c’est le cas, ses échecs ne font pas de panne\u202f: la cible est peut-être mal écrite, ou pas encore en place. Essayez la vérification et corrigez-la, ou suspendez-la jusqu’à ce que sa cible existe.',
    ],
    others: (count) => `et ${count} de plus`,
    unknown: 'Aucune bonne réponse.',
    action: 'Voir les vérifications',
  },
};

/** The letter to operators about checks that see nothing because they never had a good answer. */
export function wordChecksUnanswered(language: Language): (letter: LetterOf<'checks-unanswered'>) => LetterText {
  const words = WORDS[language];
  return ({ checks }) => {
    const named = checks.slice(0, MOST_NAMED);
    const rest = checks.length - named.length;
    const facts = named.map(({ name, serviceNames, cause }): readonly [string, string] => [
      `${localText(serviceNames, language).text}, ${name}`,
      (language === 'en' ? cause : null) ?? words.unknown,
    ]);
    return {
      subject: words.subject(checks[0]?.name ?? '', checks.length - 1),
      sentences: words.sentences(checks.length > 1),
      facts: rest > 0 ? [...facts, ['…', words.others(rest)]] : facts,
      action: words.action,
    };
  };
}
