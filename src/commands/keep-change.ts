import type { Selectable } from 'kysely';
import type { BatchContract } from '#db/queries/batch-evidence';
import type { EvidenceChangeTable } from '#db/schema/assessments';
import { HOUR_MS } from '#domain/time';
import type { CommandContext } from './context.ts';
import { queueOperatorLetter } from './queue-letter.ts';

type Change = Selectable<EvidenceChangeTable>;

const LONGEST_WAIT_HOURS = 24;

/** Keeps a change for the contracts it could not be worked out for, to be tried again later; operators are told once for each contract. */
export async function keepChange(
  ctx: CommandContext,
  { change, contracts }: { readonly change: Change; readonly contracts: readonly BatchContract[] },
): Promise<void> {
  const attemptCount = change.attemptCount + 1;
  const dueAt = ctx.now() + Math.min(2 ** change.attemptCount, LONGEST_WAIT_HOURS) * HOUR_MS;
  for (const contract of contracts) {
    const isKnown = change.attemptCount > 0 || (await isKept(ctx, contract.id));
    await ctx.db
      .insertInto('evidenceChange')
      .values({ ...change, id: ctx.newId(), contractId: contract.id, atContract: null, attemptCount, dueAt })
      .execute();
    if (!isKnown) await tell(ctx, contract);
  }
}

async function isKept(ctx: CommandContext, contractId: string): Promise<boolean> {
  const kept = await ctx.db
    .selectFrom('evidenceChange')
    .select('id')
    .where('contractId', '=', contractId)
    .where('attemptCount', '>', 0)
    .executeTakeFirst();
  return kept !== undefined;
}

async function tell(ctx: CommandContext, { id }: BatchContract): Promise<void> {
  const { counterparty } = await ctx.db
    .selectFrom('contract')
    .select('counterparty')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const letter = { kind: 'assessment-failed', path: `/console/contracts/${id}`, counterparty } as const;
  await queueOperatorLetter(ctx, { role: 'money', letter });
}
