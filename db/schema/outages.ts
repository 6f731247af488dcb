import type { Generated } from 'kysely';
import type { UnseenEnd } from '#domain/watching/automatic-text';
import type { OutageSource, OutageState, SpanKind } from '#domain/words';

export interface OutageTable {
  id: string;
  serviceId: string;
  checkId: string | null;
  source: OutageSource;
  provider: string | null;
  externalId: string | null;
  incidentId: string | null;
  state: OutageState;
  startedAt: number;
  endedAt: number | null;
  revision: number;
  retractedAt: number | null;
  createdAt: number;
  updatedAt: number;
  keptUntil: number | null;
  explainedBy: string | null;
  /** 1 where it ended because its checks no longer looked: nobody saw the service recover. */
  endedUnwatched: Generated<number>;
}

export interface OutagePhaseTable {
  outageId: string;
  seq: number;
  startedAt: number;
  endedAt: number | null;
  state: OutageState;
  surfaces: string;
  locations: string;
  sharePpm: number | null;
}

export interface CheckSpanTable {
  checkId: string;
  kind: SpanKind;
  startedAt: number;
  endedAt: number | null;
  takenBackAt: number | null;
}

export interface OutageRevisionTable {
  outageId: string;
  revision: number;
  at: number;
  actorName: string;
  reason: string;
  snapshot: string;
}

export interface OutageAlertTable {
  outageId: string;
  kind: 'started' | 'ended';
  /** As what it is told. */
  state: Generated<OutageState>;
  at: number;
  toldAt: number | null;
  /** Of `started`, where the end was not told because the service flaps: when it is, if the service has stayed well until then. */
  withheldUntil: Generated<number | null>;
  /** Of `started`: as what operators know it; null while they know nothing of it, or that it is over. */
  knownAs: Generated<OutageState | null>;
  /** Of `ended`: why, where nobody saw the service recover. */
  lastWord: Generated<UnseenEnd | null>;
}
