import { randomUUIDv7 } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { Db } from '#db/connect';
import type { CreditRequestTable } from '#db/schema/credits';
import type { Actor } from '#domain/actor';
import type { PolicyTerms } from '#domain/sla/policy';
import type { CreditUnit } from '#domain/words';

export const OCTOBER = Date.parse('2026-10-01T00:00:00Z');
export const NOVEMBER = Date.parse('2026-11-01T00:00:00Z');

let serial = 1_000;

/** An operator who decides about money. */
export function treasurer(id = 'op-money'): Actor {
  return { kind: 'operator', id, name: `Operator ${id}`, roles: ['money'] };
}

/** An admin of an organisation. */
export function adminOf(organizationId: string, id = `admin-${organizationId}`): Actor {
  return { kind: 'member', id, name: `Admin of ${organizationId}`, role: 'admin', organizationId };
}

export interface AddedRequest {
  readonly id: string;
  readonly no: number;
  readonly itemIds: readonly string[];
}

/** Inserts a submitted claim for October 2026 with one item per service. */
export async function addCreditRequest(
  db: Db,
  input: { organizationId: string; contractId: string; items: Readonly<Record<string, number>>; unit?: CreditUnit } & {
    row?: Partial<Insertable<CreditRequestTable>>;
  },
): Promise<AddedRequest> {
  const contract = await db
    .selectFrom('contract')
    .selectAll()
    .where('id', '=', input.contractId)
    .executeTakeFirstOrThrow();
  const windowStart = input.row?.windowStart ?? OCTOBER;
  const windowEnd = input.row?.windowEnd ?? NOVEMBER;
  const assessmentId = randomUUIDv7();
  await db
    .insertInto('slaAssessment')
    .values({
      id: assessmentId,
      contractId: contract.id,
      windowStart,
      windowEnd,
      policyId: contract.policyId,
      computedAt: windowEnd,
      evidence: '{}',
      result: '{}',
    })
    .execute();
  const id = input.row?.id ?? randomUUIDv7();
  const no = ++serial;
  await db
    .insertInto('creditRequest')
    .values({
      id,
      no,
      organizationId: input.organizationId,
      contractId: contract.id,
      windowStart,
      windowEnd,
      assessmentId,
      stage: 'submitted',
      note: '',
      askedBy: `admin-${input.organizationId}`,
      askedByName: 'Ada Admin',
      askedAt: windowEnd,
      unit: input.unit ?? 'days',
      direction: contract.direction,
      submittedAt: windowEnd,
      updatedAt: windowEnd,
      ...input.row,
    })
    .execute();
  const itemIds: string[] = [];
  for (const [serviceId, askedAmount] of Object.entries(input.items)) {
    const itemId = randomUUIDv7();
    itemIds.push(itemId);
    await db
      .insertInto('creditRequestItem')
      .values({ id: itemId, requestId: id, contractId: contract.id, serviceId, windowStart, askedAmount })
      .execute();
  }
  return { id, no, itemIds };
}

/** Terms like those of a mail provider: 99.9 / 99.0 / 95.0 % bring 3 / 7 / 15 days, at most 15 a month, asked within 30 days of its end. */
export function daysTerms(overrides: Partial<PolicyTerms> = {}): PolicyTerms {
  return {
    target: '99.9',
    window: { kind: 'calendar-month', zone: 'UTC', zoneStated: true, anchorDay: null, firstMonth: null },
    measure: 'time',
    scope: 'per-service',
    services: { covered: [], notCovered: [], others: 'assumed-covered' },
    downtime: {
      states: ['down'],
      surfaces: null,
      shareAbove: '5',
      shareOf: 'customer',
      minimumMinutes: 0,
      wholeMinutesOnly: false,
      unknown: 'up',
      sources: { rule: 'first-stated', order: ['provider', 'declared', 'measured'] },
    },
    maintenance: { treatment: 'excluded', noticeHours: null, maximumHoursPerYear: null },
    exclusions: [],
    tiers: [
      { below: '99.9', inclusive: false, credit: '3', floor: null },
      { below: '99.0', inclusive: false, credit: '7', floor: null },
      { below: '95.0', inclusive: false, credit: '15', floor: null },
    ],
    credit: { unit: 'days', feeBase: 'term', minimum: null },
    cap: { amount: '15', over: 'all-services' },
    claim: { automatic: false, readings: [{ anchor: 'window-end', days: 30, count: null }], evidence: [] },
    verification: [],
    ...overrides,
  };
}
