import { type FeeHistory, feeHistory, type RecordedChange } from '#domain/credits/fee-history';
import type { Instant } from '#domain/time';
import type { Direction } from '#domain/words';
import type { Db } from '../connect.ts';
import type { Hit } from './incident-reach.ts';

/** A statement takes a bounded number of parameters. */
export const IDS_PER_STATEMENT = 500;

/** A contract that covers a service an incident touched while it ran. */
export interface ReachedContract {
  readonly id: string;
  readonly organizationId: string;
  readonly organizationName: string | null;
  readonly counterparty: string;
  readonly direction: Direction;
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
  /** The stretches that fall into its term. */
  readonly hits: readonly Hit[];
}

/** The contracts of both directions that an incident reached, in the order of their ids. */
export async function listReachedContracts(db: Db, hits: readonly Hit[]): Promise<ReachedContract[]> {
  const serviceIds = [...new Set(hits.map(({ serviceId }) => serviceId))];
  if (serviceIds.length === 0) return [];
  const last = hits.some(({ endedAt }) => endedAt === null) ? null : Math.max(...hits.map((hit) => hit.endedAt ?? 0));
  let query = db
    .selectFrom('contractService as covers')
    .innerJoin('contract', 'contract.id', 'covers.contractId')
    .leftJoin('organization', 'organization.id', 'contract.organizationId')
    .select(['contract.id', 'contract.organizationId', 'contract.counterparty', 'contract.direction'])
    .select(['contract.startsAt', 'contract.endsAt', 'organization.name as organizationName', 'covers.serviceId'])
    .where('covers.serviceId', 'in', serviceIds)
    .where((eb) =>
      eb.or([
        eb('contract.endsAt', 'is', null),
        eb('contract.endsAt', '>', Math.min(...hits.map(({ startedAt }) => startedAt))),
      ]),
    )
    .orderBy('contract.id');
  if (last !== null) query = query.where('contract.startsAt', '<', last);
  const rows = await query.execute();
  const contracts: ReachedContract[] = [];
  for (const own of Map.groupBy(rows, ({ id }) => id).values()) {
    const [first] = own;
    if (!first) continue;
    const { serviceId: _, ...contract } = first;
    const covered = own.map((row) => row.serviceId);
    const within = hits.filter((hit) => covered.includes(hit.serviceId) && fallsInto(hit, contract));
    if (within.length > 0) contracts.push({ ...contract, hits: within });
  }
  return contracts;
}

/** One contract as a list of reached ones shows it. */
export function findReachedContract(db: Db, id: string): Promise<Omit<ReachedContract, 'hits'> | undefined> {
  return db
    .selectFrom('contract')
    .leftJoin('organization', 'organization.id', 'contract.organizationId')
    .select(['contract.id', 'contract.organizationId', 'contract.counterparty', 'contract.direction'])
    .select(['contract.startsAt', 'contract.endsAt', 'organization.name as organizationName'])
    .where('contract.id', '=', id)
    .executeTakeFirst();
}

function fallsInto(hit: Hit, term: { readonly startsAt: Instant; readonly endsAt: Instant | null }): boolean {
  const begunBeforeEnd = term.endsAt === null || hit.startedAt < term.endsAt;
  return begunBeforeEnd && (hit.endedAt === null || hit.endedAt > term.startsAt);
}

/** What contracts cost over time, by id of the contract. */
export async function listFeeHistories(
  db: Db,
  contracts: readonly { readonly id: string; readonly zone: string; readonly services: number }[],
): Promise<Map<string, FeeHistory>> {
  const histories = new Map<string, FeeHistory>();
  for (let from = 0; from < contracts.length; from += IDS_PER_STATEMENT) {
    const slice = contracts.slice(from, from + IDS_PER_STATEMENT);
    const ids = slice.map(({ id }) => id);
    const fees = await db
      .selectFrom('contract')
      .select(['id', 'feeMinor', 'feePer', 'seats', 'billingPlan', 'currency', 'startsAt', 'endsAt'])
      .where('id', 'in', ids)
      .execute();
    const byId = new Map(fees.map((fee) => [fee.id, fee]));
    const changes = await listChanges(db, ids);
    for (const { id, zone, services } of slice) {
      const fee = byId.get(id);
      if (fee) histories.set(id, feeHistory(fee, { zone, services, changes: changes.get(id) ?? [] }));
    }
  }
  return histories;
}

async function listChanges(db: Db, contractIds: readonly string[]): Promise<Map<string, RecordedChange[]>> {
  const rows = await db
    .selectFrom('contractChange')
    .select(['contractId', 'effectiveOn', 'feeMinor', 'feePer', 'seats', 'edition', 'billingPlan', 'at'])
    .where('contractId', 'in', [...contractIds])
    .orderBy('at')
    .orderBy('id')
    .execute();
  return Map.groupBy(rows, ({ contractId }) => contractId);
}
