import { type OwedLine, worthOfLines } from '#domain/credits/many/margins';
import { endsOfMonths } from '#domain/credits/many/matrix-months';
import type { CreditUnit, Direction } from '#domain/words';
import type { Db } from '../connect.ts';
import { listFeeHistories } from './affected-contracts.ts';
import { BatchReader } from './batch-evidence.ts';
import { isOfGrant } from './granted-entries.ts';

/** More contracts than this are summed in their own units alone. */
const MOST_VALUED = 2_000;

/** Everything that is owed or stands credited in both directions in the windows of a month, service by service of each contract. */
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
  const owed = rows.flatMap(({ unit, ...row }) => (unit === null ? [] : [{ ...row, unit, worth: null }]));
  const known = new Set(owed.map(placeOf));
  const granted = (await listGrantedLines(db, { ...input, after, until })).filter((line) => !known.has(placeOf(line)));
  const lines = [...owed, ...granted];
  const ids = [...new Set(lines.map(({ contractId }) => contractId))];
  return ids.length > MOST_VALUED ? lines : value(db, lines, ids);
}

const placeOf = ({ contractId, serviceId, windowStart }: Pick<OwedLine, 'contractId' | 'serviceId' | 'windowStart'>) =>
  `${contractId} ${serviceId} ${windowStart}`;

/** What was credited and not taken back, whatever a later assessment says. */
async function listGrantedLines(
  db: Db,
  {
    after,
    until,
    serviceId,
  }: { readonly after: number; readonly until: number; readonly serviceId?: string | undefined },
): Promise<Unvalued[]> {
  let query = db
    .selectFrom('creditEntry as entry')
    .innerJoin('creditRequestItem as item', 'item.id', 'entry.itemId')
    .innerJoin('creditRequest as request', 'request.id', 'item.requestId')
    .innerJoin('contract', 'contract.id', 'item.contractId')
    .select(['contract.id as contractId', 'contract.organizationId', 'contract.direction', 'contract.counterparty'])
    .select(['item.serviceId', 'request.windowStart', 'request.windowEnd', 'entry.unit', 'entry.currency'])
    .select((eb) => eb.fn.sum<number>('entry.amount').as('amount'))
    .where('request.windowEnd', '>', after)
    .where('request.windowEnd', '<=', until)
    .where(isOfGrant)
    .groupBy(['contract.id', 'contract.organizationId', 'contract.direction', 'contract.counterparty'])
    .groupBy(['item.serviceId', 'request.windowStart', 'request.windowEnd', 'entry.unit', 'entry.currency'])
    .orderBy('contract.id');
  if (serviceId !== undefined) query = query.where('item.serviceId', '=', serviceId);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, amount: Number(row.amount), worth: null })).filter(({ amount }) => amount > 0);
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
