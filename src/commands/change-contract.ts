import { type ContractMistake, findMistakeInFee, findMistakeInSeats } from '#domain/credits/contract';
import { changesByDay, type RecordedChange } from '#domain/credits/fee-history';
import { dayOf, dayStart } from '#domain/time';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { refuseMistake } from './create-contract.ts';
import { noteFeeChange } from './note-fee-change.ts';
import { lockContractsOf } from './refuse-overlap.ts';
import { writeAudit } from './write-audit.ts';

export interface ContractChange extends Omit<RecordedChange, 'at'> {
  readonly contractId: string;
  readonly reason: string;
}

type Figures = Omit<RecordedChange, 'at' | 'effectiveOn'>;

/** Records what a contract costs and covers from a day on; the days before stay as they were. */
export async function changeContract(ctx: CommandContext, input: ContractChange): Promise<void> {
  requireOperator(ctx, 'money');
  refuseMistake(findMistakeInWords(input));
  return inTransaction(ctx, async (tx) => {
    const contract = await findContract(tx, input.contractId);
    await lockContractsOf(tx, contract.organizationId);
    refuseMistake(
      findMistakeInSeats(input.seats) ??
        findMistakeInFee({ ...input, currency: contract.currency }) ??
        dayMistake(contract, input),
    );
    const before = await figuresOn(tx, contract, input.effectiveOn);
    const after = onlyFigures(input);
    if (JSON.stringify(before) === JSON.stringify(after)) {
      throw new DomainError('conflict', `Nothing would change: this holds on ${input.effectiveOn} already.`);
    }
    const { contractId, effectiveOn, reason } = input;
    await tx.db
      .insertInto('contractChange')
      .values({ ...after, id: tx.newId(), contractId, effectiveOn, at: tx.now(), actorName: tx.actor.name, reason })
      .execute();
    await noteFeeChange(tx, { contract, startedAt: dayStart(effectiveOn, contract.zone) });
    await writeAudit(tx, {
      action: 'change-contract',
      subjectKind: 'contract',
      subjectId: contractId,
      organizationId: contract.organizationId,
      detail: { effectiveOn, before, after, reason },
    });
  });
}

function findMistakeInWords({ reason, edition }: ContractChange): ContractMistake | undefined {
  if (reason.trim() === '') return { field: 'reason', sentence: 'Say why the contract changes.' };
  if (reason.length > 1_000) return { field: 'reason', sentence: 'Please keep the reason under 1,000 characters.' };
  if ((edition ?? '').length <= 200) return undefined;
  return { field: 'edition', sentence: 'Please keep this under 200 characters.' };
}

async function findContract(ctx: CommandContext, id: string) {
  const contract = await ctx.db
    .selectFrom('contract')
    .innerJoin('slaPolicy', 'slaPolicy.id', 'contract.policyId')
    .selectAll('contract')
    .select('slaPolicy.terms')
    .where('contract.id', '=', id)
    .executeTakeFirst();
  if (!contract) throw new DomainError('not-found', 'There is no such contract.');
  const { terms, ...rest } = contract;
  const zone: string = contract.zone ?? JSON.parse(terms).window.zone;
  return { ...rest, zone };
}

type ChangedContract = Awaited<ReturnType<typeof findContract>>;

function dayMistake(
  { startsAt, endsAt, zone }: ChangedContract,
  { effectiveOn }: ContractChange,
): ContractMistake | undefined {
  if (effectiveOn <= dayOf(startsAt, zone)) {
    return {
      field: 'effectiveOn',
      sentence:
        'A change begins after the first day of the contract. What was wrong from the first day on is corrected instead.',
    };
  }
  if (endsAt === null || effectiveOn <= dayOf(endsAt - 1, zone)) return undefined;
  return { field: 'effectiveOn', sentence: 'The contract has ended by that day.' };
}

async function figuresOn(ctx: CommandContext, contract: ChangedContract, day: string): Promise<Figures> {
  const changes = await ctx.db
    .selectFrom('contractChange')
    .selectAll()
    .where('contractId', '=', contract.id)
    .where('effectiveOn', '<=', day)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return onlyFigures(changesByDay(changes).at(-1) ?? contract);
}

function onlyFigures({ feeMinor, feePer, seats, edition, billingPlan }: Figures): Figures {
  return { feeMinor, feePer, seats, edition, billingPlan };
}
