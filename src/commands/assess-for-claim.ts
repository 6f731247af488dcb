import { type ContractUnderPolicy, findContractUnderPolicy, getContractEvidence } from '#db/queries/credit-evidence';
import type { LedgerScope } from '#db/queries/ledger';
import { assessContract, type ContractWindow } from '#domain/credits/assess-contract';
import type { ContractEvidence } from '#domain/credits/evidence';
import { isWindowOfContract } from '#domain/credits/window-months';
import { isMonth, windowOf } from '#domain/sla/window';
import type { CommandContext } from './context.ts';

export interface AssessedClaim extends ContractUnderPolicy {
  readonly evidence: ContractEvidence;
  readonly window: ContractWindow;
}

/** The arithmetic of one contract and window as of now; undefined when the contract is not in scope or has no such window. */
export async function assessForClaim(
  ctx: CommandContext,
  scope: LedgerScope,
  input: { readonly contractId: string; readonly month: string },
): Promise<AssessedClaim | undefined> {
  const found = await findContractUnderPolicy(ctx.db, scope, input.contractId);
  if (!found || !isMonth(input.month)) return undefined;
  const rule = found.policy.terms.window;
  const now = ctx.now();
  const term = { startsAt: found.contract.startsAt, endsAt: found.contract.endsAt, zone: found.zone };
  if (!isWindowOfContract(rule, term, { month: input.month, now })) return undefined;
  const evidence = await getContractEvidence(ctx.db, found, windowOf(rule, input.month, found.zone));
  return { ...found, evidence, window: assessContract(evidence, input.month, now) };
}
