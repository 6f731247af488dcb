import type { LetterOf, LetterText } from '#domain/letters';
import type { UnseenEnd } from '#domain/watching/automatic-text';
import type { Language } from '#domain/words';
import { formatDate, formatTime } from '../format.ts';
import { localText } from '../language.ts';

interface DroppedWords {
  readonly subject: (name: string) => string;
  readonly sentence: (name: string, since: string) => string;
}

const WORDS: Readonly<Record<Language, Readonly<Record<UnseenEnd, DroppedWords>>>> = {
  en: {
    mistaken: {
      subject: (name) => `${name}: the outage is taken back`,
      sentence: (name, since) =>
        `Our own measuring was at fault: our checks of ${name} could not see anything. What was told as an outage since ${since} is taken back and counts nowhere.`,
    },
    uncounted: {
      subject: (name) => `${name}: the outage is taken back`,
      sentence: (name, since) =>
        `By the rule of ${name} what our checks saw is no outage. What was told as one since ${since} is taken back and counts nowhere.`,
    },
    unwatched: {
      subject: (name) => `${name}: the outage is no longer watched`,
      sentence: (name, since) =>
        `We no longer watch ${name} in the way that showed its outage since ${since}. The outage ends there; nobody saw whether it works again.`,
    },
  },
  fr: {
    mistaken: {
      subject: (name) => `${name}\u202f: la panne est retirée`,
      sentence: (name, since) =>
        `L’erreur venait de notre propre mesure\u202f: nos vérifications de ${name} ne voyaient plus rien. La panne annoncée depuis le ${since} est retirée et n’est comptée dans aucun chiffre.`,
    },
    uncounted: {
      subject: (name) => `${name}\u202f: la panne est retirée`,
      sentence: (name, since) =>
        `Selon la règle de ${name}, ce que nos vérifications ont constaté n’est pas une panne. La panne annoncée depuis le ${since} est retirée et n’est comptée dans aucun chiffre.`,
    },
    unwatched: {
      subject: (name) => `${name}\u202f: la panne n’est plus surveillée`,
      sentence: (name, since) =>
        `Nous ne surveillons plus ${name} de la façon qui montrait sa panne depuis le ${since}. La panne s’arrête là\u202f; nul n’a constaté si le service fonctionne de nouveau.`,
    },
  },
};

const SHORT: Readonly<Record<Language, Readonly<Record<UnseenEnd, string>>>> = {
  en: {
    mistaken: 'taken back: it was no outage',
    uncounted: 'taken back: it was no outage',
    unwatched: 'no longer watched in the way that showed this',
  },
  fr: {
    mistaken: 'retirée\u202f: ce n’était pas une panne',
    uncounted: 'retirée\u202f: ce n’était pas une panne',
    unwatched: 'plus surveillé de la façon qui montrait cela',
  },
};

const ACTIONS: Readonly<Record<Language, string>> = { en: 'Open the console', fr: 'Ouvrir la console' };

/** The letter to operators that an outage is over although nobody saw the service recover. */
export function wordOutageDropped(language: Language): (letter: LetterOf<'outage-dropped'>) => LetterText {
  return ({ serviceNames, startedAt, lastWord }) => {
    const name = localText(serviceNames, language).text;
    const since = `${formatDate(startedAt, language)}${language === 'fr' ? ' à ' : ', '}${formatTime(startedAt)}`;
    const { subject, sentence } = WORDS[language][lastWord];
    return { subject: subject(name), sentences: [sentence(name, since)], action: ACTIONS[language] };
  };
}

/** The same in few words, in a letter about several outages. */
export function wordUnseenEnd(lastWord: UnseenEnd, language: Language): string {
  return SHORT[language][lastWord];
}
