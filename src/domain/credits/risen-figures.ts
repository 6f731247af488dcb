import type { CreditUnit } from '../words.ts';
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
  { unit, items }: { readonly unit: CreditUnit; readonly items: readonly Item[] },
  window: Pick<ContractWindow, 'lines'>,
): (Item & { readonly owed: number })[] {
  return items.flatMap((item) => {
    if (item.part !== 1 || item.endedAt !== null || item.decidedAmount !== null) return [];
    const line = window.lines.find(({ serviceId }) => serviceId === item.serviceId)?.line;
    const owed = !line || line.verdict === 'not-owed' || line.credit?.unit !== unit ? 0 : line.credit.amount;
    return owed > item.askedAmount ? [{ ...item, owed }] : [];
  });
}
