import type { LocalizedText } from '#domain/localized-text';
import type { AutomaticText } from '#domain/watching/automatic-text';
import type { IncidentImpact, Language } from '#domain/words';
import { type LocalText, localText } from '../language.ts';
import { en, type IncidentMessages } from './en.ts';
import { fr } from './fr.ts';

const MESSAGES: Readonly<Record<Language, IncidentMessages>> = { en, fr };
const MOST_NAMES = 3;

interface NamedService {
  readonly id: string;
  readonly names: LocalizedText;
}

interface TitledIncident {
  readonly title: string | null;
  readonly lang: Language;
  readonly impact: IncidentImpact;
  /** The services the reader may see. */
  readonly services: readonly NamedService[];
}

interface WordedUpdate {
  readonly body: string;
  readonly lang: Language;
  readonly automatic: AutomaticText | null;
}

/** What a person called the incident, or a title made from its services. */
export function incidentTitle(incident: TitledIncident, language: Language): LocalText {
  if (incident.title !== null) return { text: incident.title, lang: incident.lang };
  const { title } = MESSAGES[language];
  const names = listNames(incident.services, language);
  return { text: incident.impact === 'minor' ? title.degraded(names) : title.down(names), lang: language };
}

/** What a person wrote (Markdown), or what the product states, put into words. */
export function updateText(
  update: WordedUpdate,
  incident: Pick<TitledIncident, 'services'>,
  language: Language,
): LocalText {
  const { automatic } = update;
  if (automatic === null) return { text: update.body, lang: update.lang };
  const namesOf = (ids: readonly string[]): string =>
    listNames(
      incident.services.filter((service) => ids.includes(service.id)),
      language,
    );
  const facts = { times: automatic.times ?? 0, causes: namesOf(automatic.causeIds ?? []) };
  return { text: MESSAGES[language][automatic.kind](namesOf(automatic.serviceIds), facts), lang: language };
}

function listNames(services: readonly NamedService[], language: Language): string {
  const { unnamed, others } = MESSAGES[language];
  const names = services.map((service) => localText(service.names, language).text);
  const shown = names.length > MOST_NAMES ? names.slice(0, MOST_NAMES - 1) : names;
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, others(rest)] : shown;
  return parts.length === 0 ? unnamed : new Intl.ListFormat(language, { type: 'conjunction' }).format(parts);
}
