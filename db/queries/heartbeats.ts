import type { Selectable } from 'kysely';
import { absencesSince, unconfirmedSince } from '#domain/heartbeats/absences';
import type { HeartbeatReading } from '#domain/heartbeats/judge-heartbeat';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import type { HeartbeatCallTable, HeartbeatTable } from '../schema/heartbeats.ts';

/** What a job said so far; the token of its address is not known to anybody here. */
export type Heartbeat = Omit<Selectable<HeartbeatTable>, 'tokenHash'>;

/** What the jobs of the checks last said, with the times in which nobody could have called us. */
export async function listHeartbeatReadings(
  db: Db,
  checkIds: readonly string[],
  now: Instant,
): Promise<Map<string, HeartbeatReading>> {
  if (checkIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('heartbeat')
    .selectAll()
    .where('checkId', 'in', [...checkIds])
    .execute();
  const since = rows.map((row) => Math.min(row.unfinishedSince ?? now, row.lastCallAt ?? now));
  const spans = await listListeningSpans(db, Math.min(now, ...since));
  const unconfirmed = unconfirmedSince(now, spans);
  return new Map(
    rows.map(({ checkId, ...run }, index) => {
      const absences = absencesSince(since[index] ?? now, now, spans);
      return [checkId, { readAt: now, run, absences, unconfirmedSince: unconfirmed }] as const;
    }),
  );
}

function listListeningSpans(db: Db, since: Instant) {
  return db
    .selectFrom('listeningSpan')
    .select(['kind', 'startedAt', 'seenAt'])
    .where('seenAt', '>=', since)
    .orderBy('startedAt')
    .execute();
}

/** The heartbeat of a check; undefined while it has no address. */
export async function findHeartbeat(db: Db, checkId: string): Promise<Heartbeat | undefined> {
  const row = await db.selectFrom('heartbeat').selectAll().where('checkId', '=', checkId).executeTakeFirst();
  if (!row) return undefined;
  const { tokenHash: _, ...heartbeat } = row;
  return heartbeat;
}

/** The newest calls of a job, newest first. */
export async function listHeartbeatCalls(
  db: Db,
  checkId: string,
  limit: number,
): Promise<Selectable<HeartbeatCallTable>[]> {
  return db
    .selectFrom('heartbeatCall')
    .selectAll()
    .where('checkId', '=', checkId)
    .orderBy('no', 'desc')
    .limit(limit)
    .execute();
}
