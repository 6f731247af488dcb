import type { EntryKind } from '../words.ts';

/** An entry of one balance, in the order of the ledger. */
export interface BalanceEntry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly amount: number;
  readonly requestId: string | null;
  readonly reversesId: string | null;
}

export interface ClaimUse {
  readonly requestId: string;
  /** What it brought and still stands. */
  readonly granted: number;
  readonly applied: number;
}

/** How much of each claim's credit was applied: the oldest credit is used first, and what was taken back counts as never written. */
export function appliedByClaim(entries: readonly BalanceEntry[]): ClaimUse[] {
  const reversed = new Set(entries.map(({ reversesId }) => reversesId));
  const standing = entries.filter(({ id, kind }) => kind !== 'reversal' && !reversed.has(id));
  let left = 0;
  for (const { kind, amount } of standing) if (kind === 'application') left -= amount;
  const uses = new Map<string, { granted: number; applied: number }>();
  for (const { kind, amount, requestId } of standing) {
    if (kind !== 'grant' || requestId === null) continue;
    const applied = Math.min(amount, left);
    left -= applied;
    const use = uses.get(requestId) ?? { granted: 0, applied: 0 };
    uses.set(requestId, { granted: use.granted + amount, applied: use.applied + applied });
  }
  return [...uses].map(([requestId, use]) => ({ requestId, ...use }));
}
