import type { ContractLine, ContractWindow } from './assess-contract.ts';
import { owedAmount } from './compare-revisions.ts';
import { findJointLine } from './joint-credit.ts';
import { planGrants } from './plan-grants.ts';

/** One service of a window as the ledger holds it. */
export interface CreditedService {
  readonly serviceId: string;
  /** What was given before the cap cut it. */
  readonly decidedAmount: number;
  readonly creditedAmount: number;
}

export interface Correction {
  readonly serviceId: string;
  readonly kind: 'top-up' | 'reversal';
  readonly creditedAmount: number;
  readonly targetAmount: number;
}

interface Revisions {
  /** By service, the assessment on which a person last decided for it; whatever came in between is nobody's decision. */
  readonly decidedOn: ReadonlyMap<string, ContractWindow>;
  readonly after: ContractWindow;
  /** In the order in which they were granted: the cap is used up in that order. */
  readonly credited: readonly CreditedService[];
  readonly cap: number | null;
}

/**
 * What the ledger would have to change after a window was assessed anew. A service whose debt is what it was when a person decided
 * for it keeps what he decided; where the debt depends on a missing fact it is taken as the asker stated it, as it was when it was granted.
 */
export function planCorrections({ decidedOn, after, credited, cap }: Revisions): Correction[] {
  // One credit for all services is held where it was first granted, whichever service it stands with by now.
  const holder = credited[0]?.serviceId;
  const lineOf = (window: ContractWindow, serviceId: string): ContractLine | undefined => {
    const joint = findJointLine(window);
    if (joint) return serviceId === holder ? joint : undefined;
    return window.lines.find((one) => one.serviceId === serviceId);
  };
  const owedBy = (window: ContractWindow, serviceId: string): number => {
    const line = lineOf(window, serviceId);
    return line ? owedAmount(line) : 0;
  };
  /** The same number in another unit is another debt. */
  const debtBy = (window: ContractWindow, serviceId: string): string => {
    const amount = owedBy(window, serviceId);
    const credit = lineOf(window, serviceId)?.line.credit;
    return amount === 0 ? '0' : [amount, credit?.unit, credit?.currency].join(' ');
  };
  const isChanged = ({ serviceId }: CreditedService): boolean => {
    // A window that no record speaks of any more tells nothing against what was decided, nor for more of it.
    if (lineOf(after, serviceId)?.recordedFrom === null) return false;
    const before = decidedOn.get(serviceId);
    return before === undefined || debtBy(before, serviceId) !== debtBy(after, serviceId);
  };
  if (!credited.some(isChanged)) return [];
  const wishes = credited.map((service) => {
    const amount = isChanged(service) ? owedBy(after, service.serviceId) : service.decidedAmount;
    return { itemId: service.serviceId, amount };
  });
  const targets = new Map(planGrants(wishes, 0, cap).map(({ itemId, granted }) => [itemId, granted]));
  return credited.flatMap(({ serviceId, creditedAmount }) => {
    const targetAmount = targets.get(serviceId) ?? 0;
    if (creditedAmount === 0 || targetAmount === creditedAmount) return [];
    const kind = targetAmount > creditedAmount ? 'top-up' : 'reversal';
    return [{ serviceId, kind, creditedAmount, targetAmount } as const];
  });
}
