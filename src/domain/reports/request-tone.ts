import type { ReportRequestStage } from '#domain/words';

/** How the stage of a request is marked. */
export function requestTone(stage: ReportRequestStage): 'waiting' | 'done' | 'refused' {
  if (stage === 'submitted') return 'waiting';
  return stage === 'published' ? 'done' : 'refused';
}
