import { dependentsOf, needsOf } from '#domain/watching/dependencies';
import { ONE_EVENT_MS } from '#domain/watching/join-incident';
import type { Db } from '../connect.ts';
import { listDependencies } from './dependencies.ts';

export interface Explanation {
  readonly outageId: string;
  readonly serviceId: string;
  readonly incidentId: string | null;
}

interface AskedOutage {
  readonly serviceId: string;
  readonly startedAt: number;
}

/** The outage of a service this one needs that was there when its own began, the nearest first; one may begin a little later. */
export async function findExplanation(db: Db, { serviceId, startedAt }: AskedOutage): Promise<Explanation | undefined> {
  const needs = needsOf(serviceId, await listDependencies(db));
  if (needs.length === 0) return undefined;
  const outages = await db
    .selectFrom('outage')
    .select(['id as outageId', 'serviceId', 'incidentId'])
    .where('serviceId', 'in', needs)
    .where('retractedAt', 'is', null)
    .where('startedAt', '<=', startedAt + ONE_EVENT_MS)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>', startedAt)]))
    .orderBy('startedAt')
    .orderBy('id')
    .execute();
  return outages.toSorted((a, b) => needs.indexOf(a.serviceId) - needs.indexOf(b.serviceId))[0];
}

/** Measured outages of services that need this one, not explained so far, that are open and began about when its own did. */
export async function listUnexplainedDependents(db: Db, { serviceId, startedAt }: AskedOutage): Promise<Explanation[]> {
  const dependents = dependentsOf(serviceId, await listDependencies(db));
  if (dependents.length === 0) return [];
  return db
    .selectFrom('outage')
    .select(['id as outageId', 'serviceId', 'incidentId'])
    .where('serviceId', 'in', dependents)
    .where('source', '=', 'measured')
    .where('endedAt', 'is', null)
    .where('retractedAt', 'is', null)
    .where('explainedBy', 'is', null)
    .where('startedAt', '>=', startedAt - ONE_EVENT_MS)
    .orderBy('id')
    .execute();
}
