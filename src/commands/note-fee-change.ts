import { getFollowedPolicy } from '#db/queries/policies';
import { restsOnFee } from '#domain/credits/fee-under';
import type { Instant } from '#domain/time';
import type { PolicyChoice } from '#domain/words';
import type { CommandContext } from './context.ts';
import { noteEvidenceChange } from './note-evidence-change.ts';

export interface FeeChange {
  readonly contract: {
    readonly id: string;
    readonly policyId: string;
    readonly policyChoice: PolicyChoice;
    readonly billingDay: number | null;
    readonly startsAt: Instant;
    readonly zone: string | null;
  };
  /** From when it is paid otherwise. */
  readonly startedAt: Instant;
}

/** Notes that something else is paid, where the terms reckon with it: frozen windows from then on are assessed again. */
export async function noteFeeChange(ctx: CommandContext, { contract, startedAt }: FeeChange): Promise<void> {
  const { policy, followed } = await getFollowedPolicy(ctx.db, contract);
  const reckoning = [policy, ...followed].map(({ terms }) => terms).filter(restsOnFee);
  if (reckoning.length === 0) return;
  // A percentage may be of what is paid after its window, or over the whole term.
  const reachesBack = reckoning.some(({ credit: { unit, feeBase } }) => unit === 'percent' && REACH_BACK.has(feeBase));
  await noteEvidenceChange(ctx, {
    of: { contractId: contract.id },
    startedAt: reachesBack ? contract.startsAt : startedAt,
    endedAt: null,
    cause: { kind: 'contract', change: 'fee' },
  });
}

const REACH_BACK: ReadonlySet<string> = new Set(['term', 'next-service-invoice']);
