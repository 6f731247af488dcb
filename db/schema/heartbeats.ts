import type { HeartbeatEvent, HeartbeatOutcome } from '#domain/heartbeats/heartbeat-call';

export interface HeartbeatTable {
  checkId: string;
  tokenHash: string;
  addressMadeAt: number;
  callCount: number;
  lastCallAt: number | null;
  startedAt: number | null;
  unfinishedSince: number | null;
  finishedAt: number | null;
  outcome: HeartbeatOutcome | null;
  exitCode: number | null;
  durationMs: number | null;
  message: string | null;
}

export interface HeartbeatCallTable {
  checkId: string;
  no: number;
  at: number;
  event: HeartbeatEvent;
  exitCode: number | null;
  durationMs: number | null;
  message: string | null;
}

export interface ListeningSpanTable {
  id: string;
  kind: 'listening' | 'cut-off';
  startedAt: number;
  seenAt: number;
}
