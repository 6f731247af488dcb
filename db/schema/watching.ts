import type { Generated } from 'kysely';
import type {
  BelowRule,
  DownWhen,
  IncidentMode,
  OutageState,
  PolledFrom,
  SampleState,
  Surface,
  Visibility,
} from '#domain/words';

export interface ServiceGroupTable {
  id: string;
  slug: string;
  names: string;
  position: number;
}

export interface ServiceTable {
  id: string;
  slug: string;
  names: string;
  descriptions: string;
  groupId: string | null;
  position: number;
  visibility: Visibility;
  incidentMode: IncidentMode;
  holdMinutes: number;
  provider: string | null;
  providerKey: string | null;
  origin: Generated<'catalogue' | 'console'>;
  createdAt: number;
  archivedAt: number | null;
  /** Counts the changes a person or the catalogue made. */
  revision: Generated<number>;
  downWhen: Generated<DownWhen>;
  downCount: Generated<number>;
  otherwise: Generated<BelowRule>;
  flapMs: Generated<number>;
}

export interface ServiceDependencyTable {
  serviceId: string;
  needsId: string;
}

export interface ServiceOrganizationTable {
  serviceId: string;
  organizationId: string;
}

export interface HealthCheckTable {
  id: string;
  no: number;
  serviceId: string;
  slug: string;
  name: string;
  kind: string;
  target: string;
  intervalMs: number;
  timeoutMs: number;
  surface: Surface;
  impact: OutageState;
  failAfter: number;
  recoverAfter: number;
  origin: 'catalogue' | 'console';
  pausedAt: number | null;
  archivedAt: number | null;
  state: SampleState;
  stateSince: number;
  failureCount: number;
  successCount: number;
  firstFailureAt: number | null;
  firstSuccessAt: number | null;
  lastSampleAt: number | null;
  lastUpAt: number | null;
  /** The first good answer to what is asked now. */
  firstUpAt: number | null;
  /** Of a failing check: since when nobody saw whether it goes on. */
  blindSince: number | null;
  lastCause: string | null;
  lastDetail: string | null;
  lastLatencyMs: number | null;
  nextDueAt: number;
  leaseToken: string | null;
  leaseUntil: number | null;
  leaseWorkerId: string | null;
  createdAt: number;
  /** Sealed passwords and tokens of the target, by their place in it: JSON. */
  secrets: string | null;
  pauseReason: string | null;
  /** Counts the changes a person or the catalogue made. */
  revision: Generated<number>;
  recheckMs: Generated<number>;
  slowRule: string | null;
  slowSince: number | null;
  /** Phases of the last run from here: JSON. */
  lastTimings: string | null;
  polledFrom: Generated<PolledFrom>;
  agreeCount: number | null;
  agreedFrom: number | null;
  /** Since when it is run at this interval and deadline; null: from the beginning. */
  rhythmSince: number | null;
  /** How long a look from before then counted. */
  patienceBeforeMs: number | null;
}

export interface PollWorkerTable {
  id: string;
  aliveUntil: number;
}

export interface SampleTable {
  checkNo: number;
  at: number;
  state: SampleState;
  latencyMs: number | null;
}

export interface MeasurementGapTable {
  id: string;
  checkId: string;
  serviceId: string;
  startedAt: number;
  endedAt: number | null;
  cause: string;
}

export interface UnansweredCheckTable {
  checkId: string;
  notedAt: number;
  toldAt: number | null;
}

export interface FeedSourceTable {
  id: string;
  kind: string;
  provider: string;
  url: string;
  intervalMs: number;
  nextDueAt: number;
  etag: string | null;
  lastModified: string | null;
  firstSuccessAt: number | null;
  lastSuccessAt: number | null;
  lastAttemptAt: number | null;
  lastError: string | null;
  failureCount: number;
  leaseToken: string | null;
  leaseUntil: number | null;
  lastReport: string | null;
}
