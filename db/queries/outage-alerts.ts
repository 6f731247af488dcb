import type { Db } from '#db/connect';
import type { Names } from '#domain/notice-payload';
import { DAY_MS } from '#domain/time';
import type { EarlierOutage } from '#domain/watching/alarm-hold';
import type { UnseenEnd } from '#domain/watching/automatic-text';
import { ONE_EVENT_MS } from '#domain/watching/join-incident';
import type { OutageState } from '#domain/words';

export interface OutageAlertFacts {
  readonly outageId: string;
  readonly serviceId: string;
  readonly kind: 'started' | 'ended';
  readonly at: number;
  readonly serviceNames: Names;
  readonly incidentId: string | null;
  readonly state: OutageState;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly lastWord: UnseenEnd | null;
  /** What the failing check saw last. */
  readonly cause: string | null;
}

/** What operators are still to be told of outages, in the order in which it happened. */
export async function listUntoldAlerts(db: Db): Promise<OutageAlertFacts[]> {
  const rows = await db
    .selectFrom('outageAlert')
    .innerJoin('outage', 'outage.id', 'outageAlert.outageId')
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .leftJoin('healthCheck', 'healthCheck.id', 'outage.checkId')
    .select(['outageAlert.outageId', 'outageAlert.kind', 'outageAlert.at', 'service.names', 'outage.incidentId'])
    .select('outage.serviceId')
    .select([
      'outageAlert.state',
      'outage.startedAt',
      'outage.endedAt',
      'outageAlert.lastWord',
      'healthCheck.lastDetail',
      'healthCheck.lastCause',
    ])
    .where('outageAlert.toldAt', 'is', null)
    .orderBy('outageAlert.at')
    .orderBy('service.position')
    .orderBy('outageAlert.kind', 'desc')
    .execute();
  return rows.map(({ names, lastDetail, lastCause, ...alert }) => ({
    ...alert,
    serviceNames: JSON.parse(names),
    cause: lastDetail ?? lastCause,
  }));
}

export interface OutageAlert {
  readonly kind: 'started' | 'ended';
  readonly state: OutageState;
  readonly toldAt: number | null;
  readonly knownAs: OutageState | null;
}

export function listAlerts(db: Db, outageId: string): Promise<OutageAlert[]> {
  return db
    .selectFrom('outageAlert')
    .select(['kind', 'state', 'toldAt', 'knownAs'])
    .where('outageId', '=', outageId)
    .execute();
}

/** Measured outages of a service before one of its own, those of a day at most: flapping that is older is another one. */
export function listEarlierOutages(
  db: Db,
  { serviceId, startedAt }: { readonly serviceId: string; readonly startedAt: number },
): Promise<EarlierOutage[]> {
  return db
    .selectFrom('outage')
    .leftJoin('outageAlert', (join) =>
      join.onRef('outageAlert.outageId', '=', 'outage.id').on('outageAlert.kind', '=', 'started'),
    )
    .select(['outage.startedAt', 'outage.endedAt', 'outage.endedUnwatched', 'outageAlert.state as toldAs'])
    .where('serviceId', '=', serviceId)
    .where('source', '=', 'measured')
    .where('retractedAt', 'is', null)
    .where('outage.startedAt', '<', startedAt)
    .where('outage.startedAt', '>=', startedAt - DAY_MS)
    .execute();
}

/**
 * Open measured outages outside maintenance that operators were not told of, or as less than they are by now; none that another
 * one explains, unless that is a provider's and this one lasts.
 */
export async function listUntoldOpenOutages(db: Db, now: number): Promise<string[]> {
  const rows = await db
    .selectFrom('outage')
    .leftJoin('outageAlert', (join) =>
      join.onRef('outageAlert.outageId', '=', 'outage.id').on('outageAlert.kind', '=', 'started'),
    )
    .leftJoin('outage as cause', 'cause.id', 'outage.explainedBy')
    .select('outage.id')
    .where('outage.source', '=', 'measured')
    .where('outage.endedAt', 'is', null)
    .where('outage.retractedAt', 'is', null)
    .where('outage.incidentId', 'is not', null)
    .where((eb) =>
      eb.or([
        eb('cause.id', 'is', null),
        eb.and([eb('cause.source', '=', 'provider'), eb('outage.startedAt', '<=', now - ONE_EVENT_MS)]),
      ]),
    )
    .where((eb) =>
      eb.or([
        eb('outageAlert.state', 'is', null),
        eb.and([eb('outageAlert.state', '=', 'degraded'), eb('outage.state', '=', 'down')]),
      ]),
    )
    .execute();
  // Not by the database: for the order it would look at all outages that ever were.
  return rows.map(({ id }) => id).toSorted();
}

/** Since when an outage is as bad as it is told. */
export async function findStateStart(
  db: Db,
  { outageId, state }: { readonly outageId: string; readonly state: OutageState },
): Promise<number | undefined> {
  const row = await db
    .selectFrom('outagePhase')
    .select('startedAt')
    .where('outageId', '=', outageId)
    .where('state', '=', state)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return row?.startedAt;
}

/** The last of the outages of a service that operators heard of, if it was not called over to them. */
export async function findWithheldEnd(
  db: Db,
  outages: readonly { readonly id: string }[],
): Promise<string | undefined> {
  const ids = outages.map(({ id }) => id);
  const alerts = await db
    .selectFrom('outageAlert')
    .innerJoin('outage', 'outage.id', 'outageAlert.outageId')
    .select(['outageAlert.outageId', 'outageAlert.kind'])
    .where('outageAlert.outageId', 'in', ids)
    .orderBy('outage.startedAt', 'desc')
    .orderBy('outage.id', 'desc')
    .execute();
  const last = alerts[0]?.outageId;
  return alerts.some(({ outageId, kind }) => outageId === last && kind === 'ended') ? undefined : last;
}

export interface WithheldEnd {
  readonly outageId: string;
  readonly serviceId: string;
  readonly startedAt: number;
  readonly flapMs: number;
}

/** Outages whose end was withheld from operators until now. */
export function listWithheldEnds(db: Db, now: number): Promise<WithheldEnd[]> {
  return db
    .selectFrom('outageAlert')
    .innerJoin('outage', 'outage.id', 'outageAlert.outageId')
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .select(['outageId', 'serviceId', 'startedAt', 'flapMs'])
    .where('withheldUntil', '<=', now)
    .orderBy('serviceId')
    .execute();
}

/** When the check that had seen an outage looked again, where it saw nothing from the end of that on. */
export async function findNextLook(db: Db, { outageId }: { readonly outageId: string }): Promise<number | null> {
  const row = await db
    .selectFrom('outage')
    .innerJoin('measurementGap', (join) =>
      join
        .onRef('measurementGap.serviceId', '=', 'outage.serviceId')
        .onRef('measurementGap.checkId', '=', 'outage.checkId'),
    )
    .select('measurementGap.endedAt')
    .where('outage.id', '=', outageId)
    .whereRef('measurementGap.startedAt', '<=', 'outage.endedAt')
    .whereRef('measurementGap.endedAt', '>', 'outage.endedAt')
    .executeTakeFirst();
  return row?.endedAt ?? null;
}
