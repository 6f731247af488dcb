import { areToldApart } from '#domain/credits/contract-overlap';
import type { Db } from '../connect.ts';
import type { Contract } from './contracts.ts';

/** The contracts that promise one of the same services to the same customer at other times: what came before this one and after it. */
export async function listSuccessiveContracts(db: Db, contract: Contract): Promise<string[]> {
  const rows = await db
    .selectFrom('contract')
    .select(['id', 'customerDomain', 'accountNumber'])
    .where('organizationId', '=', contract.organizationId)
    .where('direction', '=', contract.direction)
    .where('id', '<>', contract.id)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('contractService')
        .select('contractId')
        .where(
          'serviceId',
          'in',
          contract.services.map(({ id }) => id),
        ),
    )
    .orderBy('id')
    .execute();
  return rows.filter((other) => !areToldApart(other, contract)).map(({ id }) => id);
}
