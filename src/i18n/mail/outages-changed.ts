import type { LetterOf, LetterText } from '#domain/letters';
import type { OutageChange } from '#domain/outage-letters';
import type { Language } from '#domain/words';
import { formatDate, formatDuration, formatMoment, formatTime } from '../format.ts';
import { localText } from '../language.ts';
import { wordUnseenEnd } from './outage-dropped.ts';

interface ChangeWords {
  readonly began: (names: readonly string[], others: number) => string;
  readonly allOver: (outages: number) => string;
  readonly allWork: (names: readonly string[]) => string;
  readonly oneCause: string;
  readonly mixed: string;
  readonly oneService: (name: string) => string;
  readonly since: (state: OutageChange['state'], startedAt: number) => string;
  readonly worksAgain: (moment: string, duration: string) => string;
  readonly action: string;
}

const MOST_NAMED = 2;

const WORDS: Readonly<Record<Language, ChangeWords>> = {
  en: {
    began: (names, others) =>
      `${names.length + others === 1 ? 'Outage' : 'Outages'}: ${others > 0 ? `${names.join(', ')} and ${others} more` : names.join(' and ')}`,
    allOver: (outages) => `${outages} outages are over`,
    allWork: (names) => (names.length === 1 ? `${names[0]} works again` : `${names.length} services work again`),
    oneCause: 'Several services changed within seconds of each other; most likely they have one cause.',
    mixed: 'Several services changed within seconds of each other.',
    oneService: (name) => `${name} changed several times within a short time.`,
    since: (state, startedAt) => `${state} since ${formatDate(startedAt, 'en')}, ${formatTime(startedAt)}`,
    worksAgain: (moment, duration) => `works again since ${moment}, after ${duration}`,
    action: 'Open the console',
  },
  fr: {
    began: (names, others) =>
      `${names.length + others === 1 ? 'Panne' : 'Pannes'}\u202f: ${others > 0 ? `${names.join(', ')} et ${others} ${others === 1 ? 'autre' : 'autres'}` : names.join(' et ')}`,
    allOver: (outages) => `${outages} pannes terminées`,
    allWork: (names) =>
      names.length === 1 ? `${names[0]} fonctionne de nouveau` : `${names.length} services fonctionnent de nouveau`,
    oneCause: 'Plusieurs services ont changé d’état en quelques secondes\u202f; la cause est sans doute la même.',
    mixed: 'Plusieurs services ont changé d’état en quelques secondes.',
    oneService: (name) => `${name} a changé d’état plusieurs fois en peu de temps.`,
    since: (state, startedAt) =>
      `${state === 'down' ? 'en panne' : 'dégradé'} depuis le ${formatDate(startedAt, 'fr')} à ${formatTime(startedAt)}`,
    worksAgain: (moment, duration) => `fonctionne de nouveau depuis ${moment}, après ${duration}`,
    action: 'Ouvrir la console',
  },
};

/** The letter to operators about outages that began or ended close together: of several services, or of one again and again. */
export function wordOutagesChanged(language: Language): (letter: LetterOf<'outages-changed'>) => LetterText {
  const nameOf = ({ serviceNames }: OutageChange) => localText(serviceNames, language).text;
  return ({ changes }) => ({
    subject: subjectOf(changes, WORDS[language], nameOf),
    sentences: [introOf(changes, WORDS[language], nameOf)],
    facts: changes.map((change) => [nameOf(change), wordChange(change, language)]),
    action: WORDS[language].action,
  });
}

type NameOf = (change: OutageChange) => string;

function subjectOf(changes: readonly OutageChange[], words: ChangeWords, nameOf: NameOf): string {
  const failing = changes.filter(({ endedAt }) => endedAt === null).map(nameOf);
  if (failing.length > 0) return words.began(failing.slice(0, MOST_NAMED), Math.max(0, failing.length - MOST_NAMED));
  const isUnseen = changes.some(({ lastWord }) => lastWord);
  return isUnseen ? words.allOver(changes.length) : words.allWork([...new Set(changes.map(nameOf))]);
}

function introOf(changes: readonly OutageChange[], words: ChangeWords, nameOf: NameOf): string {
  const names = [...new Set(changes.map(nameOf))];
  if (names.length === 1) return words.oneService(names[0] ?? '');
  const failing = changes.filter(({ endedAt }) => endedAt === null).length;
  return failing === 0 || failing === changes.length ? words.oneCause : words.mixed;
}

function wordChange({ state, startedAt, endedAt, lastWord }: OutageChange, language: Language): string {
  if (lastWord) return wordUnseenEnd(lastWord, language);
  if (endedAt === null) return WORDS[language].since(state, startedAt);
  return WORDS[language].worksAgain(
    formatMoment(endedAt, startedAt, language),
    formatDuration(endedAt - startedAt, language),
  );
}
