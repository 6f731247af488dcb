import type { Generated } from 'kysely';
import type { PlaceSpanKind, SampleState } from '#domain/words';

export interface PlaceTable {
  id: string;
  no: number;
  slug: string;
  name: string;
  tokenHash: string | null;
  tokenMadeAt: number | null;
  lastSeenAt: number | null;
  agentVersion: string | null;
  clockOffsetMs: number | null;
  /** Results the agent still holds back, as it last said. */
  waiting: number | null;
  pausedAt: number | null;
  removedAt: number | null;
  createdAt: number;
  revision: Generated<number>;
}

export interface CheckPlaceTable {
  checkId: string;
  placeId: string;
  /** Results from before do not count. */
  since: number;
  state: SampleState;
  stateSince: number;
  failureCount: number;
  successCount: number;
  firstFailureAt: number | null;
  firstSuccessAt: number | null;
  lastSampleAt: number | null;
  lastUpAt: number | null;
  /** The first good answer from there to what is asked now. */
  firstUpAt: number | null;
  /** Of a failing check: since when nobody saw from there whether it goes on. */
  blindSince: number | null;
  lastCause: string | null;
  lastDetail: string | null;
  lastLatencyMs: number | null;
}

export interface PlaceSampleTable {
  checkNo: number;
  placeNo: number;
  at: number;
  state: SampleState;
  latencyMs: number | null;
}

export interface PlaceSpanTable {
  checkId: string;
  placeId: string;
  kind: PlaceSpanKind;
  startedAt: number;
  endedAt: number | null;
  /** Of a blind one. */
  cause: string | null;
}
