import type { FeeShare } from '#domain/credits/fee-share';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import type { LedgerScope } from './ledger.ts';

export interface ContractFeeShare extends FeeShare {
  readonly contractId: string;
}

/** What was granted in percent and not taken back, service by service of each window. */
export async function listFeeShares(
  db: Db,
  scope: LedgerScope,
  only: { readonly contractId?: string; readonly before?: Instant } = {},
): Promise<ContractFeeShare[]> {
  let query = db
    .selectFrom('creditEntry as entry')
    .leftJoin('creditEntry as first', 'first.id', 'entry.reversesId')
    .leftJoin('creditRequestItem as item', 'item.id', 'entry.itemId')
    .leftJoin('service', 'service.id', 'item.serviceId')
    .select([
      'entry.contractId',
      'entry.windowStart',
      'entry.unit',
      'service.id as serviceId',
      'service.names as serviceNames',
    ])
    .select((eb) => eb.fn.sum<number>('entry.amount').as('amount'))
    .where('entry.unit', '=', 'percent')
    .where((eb) => eb.or([eb('entry.kind', '=', 'grant'), eb('first.kind', '=', 'grant')]))
    .groupBy(['entry.contractId', 'entry.windowStart', 'entry.unit', 'service.id', 'service.names'])
    .having((eb) => eb.fn.sum<number>('entry.amount'), '>', 0)
    .orderBy('entry.contractId')
    .orderBy('service.id');
  if (scope !== 'every-organization') query = query.where('entry.organizationId', '=', scope.organizationId);
  if (only.contractId !== undefined) query = query.where('entry.contractId', '=', only.contractId);
  if (only.before !== undefined) query = query.where('entry.at', '<', only.before);
  return (await query.execute()).map(({ serviceNames, ...row }) => ({
    ...row,
    serviceNames: serviceNames === null ? null : JSON.parse(serviceNames),
  }));
}
