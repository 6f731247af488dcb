import type { Selectable } from 'kysely';
import type { Interval } from '#domain/interval';
import type { LatencySample, SlowRule } from '#domain/watching/judge-latency';
import type { Db } from '../connect.ts';
import type { HealthCheckTable, MeasurementGapTable } from '../schema/watching.ts';

/** A check as it is stored; `target` is JSON whose shape belongs to the probe of its kind. */
export type HealthCheck = Selectable<HealthCheckTable>;
export type MeasurementGap = Pick<Selectable<MeasurementGapTable>, 'checkId' | 'startedAt' | 'endedAt'>;

/** Checks in use of the services, paused ones included. */
export async function listChecks(db: Db, serviceIds: readonly string[]): Promise<HealthCheck[]> {
  if (serviceIds.length === 0) return [];
  return db
    .selectFrom('healthCheck')
    .selectAll()
    .where('serviceId', 'in', serviceIds)
    .where('archivedAt', 'is', null)
    .orderBy('no')
    .execute();
}

/** Checks of the services that were deleted after an instant. */
export async function listFormerChecks(db: Db, serviceIds: readonly string[], since: number): Promise<HealthCheck[]> {
  if (serviceIds.length === 0) return [];
  return db
    .selectFrom('healthCheck')
    .selectAll()
    .where('serviceId', 'in', serviceIds)
    .where('archivedAt', '>', since)
    .orderBy('no')
    .execute();
}

/** Spans that overlap the window in which checks of the services could not see them, in no order: there may be many. */
export async function listMeasurementGaps(
  db: Db,
  serviceIds: readonly string[],
  window: Interval,
): Promise<MeasurementGap[]> {
  if (serviceIds.length === 0) return [];
  const begun = db
    .selectFrom('measurementGap')
    .select(['checkId', 'startedAt', 'endedAt'])
    .where('serviceId', 'in', serviceIds)
    // Not by the index of starts: all that ever began before the window ends would be looked at.
    .where((eb) => eb(eb('startedAt', '+', eb.lit(0)), '<', window.endedAt));
  return begun
    .where('endedAt', '>', window.startedAt)
    .unionAll(begun.where('endedAt', 'is', null))
    .execute();
}

/** When slow answers make a check slow; null where they never do. */
export function slowRuleOf({ slowRule }: Pick<HealthCheck, 'slowRule'>): SlowRule | null {
  return slowRule === null ? null : JSON.parse(slowRule);
}

/** Samples of one check from an instant on, in order of time. */
export async function listLatencies(
  db: Db,
  { no, since }: { readonly no: number; readonly since: number },
): Promise<LatencySample[]> {
  return db
    .selectFrom('sample')
    .select(['at', 'latencyMs'])
    .where('checkNo', '=', no)
    .where('at', '>=', since)
    .orderBy('at')
    .execute();
}

/** The first answer in time after the last slow one of a time. */
export async function findFirstInTime(
  db: Db,
  asked: { readonly no: number; readonly overMs: number; readonly since: number; readonly until: number },
): Promise<number | null> {
  const answers = db
    .selectFrom('sample')
    .where('checkNo', '=', asked.no)
    .where('at', '>=', asked.since)
    .where('at', '<=', asked.until);
  const slow = await answers
    .select((eb) => eb.fn.max<number | null>('at').as('at'))
    .where('latencyMs', '>', asked.overMs)
    .executeTakeFirst();
  const first = await answers
    .select((eb) => eb.fn.min<number | null>('at').as('at'))
    .where('latencyMs', 'is not', null)
    .where('at', '>', slow?.at ?? asked.since - 1)
    .executeTakeFirst();
  return first?.at ?? null;
}

/** The first slow answer after the last one in time, or of all where none was. */
export async function findFirstSlow(
  db: Db,
  asked: { readonly no: number; readonly overMs: number; readonly since: number; readonly until: number },
): Promise<number | null> {
  const answers = db.selectFrom('sample').select('at').where('checkNo', '=', asked.no).where('at', '<=', asked.until);
  const inTime = await answers
    .where('at', '>=', asked.since)
    .where('latencyMs', '<=', asked.overMs)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const first = await answers
    .where('at', '>', inTime?.at ?? asked.since - 1)
    .where('latencyMs', '>', asked.overMs)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst();
  return first?.at ?? null;
}

/** The times in which a check saw nothing and that ended after `since`, up to `until`. */
export function listEndedGaps(
  db: Db,
  { check, since, until }: { readonly check: HealthCheck; readonly since: number; readonly until: number },
): Promise<{ readonly startedAt: number; readonly endedAt: number | null }[]> {
  return db
    .selectFrom('measurementGap')
    .select(['startedAt', 'endedAt'])
    .where('serviceId', '=', check.serviceId)
    .where('checkId', '=', check.id)
    .where('endedAt', '>', since)
    .where('endedAt', '<=', until)
    .orderBy('startedAt')
    .execute();
}
