import type { NamedService } from '#domain/status/facts';
import type { Headline } from '#domain/status/headline';
import type { Instant } from '#domain/time';
import type { Language } from '#domain/words';
import { formatDuration, formatMoment } from '../format.ts';
import { incidentTitle } from '../incident/wording.ts';
import { type LocalText, localText } from '../language.ts';
import { type Rich, type RichPart, richList } from '../rich.ts';
import { messages } from './messages.ts';

const MOST_NAMES = 4;
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
  if (headline.total === 0) return { main: [...lingering(headline, reader), t.nothing], rest: [] };
  if (headline.unknown.length === headline.total)
    return { main: [...lingering(headline, reader), t.allUnseen], rest: [] };
  const trouble = [...problems(headline, reader), ...lingering(headline, reader)];
  const unseen = headline.unknown.length > 0 ? t.unseen(nameList(headline.unknown, reader.lang)) : [];
  const work = maintenance(headline, reader);
  if (trouble.length + unseen.length + work.length === 0) return { main: [t.allWork(headline.total)], rest: [] };
  const works = headline.problems.length + unseen.length + work.length > 0 ? t.restWorks : t.noneFails;
  const rest = headline.workingCount === 0 ? [] : [works];
  if (trouble.length > 0) return { main: trouble, rest: [...work, ...unseen, ...rest] };
  return work.length > 0 ? { main: work, rest: [...unseen, ...rest] } : { main: unseen, rest };
}

function maintenance({ maintenance: services, maintenanceUntil }: Headline, reader: Reader): Rich {
  if (services.length === 0) return [];
  const until = maintenanceUntil === null || services.length > 1 ? null : moment(maintenanceUntil, reader);
  return messages(reader.lang).headline.maintenance(nameList(services, reader.lang), services.length > 1, until);
}

/** A text marked with its language where that is not the reader's. */
export function marked({ text, lang }: LocalText, reader: Language): RichPart {
  return lang === reader ? text : { text, lang };
}

function problems(headline: Headline, reader: Reader): Rich {
  const t = messages(reader.lang).headline;
  return headline.problems.flatMap(({ state, services, since }) => {
    const lasting = formatDuration(reader.now - since, reader.lang);
    return t.problem(state, nameList(services, reader.lang), services.length > 1, moment(since, reader), lasting);
  });
}

function lingering(headline: Headline, reader: Reader): Rich {
  const t = messages(reader.lang).headline;
  return headline.lingering.flatMap((incident) =>
    t.lingering(
      marked(shortened(incidentTitle(incident, reader.lang)), reader.lang),
      moment(incident.startedAt, reader),
    ),
  );
}

function shortened({ text, lang }: LocalText): LocalText {
  return { text: text.length > LONGEST_TITLE ? `${text.slice(0, LONGEST_TITLE).trimEnd()}…` : text, lang };
}

function moment(at: Instant, { now, lang }: Reader): RichPart {
  return { text: formatMoment(at, now, lang), at };
}

function nameList(services: readonly NamedService[], lang: Language): Rich {
  const names = services.map((service) => marked(localText(service.names, lang), lang));
  if (names.length <= MOST_NAMES) return richList(names, lang);
  const shown = names.slice(0, MOST_NAMES - 1);
  return richList([...shown, messages(lang).headline.others(names.length - shown.length)], lang);
}
