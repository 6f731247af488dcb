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
    /** Set where it was read from the provider’s feed. */
    readonly externalId?: string | null;
  }[];
}

export type Voice = 'provider' | 'measured' | 'team';

export interface StoryUpdate {
  readonly at: Instant;
  readonly stage: IncidentStage;
  readonly text: LocalText;
  /** Written by a person or a provider; our own words are plain. */
  readonly markdown: boolean;
  /** Whether the update before it had the same stage. */
  readonly sameStage: boolean;
  /** Who said it, where a story has more than one voice. */
  readonly voice: Voice | null;
}

export interface StoryView {
  readonly title: LocalText;
  /** Newest first. */
  readonly updates: readonly StoryUpdate[];
}

/** An incident as one reader gets it: title and updates in his language where we word them, else in their own. */
export function storyView(incident: StoryFacts, lang: Language): StoryView {
  const voices = incident.updates.map(voiceOf);
  const isMixed = new Set(voices).size > 1 && voices.includes('provider');
  return {
    title: incidentTitle(incident, lang),
    updates: incident.updates.map((update, index) => ({
      at: update.at,
      stage: update.stage,
      text: updateText(update, incident, lang),
      markdown: update.automatic === null,
      voice: isMixed ? voiceOf(update) : null,
      sameStage: incident.updates[index + 1]?.stage === update.stage,
    })),
  };
}

/** Who said an update: the provider in its feed, the product from its own checks, or a person. */
export function voiceOf({
  automatic,
  externalId,
}: Pick<StoryFacts['updates'][number], 'automatic' | 'externalId'>): Voice {
  if (externalId) return 'provider';
  return automatic === null ? 'team' : 'measured';
}
