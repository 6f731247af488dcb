import type { LocalizedText } from '#domain/localized-text';
import type { Instant } from '#domain/time';
import type { AutomaticText } from '#domain/watching/automatic-text';
import type { IncidentImpact, IncidentStage, Language } from '#domain/words';
import { incidentTitle, updateText } from '../incident/wording.ts';
import type { LocalText } from '../language.ts';

/** What is read of an incident to tell it. */
export interface StoryFacts {
  readonly id: string;
  readonly title: string | null;
  readonly lang: Language;
  readonly impact: IncidentImpact;
  readonly services: readonly { readonly id: string; readonly names: LocalizedText }[];
  readonly updates: readonly {
    readonly at: Instant;
    readonly stage: IncidentStage;
    readonly body: string;
    readonly lang: Language;
    readonly automatic: AutomaticText | null;
  }[];
}

export interface StoryUpdate {
  readonly at: Instant;
  readonly stage: IncidentStage;
  readonly text: LocalText;
  /** Written by a person or a provider; our own words are plain. */
  readonly markdown: boolean;
  /** Whether the update before it had the same stage. */
  readonly sameStage: boolean;
}

export interface StoryView {
  readonly title: LocalText;
  /** Newest first. */
  readonly updates: readonly StoryUpdate[];
}

/** An incident as one reader gets it: title and updates in his language where we word them, else in their own. */
export function storyView(incident: StoryFacts, lang: Language): StoryView {
  return {
    title: incidentTitle(incident, lang),
    updates: incident.updates.map((update, index) => ({
      at: update.at,
      stage: update.stage,
      text: updateText(update, incident, lang),
      markdown: update.automatic === null,
      sameStage: incident.updates[index + 1]?.stage === update.stage,
    })),
  };
}
