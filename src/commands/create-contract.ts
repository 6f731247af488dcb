import { serviceVisibleTo } from '#db/queries/visibility';
import {
  type ContractMistake,
  type ContractParticulars,
  type ContractTerms,
  findMistakeInParticulars,
  findMistakeInTerms,
} from '#domain/credits/contract';
import type { WindowRule } from '#domain/sla/policy';
import { SHORTEST_RUN } from '#domain/sla/window';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockContractsOf, refuseOverlap } from './refuse-overlap.ts';
import { writeAudit } from './write-audit.ts';

export interface NewContract extends ContractParticulars, ContractTerms {
  /** The customer's own name for it in an imported file; of one name there is one contract. */
  readonly importKey?: string | undefined;
}

/** Records an agreement; the organisation is the customer where we owe, and ourselves where a provider owes us. */
export async function createContract(ctx: CommandContext, input: NewContract): Promise<string> {
  requireOperator(ctx, 'money');
  refuseMistake(findMistakeInTerms(input) ?? findMistakeInParticulars(input));
  return inTransaction(ctx, async (tx) => {
    await lockContractsOf(tx, input.organizationId);
    await refuseUnknownReferences(tx, input);
    await refuseOverlap(tx, { ...input, id: null });
    const id = tx.newId();
    const { serviceIds, ...columns } = input;
    await tx.db
      .insertInto('contract')
      .values({ ...onlyContractColumns(columns), id, createdAt: tx.now() })
      .execute();
    const rows = [...new Set(serviceIds)].map((serviceId) => ({ contractId: id, serviceId }));
    await tx.db.insertInto('contractService').values(rows).execute();
    await writeAudit(tx, {
      action: 'create-contract',
      subjectKind: 'contract',
      subjectId: id,
      organizationId: input.organizationId,
      detail: { direction: input.direction, counterparty: input.counterparty, policyId: input.policyId },
    });
    return id;
  });
}

/** Named one by one, so that nothing else of a form reaches the table. */
function onlyContractColumns(contract: Omit<NewContract, 'serviceIds'>): Omit<NewContract, 'serviceIds'> {
  return {
    ...onlyParticulars(contract),
    organizationId: contract.organizationId,
    direction: contract.direction,
    policyId: contract.policyId,
    policyChoice: contract.policyChoice,
    zone: contract.zone,
    billingDay: contract.billingDay,
    importKey: contract.importKey,
    startsAt: contract.startsAt,
    endsAt: contract.endsAt,
  };
}

export function onlyParticulars(contract: ContractParticulars): ContractParticulars {
  return {
    counterparty: contract.counterparty,
    customerDomain: contract.customerDomain,
    accountNumber: contract.accountNumber,
    reseller: contract.reseller,
    edition: contract.edition,
    seats: contract.seats,
    feeMinor: contract.feeMinor,
    currency: contract.currency,
    feePer: contract.feePer,
    billingPlan: contract.billingPlan,
    payment: contract.payment,
    resellerDays: contract.resellerDays,
    supportPlan: contract.supportPlan,
  };
}

export function refuseMistake(mistake: ContractMistake | undefined): void {
  if (mistake) throw new DomainError('invalid', mistake.sentence, mistake.field);
}

async function refuseUnknownReferences(ctx: CommandContext, input: NewContract): Promise<void> {
  await refuseUnknownOrganization(ctx, input.organizationId);
  const policy = await ctx.db
    .selectFrom('slaPolicy')
    .select('terms')
    .where('id', '=', input.policyId)
    .executeTakeFirst();
  if (!policy) throw new DomainError('invalid', 'Choose one of the policies.', 'policy');
  const { kind, days }: WindowRule = JSON.parse(policy.terms).window;
  if (kind === 'rolling-days' && (days ?? 0) < SHORTEST_RUN) {
    throw new DomainError(
      'invalid',
      `Under a contract rolling days are counted in runs from its first day on, each named by the month in which it begins; runs of fewer than ${SHORTEST_RUN} days would begin twice in one month. Choose a policy with calendar months instead.`,
      'policy',
    );
  }
  await refuseUnknownServices(ctx, input);
}

async function refuseUnknownServices(ctx: CommandContext, input: NewContract): Promise<void> {
  const { direction, organizationId } = input;
  const covered = ctx.db
    .selectFrom('service')
    .select('id')
    .where('id', 'in', [...input.serviceIds])
    .where('archivedAt', 'is', null);
  const count = new Set(input.serviceIds).size;
  if ((await covered.execute()).length !== count) {
    throw new DomainError('invalid', 'One of the services is not there any more. Choose again.', 'services');
  }
  // A promise tells the customer of the service, and of its outages.
  if (direction === 'owed-to-us') return;
  const shown = await covered.where(serviceVisibleTo({ kind: 'organization', organizationId })).execute();
  if (shown.length !== count) {
    throw new DomainError(
      'invalid',
      'One of the services is not shown to this organisation, so it cannot be promised to it.',
      'services',
    );
  }
}

async function refuseUnknownOrganization(ctx: CommandContext, id: string): Promise<void> {
  const organization = await ctx.db
    .selectFrom('organization')
    .leftJoin('organizationState', 'organizationState.organizationId', 'organization.id')
    .select('organizationState.disabledAt')
    .where('organization.id', '=', id)
    .executeTakeFirst();
  if (!organization) throw new DomainError('invalid', 'There is no such organisation.', 'organizationId');
  if (organization.disabledAt !== null) {
    throw new DomainError('invalid', 'This organisation is closed.', 'organizationId');
  }
}
