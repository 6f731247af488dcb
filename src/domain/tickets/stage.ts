import type { ResolutionKind, TicketStage } from '#domain/words';

/** What people do to a ticket that may move its stage. */
export type TicketStep =
  | 'operator-answers'
  | 'operator-asks'
  | 'operator-solves'
  | 'admin-replies'
  | 'close'
  | 'reopen';

const NEXT: Readonly<Record<TicketStage, Readonly<Partial<Record<TicketStep, TicketStage>>>>> = {
  new: {
    'operator-answers': 'in-progress',
    'operator-asks': 'action-required',
    'operator-solves': 'solution-provided',
    'admin-replies': 'new',
    close: 'closed',
  },
  'in-progress': {
    'operator-answers': 'in-progress',
    'operator-asks': 'action-required',
    'operator-solves': 'solution-provided',
    'admin-replies': 'in-progress',
    close: 'closed',
  },
  'action-required': {
    'operator-answers': 'action-required',
    'operator-asks': 'action-required',
    'operator-solves': 'solution-provided',
    'admin-replies': 'in-progress',
    close: 'closed',
  },
  'solution-provided': {
    'operator-answers': 'solution-provided',
    'operator-asks': 'action-required',
    'operator-solves': 'solution-provided',
    'admin-replies': 'in-progress',
    close: 'closed',
  },
  closed: { reopen: 'in-progress' },
};

/** The stage after a step; undefined where the step is not possible (anything but reopening a closed ticket, reopening an open one). */
export function stageAfter(stage: TicketStage, step: TicketStep): TicketStage | undefined {
  return NEXT[stage][step];
}

/** Whose move it is. */
export function waitsFor(stage: TicketStage): 'operator' | 'admin' | 'nobody' {
  if (stage === 'closed') return 'nobody';
  return stage === 'new' || stage === 'in-progress' ? 'operator' : 'admin';
}

/** Why a ticket cannot be closed this way; undefined when it can. An outage solved it only if one is tied and over. */
export function closingObstacle(
  kind: ResolutionKind,
  tied: readonly { readonly endedAt: number | null }[],
): 'no-outage-tied' | 'outage-not-over' | undefined {
  if (kind !== 'outage-solved') return undefined;
  if (tied.length === 0) return 'no-outage-tied';
  return tied.every((outage) => outage.endedAt !== null) ? undefined : 'outage-not-over';
}

/** How a stage is marked for a side: what waits for its own move stands out. */
export function stageTone(stage: TicketStage, side: 'desk' | 'organization'): 'waiting' | 'active' | 'yours' | 'done' {
  if (stage === 'closed') return 'done';
  const mover = waitsFor(stage) === 'operator' ? 'desk' : 'organization';
  if (mover === side) return 'yours';
  return stage === 'new' ? 'waiting' : 'active';
}
