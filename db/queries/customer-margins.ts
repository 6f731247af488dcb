import { type OwedLine, worthOfLines } from '#domain/credits/many/margins';
import { endsOfMonths } from '#domain/credits/many/matrix-months';
import type { CreditUnit, Direction } from '#domain/words';
import type { Db } from '../connect.ts';
import { listFeeHistories } from './affected-contracts.ts';
import { BatchReader } from './batch-evidence.ts';

/** More contracts than this are summed in their own units alone. */
const MOST_VALUED = 2_000;

/** Everything that is owed in both directions in the windows of a month, service by service of each contract. */
export async function listOwedLines(
  db: Db,
  input: { readonly month: string; readonly serviceId?: string | undefined },
): Promise<OwedLine[]> {
  const { after, until } = endsOfMonths(input.month, input.month);
  let query = db
    .selectFrom('slaAssessment as assessment')
    .innerJoin('contract', 'contract.id', 'assessment.contractId')
    .innerJoin('assessmentLine as line', 'line.bodyId', 'assessment.bodyId')
    .innerJoin('contractService as covers', (join) =>
      join.onRef('covers.contractId', '=', 'contract.id').onRef('covers.serviceId', '=', 'line.serviceId'),
    )
    .select(['contract.id as contractId', 'contract.organizationId', 'contract.direction', 'contract.counterparty'])
    .select(['line.serviceId', 'line.unit', 'line.amount', 'line.currency'])
    .select(['assessment.windowStart', 'assessment.windowEnd'])
    .where('assessment.revision', 'is not', null)
    .where('assessment.supersededAt', 'is', null)
    .where('assessment.windowEnd', '>', after)
    .where('assessment.windowEnd', '<=', until)
    .where('line.verdict', '=', 'owed')
    .orderBy('contract.id');
  if (input.serviceId !== undefined) query = query.where('line.serviceId', '=', input.serviceId);
  const rows = await query.execute();
  const lines = rows.flatMap(({ unit, ...row }) => (unit === null ? [] : [{ ...row, unit, worth: null }]));
  const ids = [...new Set(lines.map(({ contractId }) => contractId))];
  return ids.length > MOST_VALUED ? lines : value(db, lines, ids);
}

type Unvalued = OwedLine & { readonly unit: CreditUnit; readonly direction: Direction };

async function value(db: Db, lines: readonly Unvalued[], ids: readonly string[]): Promise<OwedLine[]> {
  const contracts = await new BatchReader(db).contracts(ids);
  const histories = await listFeeHistories(
    db,
    contracts.map(({ id, zone, serviceIds }) => ({ id, zone, services: serviceIds.length })),
  );
  const bases = new Map(contracts.map(({ id, policy }) => [id, policy.terms.credit.feeBase]));
  return worthOfLines(lines, histories, bases);
}
