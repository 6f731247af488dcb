import { getClaimRules } from '#db/queries/claim-rules';
import { findCreditRequest, listAnsweredClaims } from '#db/queries/credit-requests';
import { listBalanceEntries } from '#db/queries/ledger';
import { appliedByClaim } from '#domain/credits/applied-claims';
import { daysAfter } from '#domain/credits/claim-clock';
import type { CommandContext } from './context.ts';
import { mailCreditStep } from './mail-credit-claim.ts';

/** Moves granted claims to credited once all of their credit is applied, and back when an application is taken back; under the ledger's lock. */
export async function noteAppliedCredits(ctx: CommandContext, contractId: string): Promise<void> {
  const claims = await listAnsweredClaims(ctx.db, contractId);
  if (claims.length === 0) return;
  const entries = await listBalanceEntries(ctx.db, contractId);
  const balances = Map.groupBy(entries, ({ unit, currency, windowStart }) => [unit, currency, windowStart].join());
  const uses = new Map([...balances.values()].flatMap(appliedByClaim).map((use) => [use.requestId, use]));
  const { applyDays } = await getClaimRules(ctx.db);
  for (const { id, no, stage, decidedAt, dueAt } of claims) {
    const use = uses.get(id) ?? { granted: 0, applied: 0 };
    const used = use.granted > 0 && use.applied === use.granted;
    if (used && stage === 'approved') await credit(ctx, { id, no });
    if (!used && stage === 'credited') {
      await setClaim(ctx, id, {
        stage: 'approved',
        creditedAt: null,
        dueAt: daysAfter(decidedAt ?? ctx.now(), applyDays),
      });
    }
    // All of it was taken back: there is nothing left to apply.
    if (stage === 'approved' && use.granted === 0 && dueAt !== null) await setClaim(ctx, id, { dueAt: null });
  }
}

interface ClaimState {
  readonly stage?: 'approved' | 'credited';
  readonly creditedAt?: number | null;
  readonly dueAt: number | null;
}

async function setClaim(ctx: CommandContext, id: string, state: ClaimState): Promise<void> {
  await ctx.db
    .updateTable('creditRequest')
    .set({ ...state, updatedAt: ctx.now() })
    .where('id', '=', id)
    .execute();
}

async function credit(ctx: CommandContext, { id, no }: { readonly id: string; readonly no: number }): Promise<void> {
  await setClaim(ctx, id, { stage: 'credited', creditedAt: ctx.now(), dueAt: null });
  const request = await findCreditRequest(ctx.db, 'every-organization', no);
  if (request?.direction === 'we-owe') await mailCreditStep(ctx, { request, step: 'credited', body: '' });
}
