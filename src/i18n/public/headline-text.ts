import type { IncidentFacts, NamedService } from '#domain/status/facts';
import type { Headline, HeadlineProblem } from '#domain/status/headline';
import type { Instant } from '#domain/time';
import type { Language } from '#domain/words';
import { formatDuration, formatMoment, formatShortMoment } from '../format.ts';
import { incidentTitle } from '../incident/wording.ts';
import { type LocalText, localText } from '../language.ts';
import { type Rich, type RichPart, richList } from '../rich.ts';
import { messages } from './messages.ts';

const MOST_NAMES = 4;
/** Of what does not fail, beside what does. */
const MOST_NAMES_BESIDE = 2;
const MOST_TIMES = 3;
const LONGEST_TITLE = 90;

interface Reader {
  readonly lang: Language;
  readonly now: Instant;
}

export interface HeadlineText {
  /** What is wrong and since when, or that nothing is. */
  readonly main: Rich;
  /** How everything else does. */
  readonly rest: Rich;
}

/** The sentences on top of the page. */
export function headlineText(headline: Headline, reader: Reader): HeadlineText {
  const t = messages(reader.lang).headline;
  const open = incidents(headline.lingering, t.lingering, reader);
  const most = headline.problems.length > 0 ? MOST_NAMES_BESIDE : MOST_NAMES;
  if (headline.total === 0) return { main: [...open, t.nothing], rest: [] };
  if (headline.unknown.length === headline.total) return { main: [...open, t.allUnseen], rest: [] };
  if (headline.unseenYet.length === headline.total) return { main: [...open, t.allNew], rest: [] };
  const unseenYet =
    headline.unseenYet.length > 0 ? t.unseenYet(nameList(headline.unseenYet, reader.lang, MOST_NAMES_BESIDE)) : [];
  const unseen = headline.unknown.length > 0 ? t.unseen(nameList(headline.unknown, reader.lang, most)) : [];
  const work = maintenance(headline, reader, most);
  const failing = headline.problems.length + unseen.length + work.length > 0;
  const settled = incidents(headline.settled, failing ? t.settled : t.lingering, reader);
  const trouble = [...problems(headline, reader), ...open, ...settled];
  if (trouble.length === 0 && !failing) return allWell(headline, unseenYet, reader);
  const rest = headline.workingCount === 0 ? unseenYet : [...unseenYet, failing ? t.restWorks : t.noneFails];
  if (trouble.length > 0) return { main: trouble, rest: [...work, ...unseen, ...rest] };
  return work.length > 0 ? { main: work, rest: [...unseen, ...rest] } : { main: unseen, rest };
}

/** Nothing fails that was ever seen; what never was is no part of the count. */
function allWell({ total, workingCount }: Headline, unseenYet: Rich, { lang }: Reader): HeadlineText {
  const t = messages(lang).headline;
  if (unseenYet.length === 0) return { main: [t.allWork(total)], rest: [] };
  return { main: [t.someWork(workingCount), ' '], rest: unseenYet };
}

function maintenance({ maintenance: services, maintenanceUntil }: Headline, reader: Reader, most: number): Rich {
  if (services.length === 0) return [];
  const until = maintenanceUntil === null || services.length > 1 ? null : moment(maintenanceUntil, reader);
  return messages(reader.lang).headline.maintenance(nameList(services, reader.lang, most), services.length > 1, until);
}

/** A text marked with its language where that is not the reader's. */
export function marked({ text, lang }: LocalText, reader: Language): RichPart {
  return lang === reader ? text : { text, lang };
}

function problems({ problems }: Headline, reader: Reader): Rich {
  const t = messages(reader.lang).headline;
  const isAlone = problems.length === 1;
  return problems.flatMap((problem) => {
    const { state, services, since, atOnce } = problem;
    if (!atOnce) return apart(problem, reader);
    const names = nameList(services, reader.lang);
    const lasting = isAlone ? formatDuration(reader.now - since, reader.lang) : null;
    const said = isAlone ? moment(since, reader) : shortMoment(since, reader);
    return t.problem({ state, names, many: services.length > 1, since: said, lasting });
  });
}

/** Several that have no time in common: each with its own, or how many they are. */
function apart({ state, services, since }: HeadlineProblem, reader: Reader): Rich {
  const t = messages(reader.lang).headline;
  if (services.length > MOST_TIMES) return t.counted(state, services.length, shortMoment(since, reader));
  const names = services.map((service) =>
    t.nameSince(marked(localText(service.names, reader.lang), reader.lang), shortMoment(service.since, reader)),
  );
  return t.apart(state, richList(names, reader.lang));
}

type IncidentWords = (title: RichPart, since: RichPart) => Rich;

function incidents(facts: readonly IncidentFacts[], words: IncidentWords, reader: Reader): Rich {
  return facts.flatMap((incident) =>
    words(marked(shortened(incidentTitle(incident, reader.lang)), reader.lang), moment(incident.startedAt, reader)),
  );
}

function shortened({ text, lang }: LocalText): LocalText {
  return { text: text.length > LONGEST_TITLE ? `${text.slice(0, LONGEST_TITLE).trimEnd()}…` : text, lang };
}

function moment(at: Instant, { now, lang }: Reader): RichPart {
  return { text: formatMoment(at, now, lang), at };
}

/** Where several times stand in one sentence; the page says that all of them are in UTC. */
function shortMoment(at: Instant, { now, lang }: Reader): RichPart {
  return { text: formatShortMoment(at, now, lang), at };
}

function nameList(services: readonly NamedService[], lang: Language, most = MOST_NAMES): Rich {
  const names = services.map((service) => marked(localText(service.names, lang), lang));
  if (names.length <= most) return richList(names, lang);
  const shown = names.slice(0, most - 1);
  return richList([...shown, messages(lang).headline.others(names.length - shown.length)], lang);
}
