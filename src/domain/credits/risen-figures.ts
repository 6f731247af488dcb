import type { ContractWindow } from './assess-contract.ts';

interface AskedItem {
  readonly serviceId: string;
  readonly askedAmount: number;
  readonly decidedAmount: number | null;
  readonly endedAt: number | null;
  readonly part: number;
}

/** The undecided services of a claim for which more is owed by now than was asked. */
export function risenItems<Item extends AskedItem>(
  items: readonly Item[],
  window: Pick<ContractWindow, 'lines'>,
): (Item & { readonly owed: number })[] {
  return items.flatMap((item) => {
    if (item.part !== 1 || item.endedAt !== null || item.decidedAmount !== null) return [];
    const line = window.lines.find(({ serviceId }) => serviceId === item.serviceId)?.line;
    const owed = !line || line.verdict === 'not-owed' ? 0 : (line.credit?.amount ?? 0);
    return owed > item.askedAmount ? [{ ...item, owed }] : [];
  });
}
