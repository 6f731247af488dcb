import { isSameUnit, type UnitOfCredits } from '../sla/credit-unit.ts';
import type { ContractWindow } from './assess-contract.ts';

interface AskedItem {
  readonly serviceId: string;
  readonly askedAmount: number;
  readonly decidedAmount: number | null;
  readonly endedAt: number | null;
  readonly part: number;
}

/** The undecided services of a claim for which more is owed by now than was asked; none where the terms pay in another unit by now. */
export function risenItems<Item extends AskedItem>(
  { items, ...asked }: UnitOfCredits & { readonly items: readonly Item[] },
  window: Pick<ContractWindow, 'lines'>,
): (Item & { readonly owed: number })[] {
  return items.flatMap((item) => {
    if (item.part !== 1 || item.endedAt !== null || item.decidedAmount !== null) return [];
    const line = window.lines.find(({ serviceId }) => serviceId === item.serviceId)?.line;
    const credit = line && line.verdict !== 'not-owed' ? line.credit : null;
    const owed =
      credit && isSameUnit({ unit: credit.unit, currency: credit.currency ?? null }, asked) ? credit.amount : 0;
    return owed > item.askedAmount ? [{ ...item, owed }] : [];
  });
}
