import type { Instant } from '../time.ts';
import type { IncidentStage } from '../words.ts';

interface DeskRow {
  readonly stage: IncidentStage;
  readonly publishAt: Instant | null;
  readonly publishedAt: Instant | null;
  readonly resolvedAt: Instant | null;
}

/** Whose move it is: `draft` waits for a person, `held` for its time, `open` for the next update. */
export type DeskState = 'draft' | 'held' | 'open' | 'resolved';

export function deskStateOf(incident: DeskRow): DeskState {
  if (incident.publishedAt === null && incident.publishAt !== null) return 'held';
  if (incident.publishedAt === null && incident.resolvedAt === null) return 'draft';
  return incident.resolvedAt === null ? 'open' : 'resolved';
}

/** The stages an operator may choose for the next update. */
export function nextStages(stage: IncidentStage): readonly IncidentStage[] {
  return stage === 'resolved' ? ['resolved'] : ['investigating', 'identified', 'monitoring', 'resolved'];
}
