import { bumpCounter } from './bump-counter.ts';
import type { CommandContext } from './context.ts';

/** Holds back every other writer of this contract's ledger until the transaction ends; what is read afterwards stays true. */
export async function lockCreditLedger(ctx: CommandContext, contractId: string): Promise<void> {
  await bumpCounter(ctx, `credits:${contractId}`);
}
