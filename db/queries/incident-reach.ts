import { coverageOf } from '#domain/sla/coverage';
import type { PolicyTerms } from '#domain/sla/policy';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';

/** A stretch in which an incident touched a service. */
export interface Hit {
  readonly serviceId: string;
  readonly startedAt: Instant;
  /** null while it lasts. */
  readonly endedAt: Instant | null;
}

export interface ReachedIncident {
  readonly id: string;
  readonly title: string | null;
  readonly startedAt: Instant;
  readonly resolvedAt: Instant | null;
  readonly hits: readonly Hit[];
}

/** An incident with the services it took and when: by its outages, or as a whole where none is recorded. */
export async function findIncidentReach(db: Db, incidentId: string): Promise<ReachedIncident | undefined> {
  const incident = await db
    .selectFrom('incident')
    .select(['id', 'title', 'startedAt', 'resolvedAt', 'impact'])
    .where('id', '=', incidentId)
    .executeTakeFirst();
  if (!incident) return undefined;
  const { impact, ...told } = incident;
  const outages = await db
    .selectFrom('outage')
    .select(['serviceId', 'startedAt', 'endedAt'])
    .where('incidentId', '=', incidentId)
    .where('retractedAt', 'is', null)
    .orderBy('startedAt')
    .execute();
  if (outages.length > 0 || impact === 'none') return { ...told, hits: outages };
  const services = await db
    .selectFrom('incidentService')
    .select('serviceId')
    .where('incidentId', '=', incidentId)
    .execute();
  const span = { startedAt: incident.startedAt, endedAt: incident.resolvedAt };
  return { ...told, hits: services.map(({ serviceId }) => ({ serviceId, ...span })) };
}

/** The latest incidents that took a contracted service, with how many contracts cover one under terms that promise something for it. */
export async function listReachingIncidents(
  db: Db,
  page: { readonly limit: number; readonly before?: { readonly startedAt: Instant; readonly id: string } },
) {
  const { limit, before } = page;
  const idle = await listPairsNotCovered(db);
  let query = db
    .selectFrom('incident')
    .select(['incident.id', 'incident.title', 'incident.startedAt', 'incident.resolvedAt'])
    .select((eb) =>
      eb
        .selectFrom('contractService as covers')
        .innerJoin('contract', 'contract.id', 'covers.contractId')
        .innerJoin('incidentService as touched', 'touched.serviceId', 'covers.serviceId')
        .select((inner) => inner.fn.count<number>('contract.id').distinct().as('count'))
        .whereRef('touched.incidentId', '=', 'incident.id')
        .$if(idle.length > 0, (covers) =>
          covers.where((inner) =>
            inner.not(
              inner.or(
                idle.map(({ policyId, serviceIds }) =>
                  inner.and([inner('contract.policyId', '=', policyId), inner('covers.serviceId', 'in', serviceIds)]),
                ),
              ),
            ),
          ),
        )
        .where((inner) =>
          inner.or([
            inner('incident.resolvedAt', 'is', null),
            inner('contract.startsAt', '<', inner.ref('incident.resolvedAt')),
          ]),
        )
        .where((inner) =>
          inner.or([
            inner('contract.endsAt', 'is', null),
            inner('contract.endsAt', '>', inner.ref('incident.startedAt')),
          ]),
        )
        .as('contracts'),
    )
    .where('incident.impact', '<>', 'none')
    .orderBy('incident.startedAt', 'desc')
    .orderBy('incident.id', 'desc')
    .limit(limit);
  if (before) {
    query = query.where((eb) =>
      eb.or([
        eb('incident.startedAt', '<', before.startedAt),
        eb.and([eb('incident.startedAt', '=', before.startedAt), eb('incident.id', '<', before.id)]),
      ]),
    );
  }
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, contracts: Number(row.contracts ?? 0) }));
}

/** The services that stand in contracts although their policy promises nothing for them, by policy version. */
async function listPairsNotCovered(db: Db): Promise<{ policyId: string; serviceIds: string[] }[]> {
  const pairs = await db
    .selectFrom('contractService as covers')
    .innerJoin('contract', 'contract.id', 'covers.contractId')
    .innerJoin('service', 'service.id', 'covers.serviceId')
    .select(['contract.policyId', 'covers.serviceId', 'service.names', 'service.slug'])
    .distinct()
    .execute();
  const policies = await db.selectFrom('slaPolicy').select(['id', 'terms']).execute();
  const rules = new Map(policies.map(({ id, terms }) => [id, (JSON.parse(terms) as PolicyTerms).services]));
  const idle = pairs.filter(({ policyId, names, slug }) => {
    const rule = rules.get(policyId);
    return rule !== undefined && coverageOf(rule, JSON.parse(names).en ?? slug).kind === 'not-covered';
  });
  return [...Map.groupBy(idle, ({ policyId }) => policyId)].map(([policyId, own]) => ({
    policyId,
    serviceIds: own.map(({ serviceId }) => serviceId),
  }));
}
