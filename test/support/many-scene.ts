import { randomUUIDv7 } from 'node:crypto';
import type { Db } from '#db/connect';
import type { PolicyTerms } from '#domain/sla/policy';
import { HOUR_MS } from '#domain/time';
import type { Direction } from '#domain/words';
import { daysTerms, OCTOBER } from './credits.ts';
import { addCheck, addContract, addIncident, addOutage, addService } from './rows.ts';

export interface ManyScene {
  readonly incidentId: string;
  readonly serviceId: string;
  /** By the name of their policy, in the order they were made. */
  readonly contracts: Readonly<Record<PolicyName, readonly string[]>>;
}

export type PolicyName = 'days' | 'shares' | 'lenient' | 'unsure' | 'automatic' | 'provider';

const claim = { automatic: false, readings: [{ anchor: 'window-end', days: 60, count: null }], evidence: [] } as const;

/** What each policy makes of an hour of outage in October: 3 days, a tenth, nothing, up to 3 days, 3 days unasked, 3 days from Google. */
export const POLICIES: Readonly<Record<PolicyName, PolicyTerms>> = {
  days: daysTerms({ claim }),
  shares: daysTerms({
    claim,
    tiers: [{ below: '99.9', inclusive: false, credit: '10', floor: null }],
    credit: { unit: 'percent', feeBase: 'service-month', minimum: null },
    cap: null,
  }),
  lenient: daysTerms({ claim, target: '99.0', tiers: [{ below: '99.0', inclusive: false, credit: '3', floor: null }] }),
  unsure: daysTerms({ claim, downtime: { ...daysTerms().downtime, states: [] } }),
  automatic: daysTerms({ claim: { automatic: true, readings: [], evidence: [] } }),
  provider: daysTerms({ claim }),
};

export interface SceneInput {
  readonly counts: Readonly<Partial<Record<PolicyName, number>>>;
  /** Whose contracts these are; a made-up one each unless given. */
  readonly organizationIds?: readonly string[];
  readonly startedAt?: number;
}

/** One hour without Gmail in October 2026, and contracts of several policies that cover it. */
export async function addManyScene(db: Db, { counts, organizationIds, startedAt }: SceneInput): Promise<ManyScene> {
  const serviceId = await addService(db, { names: JSON.stringify({ en: 'Gmail', fr: 'Gmail' }) });
  await addCheck(db, serviceId, { createdAt: Date.parse('2026-01-01T00:00:00Z') });
  const begin = startedAt ?? OCTOBER + 5 * 24 * HOUR_MS;
  const end = begin + HOUR_MS;
  const incidentId = await addIncident(db, [serviceId], {
    title: 'Gmail cannot be reached',
    startedAt: begin,
    resolvedAt: end,
    stage: 'resolved',
  });
  await addOutage(db, serviceId, { source: 'declared', startedAt: begin, endedAt: end, incidentId });
  const contracts: Record<PolicyName, string[]> = {
    days: [],
    shares: [],
    lenient: [],
    unsure: [],
    automatic: [],
    provider: [],
  };
  let serial = 0;
  for (const name of Object.keys(contracts) as PolicyName[]) {
    const policyId = await addPolicy(db, name);
    for (let made = 0; made < (counts[name] ?? 0); made += 1) {
      const organizationId = organizationIds?.[serial % organizationIds.length] ?? randomUUIDv7();
      serial += 1;
      const direction: Direction = name === 'provider' ? 'owed-to-us' : 'we-owe';
      const counterparty = direction === 'we-owe' ? `Customer ${serial} Ltd` : 'Google';
      contracts[name].push(
        await addContract(db, organizationId, [serviceId], {
          policyId,
          direction,
          counterparty,
          feeMinor: 30_000,
          currency: 'EUR',
          billingPlan: 'monthly',
        }),
      );
    }
  }
  return { incidentId, serviceId, contracts };
}

async function addPolicy(db: Db, name: PolicyName): Promise<string> {
  const id = randomUUIDv7();
  await db
    .insertInto('slaPolicy')
    .values({
      id,
      key: `${name}-${id.slice(-12)}`,
      version: 1,
      effectiveFrom: '2020-01-01',
      name: `Terms: ${name}`,
      terms: JSON.stringify(POLICIES[name]),
      createdAt: 0,
    })
    .execute();
  return id;
}

/** A finished step that made these claims against providers. */
export async function addAskStep(
  db: Db,
  { incidentId, claims }: { readonly incidentId: string; readonly claims: readonly number[] },
): Promise<string> {
  const [id, at] = [randomUUIDv7(), Date.now()];
  const by = { preparedBy: 'op', preparedByName: 'Op', confirmedBy: 'op', confirmedByName: 'Op' };
  const times = { preparedAt: at, confirmedAt: at, finishedAt: at };
  await db
    .insertInto('bulkDecision')
    .values({ id, incidentId, action: 'ask', reason: 'All of them.', ...by, ...times })
    .execute();
  for (const no of claims) {
    const { contractId, windowStart, organizationId } = await db
      .selectFrom('creditRequest')
      .select(['contractId', 'windowStart', 'organizationId'])
      .where('no', '=', no)
      .executeTakeFirstOrThrow();
    await db
      .insertInto('bulkDecisionItem')
      .values({
        ...{ bulkId: id, contractId, windowStart, month: '2026-10', organizationId, serviceIds: '[]', unit: 'days' },
        ...{ currency: null, plannedAmount: 3, planned: 'do', state: 'done', outcome: 'asked', doneAmount: 3 },
        ...{ sentence: null, requestNos: JSON.stringify([no]), attemptCount: 0, doneAt: at },
      })
      .execute();
  }
  return id;
}
