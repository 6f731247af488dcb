import type { Selectable } from 'kysely';
import type { EvidenceExclusion } from '#domain/credits/evidence';
import type { Interval } from '#domain/interval';
import type { Db } from '../connect.ts';
import type { SlaExclusionTable } from '../schema/exclusions.ts';
import type { LedgerScope } from './ledger.ts';

export type Exclusion = Selectable<SlaExclusionTable>;

/** What was taken out of a contract's downtime in a span of time, revoked ones too, in order of time. */
export function listExclusions(
  db: Db,
  scope: LedgerScope,
  { contractId, span }: { readonly contractId: string; readonly span: Interval },
): Promise<Exclusion[]> {
  const query = db
    .selectFrom('slaExclusion as exclusion')
    .innerJoin('contract', 'contract.id', 'exclusion.contractId')
    .selectAll('exclusion')
    .where('exclusion.contractId', '=', contractId)
    .where('exclusion.startedAt', '<', span.endedAt)
    .where('exclusion.endedAt', '>', span.startedAt)
    .orderBy('exclusion.startedAt')
    .orderBy('exclusion.createdAt')
    .orderBy('exclusion.id');
  if (scope === 'every-organization') return query.execute();
  return query.where('contract.organizationId', '=', scope.organizationId).execute();
}

/** The exclusions in force of some contracts, by contract, in an order that depends on what they say alone. */
export async function listEvidenceExclusions(
  db: Db,
  contractIds: readonly string[],
  span?: Interval,
): Promise<Map<string, EvidenceExclusion[]>> {
  if (contractIds.length === 0) return new Map();
  let query = db
    .selectFrom('slaExclusion as exclusion')
    .innerJoin('contract', 'contract.id', 'exclusion.contractId')
    .select(['exclusion.contractId', 'exclusion.serviceId', 'exclusion.startedAt', 'exclusion.endedAt'])
    .select(['exclusion.reason', 'exclusion.decidedByName', 'contract.direction', 'contract.counterparty'])
    .where('exclusion.contractId', 'in', [...contractIds])
    .where('exclusion.revokedAt', 'is', null)
    .orderBy('exclusion.startedAt')
    .orderBy('exclusion.endedAt')
    .orderBy('exclusion.serviceId')
    .orderBy('exclusion.id');
  if (span) {
    query = query.where('exclusion.startedAt', '<', span.endedAt).where('exclusion.endedAt', '>', span.startedAt);
  }
  const rows = (await query.execute()).map((row) => ({ contractId: row.contractId, exclusion: toEvidence(row) }));
  const grouped = Map.groupBy(rows, ({ contractId }) => contractId);
  return new Map([...grouped].map(([id, own]) => [id, own.map(({ exclusion }) => exclusion)]));
}

interface ExclusionRow extends Pick<Exclusion, 'serviceId' | 'startedAt' | 'endedAt' | 'reason' | 'decidedByName'> {
  readonly direction: string;
  readonly counterparty: string;
}

/** Where the provider owes, it is he who takes time out; the operator only writes it down. */
function toEvidence(row: ExclusionRow): EvidenceExclusion {
  const { serviceId, startedAt, endedAt, reason, decidedByName, direction, counterparty } = row;
  return { serviceId, startedAt, endedAt, reason, by: direction === 'owed-to-us' ? counterparty : decidedByName };
}
