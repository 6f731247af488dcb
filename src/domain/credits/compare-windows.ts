import type { Credit, Verdict } from '../sla/assessment.ts';
import type { ContractWindow } from './assess-contract.ts';

/** What the arithmetic says of one service at one time. */
export interface AssessedItem {
  readonly verdict: Verdict;
  readonly percent: string;
  /** What is owed or would be; null when nothing is. */
  readonly credit: Credit | null;
}

export interface ComparedItem {
  readonly itemId: string;
  readonly serviceId: string;
  readonly asked: number;
  readonly atAsking: AssessedItem | undefined;
  readonly now: AssessedItem | undefined;
}

/** A claim's services as they were assessed when asked, beside what the record of outages gives today. */
export function compareWindows(
  items: readonly { readonly id: string; readonly serviceId: string; readonly askedAmount: number }[],
  frozen: ContractWindow | undefined,
  current: ContractWindow | undefined,
): ComparedItem[] {
  return items.map(({ id, serviceId, askedAmount }) => ({
    itemId: id,
    serviceId,
    asked: askedAmount,
    atAsking: assessedItem(frozen, serviceId),
    now: assessedItem(current, serviceId),
  }));
}

function assessedItem(window: ContractWindow | undefined, serviceId: string): AssessedItem | undefined {
  const line = window?.lines.find((one) => one.serviceId === serviceId)?.line;
  if (!line) return undefined;
  const credit = line.verdict === 'not-owed' ? null : line.credit;
  return { verdict: line.verdict, percent: line.uptime.percent, credit };
}
