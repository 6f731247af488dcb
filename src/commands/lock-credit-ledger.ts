import type { CommandContext } from './context.ts';

/** Holds back every other writer of this contract's ledger until the transaction ends; what is read afterwards stays true. */
export async function lockCreditLedger(ctx: CommandContext, contractId: string): Promise<void> {
  await ctx.db
    .insertInto('counter')
    .values({ scope: `credits:${contractId}`, version: 1 })
    .onConflict((conflict) =>
      conflict.column('scope').doUpdateSet((eb) => ({ version: eb('counter.version', '+', 1) })),
    )
    .execute();
}
