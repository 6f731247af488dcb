import { byState, type StandingService, servicesToName } from '#domain/incidents/standing';
import type { LocalizedText } from '#domain/localized-text';
import type { AutomaticText, EndKind, Remaining } from '#domain/watching/automatic-text';
import type { IncidentImpact, Language } from '#domain/words';
import { formatList } from '../format.ts';
import { type LocalText, localText } from '../language.ts';
import { en, type IncidentMessages, type Names } from './en.ts';
import { fr } from './fr.ts';

const MESSAGES: Readonly<Record<Language, IncidentMessages>> = { en, fr };
const MOST_NAMES = 3;

interface NamedService extends StandingService {
  readonly id: string;
  readonly names: LocalizedText;
}

interface TitledIncident {
  readonly title: string | null;
  readonly lang: Language;
  readonly impact: IncidentImpact;
  /** The services the reader may see, as they stand now. */
  readonly services: readonly NamedService[];
}

interface WordedUpdate {
  readonly body: string;
  readonly lang: Language;
  readonly automatic: AutomaticText | null;
}

/** What a person called the incident, or a title made from the services it is about now. */
export function incidentTitle(incident: TitledIncident, language: Language): LocalText {
  if (incident.title !== null) return { text: incident.title, lang: incident.lang };
  const { title } = MESSAGES[language];
  const { down, degraded } = byState(servicesToName(incident.services), incident.impact);
  const names = (services: readonly NamedService[]): string => listNames(services, language).text;
  if (down.length > 0 && degraded.length > 0) return { text: title.both(names(down), names(degraded)), lang: language };
  const isDegraded = degraded.length > 0 || (down.length === 0 && incident.impact === 'minor');
  return { text: isDegraded ? title.degraded(names(degraded)) : title.down(names(down)), lang: language };
}

/** What a person wrote (Markdown), or what the product states, put into words. */
export function updateText(
  update: WordedUpdate,
  incident: Pick<TitledIncident, 'services'>,
  language: Language,
): LocalText {
  const { automatic } = update;
  if (automatic === null) return { text: update.body, lang: update.lang };
  const namesOf = (ids: readonly string[]): Names => {
    const wanted = new Set(ids);
    return listNames(
      incident.services.filter(({ id }) => wanted.has(id)),
      language,
    );
  };
  return { text: sentence(automatic, MESSAGES[language], namesOf), lang: language };
}

type NamesOf = (ids: readonly string[]) => Names;

function sentence(automatic: AutomaticText, t: IncidentMessages, namesOf: NamesOf): string {
  const { kind, state = 'down', times = 0, causeIds = [], remaining } = automatic;
  const names = namesOf(automatic.serviceIds);
  switch (kind) {
    case 'failing':
    case 'brief':
    case 'joined':
    case 'again':
      return t[kind][state](names.text);
    case 'worse':
      return t.worse(names);
    case 'flapping':
      return t.flapping(names, times);
    case 'explained':
      return t.explained[state](names, namesOf(causeIds));
    default:
      return remaining ? partlyOver(kind, { names, remaining }, t, namesOf) : t.last[kind](names.text);
  }
}

interface PartlyOver {
  readonly names: Names;
  readonly remaining: Remaining;
}

/** Nothing is said of services that this reader may not know of. */
function partlyOver(kind: EndKind, { names, remaining }: PartlyOver, t: IncidentMessages, namesOf: NamesOf): string {
  const still = (['down', 'degraded'] as const).flatMap((state) => {
    const left = namesOf(remaining[state]);
    return left.count === 0 ? [] : [t.still[state](left)];
  });
  return [t.partly[kind](names), ...still].join(' ');
}

function listNames(services: readonly NamedService[], language: Language): Names {
  const { unnamed, others } = MESSAGES[language];
  const count = services.length;
  const shown = services.slice(0, count > MOST_NAMES ? MOST_NAMES - 1 : MOST_NAMES);
  const names = shown.map((service) => localText(service.names, language).text);
  const parts = count > shown.length ? [...names, others(count - shown.length)] : names;
  const text = count === 0 ? unnamed : formatList(parts, language);
  return { text, count };
}
