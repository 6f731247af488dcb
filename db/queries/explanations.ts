import { dependentsOf, needsOf } from '#domain/watching/dependencies';
import { ONE_EVENT_MS } from '#domain/watching/join-incident';
import { OUTAGE_STATES, type OutageState } from '#domain/words';
import type { Db } from '../connect.ts';
import { listDependencies } from './dependencies.ts';

export interface Explanation {
  readonly outageId: string;
  readonly serviceId: string;
  readonly incidentId: string | null;
}

export interface DependentOutage extends Explanation {
  readonly state: OutageState;
}

interface AskedOutage {
  readonly serviceId: string;
  readonly state: OutageState;
  readonly startedAt: number;
}

/** The outage of a service this one needs that was there when its own began, the nearest first; one may begin a little later. */
export async function findExplanation(
  db: Db,
  { serviceId, startedAt, state }: AskedOutage,
): Promise<Explanation | undefined> {
  const needs = needsOf(serviceId, await listDependencies(db));
  if (needs.length === 0) return undefined;
  const outages = await db
    .selectFrom('outage')
    .select(['id as outageId', 'serviceId', 'incidentId'])
    .where('serviceId', 'in', needs)
    .where('state', 'in', asBadAs(state))
    .where('retractedAt', 'is', null)
    .where('startedAt', '<=', startedAt + ONE_EVENT_MS)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>', startedAt)]))
    .orderBy('startedAt')
    .orderBy('id')
    .execute();
  return outages.toSorted((a, b) => needs.indexOf(a.serviceId) - needs.indexOf(b.serviceId))[0];
}

/** Measured outages of services that need this one, not explained so far, that are open and began about when its own did. */
export async function listUnexplainedDependents(
  db: Db,
  { serviceId, startedAt, state }: AskedOutage,
): Promise<DependentOutage[]> {
  const dependents = dependentsOf(serviceId, await listDependencies(db));
  if (dependents.length === 0) return [];
  return db
    .selectFrom('outage')
    .select(['id as outageId', 'serviceId', 'incidentId', 'state'])
    .where('serviceId', 'in', dependents)
    .where('source', '=', 'measured')
    .where('endedAt', 'is', null)
    .where('retractedAt', 'is', null)
    .where('explainedBy', 'is', null)
    .$if(state === 'degraded', (query) => query.where('state', '=', 'degraded'))
    .where('startedAt', '>=', startedAt - ONE_EVENT_MS)
    .orderBy('id')
    .execute();
}

export interface OutlastingOutage {
  readonly outageId: string;
  /** Another outage that is open and explains it; null: none does. */
  readonly explainedBy: string | null;
}

/** Measured outages that last although what explained them is over for longer than one event takes, or that became worse than it. */
export async function listOutlastingOutages(db: Db, now: number): Promise<OutlastingOutage[]> {
  const rows = await db
    .selectFrom('outage')
    .innerJoin('outage as cause', 'cause.id', 'outage.explainedBy')
    .select(['outage.id as outageId', 'outage.serviceId', 'outage.state'])
    .where('outage.source', '=', 'measured')
    .where('outage.endedAt', 'is', null)
    .where('outage.retractedAt', 'is', null)
    .where((eb) =>
      eb.or([
        eb('cause.endedAt', '<=', now - ONE_EVENT_MS),
        eb.and([eb('outage.state', '=', 'down'), eb('cause.state', '=', 'degraded')]),
      ]),
    )
    .execute();
  if (rows.length === 0) return [];
  const dependencies = await listDependencies(db);
  const found: OutlastingOutage[] = [];
  // Not by the database: for the order it would look at all outages that ever were.
  for (const { outageId, serviceId, state } of rows.toSorted((a, b) => (a.outageId < b.outageId ? -1 : 1))) {
    const explainedBy = await findOpenOutageOf(db, { serviceIds: needsOf(serviceId, dependencies), state });
    found.push({ outageId, explainedBy });
  }
  return found;
}

async function findOpenOutageOf(
  db: Db,
  { serviceIds, state }: { readonly serviceIds: readonly string[]; readonly state: OutageState },
): Promise<string | null> {
  if (serviceIds.length === 0) return null;
  const row = await db
    .selectFrom('outage')
    .select('id')
    .where('serviceId', 'in', [...serviceIds])
    .where('state', 'in', asBadAs(state))
    .where('endedAt', 'is', null)
    .where('retractedAt', 'is', null)
    .orderBy('startedAt')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** What is less bad explains nothing: of a service that is down operators hear also while what it needs is merely degraded. */
function asBadAs(state: OutageState): OutageState[] {
  return OUTAGE_STATES.slice(OUTAGE_STATES.indexOf(state));
}
