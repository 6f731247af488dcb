import { areToldApart } from '#domain/credits/contract-overlap';
import { dayOf, type Instant } from '#domain/time';
import type { Direction } from '#domain/words';
import { bumpCounter } from './bump-counter.ts';
import { type CommandContext, DomainError } from './context.ts';

export interface ContractReach {
  /** The contract itself, once it is recorded. */
  readonly id: string | null;
  readonly organizationId: string;
  readonly direction: Direction;
  readonly customerDomain: string | null;
  readonly accountNumber: string | null;
  readonly serviceIds: readonly string[];
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
}

/** Whoever records or changes contracts of an organisation waits here until the other is done. */
export async function lockContractsOf(ctx: CommandContext, organizationId: string): Promise<void> {
  await bumpCounter(ctx, `contracts:${organizationId}`);
}

/** Refuses a second contract that would credit the same outage; call it under the lock of the organisation. */
export async function refuseOverlap(ctx: CommandContext, reach: ContractReach): Promise<void> {
  const others = await findOthers(ctx, reach);
  const other = others.find((one) => !areToldApart(one, reach));
  if (!other) return;
  const service = JSON.parse(other.names).en ?? other.slug;
  const from = dayOf(other.startsAt, other.zone ?? 'UTC');
  throw new DomainError(
    'conflict',
    `The contract with ${other.counterparty} from ${from} covers ${service} at the same time: both would credit the same outage. ` +
      'End one of them before, or give each its own customer domain or account number.',
    'services',
  );
}

function findOthers(ctx: CommandContext, reach: ContractReach) {
  const { endsAt } = reach;
  return ctx.db
    .selectFrom('contract')
    .innerJoin('contractService', 'contractService.contractId', 'contract.id')
    .innerJoin('service', 'service.id', 'contractService.serviceId')
    .select(['counterparty', 'customerDomain', 'accountNumber', 'startsAt', 'zone', 'service.names', 'service.slug'])
    .where('contract.organizationId', '=', reach.organizationId)
    .where('direction', '=', reach.direction)
    .where('contractService.serviceId', 'in', [...reach.serviceIds])
    .where((eb) => eb.or([eb('endsAt', 'is', null), eb('endsAt', '>', reach.startsAt)]))
    .$if(endsAt !== null, (query) => query.where('startsAt', '<', endsAt))
    .$if(reach.id !== null, (query) => query.where('contract.id', '<>', reach.id))
    .orderBy('startsAt')
    .orderBy('contract.id')
    .execute();
}

/** The reach of a recorded contract as it would be after a change. */
export async function refuseOverlapOf(
  ctx: CommandContext,
  contract: Omit<ContractReach, 'serviceIds' | 'id'> & { readonly id: string },
): Promise<void> {
  const services = await ctx.db
    .selectFrom('contractService')
    .select('serviceId')
    .where('contractId', '=', contract.id)
    .execute();
  await refuseOverlap(ctx, { ...contract, serviceIds: services.map(({ serviceId }) => serviceId) });
}
