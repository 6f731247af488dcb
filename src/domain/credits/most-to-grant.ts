import type { ContractWindow } from './assess-contract.ts';
import { owedAmount } from './compare-revisions.ts';
import { findJointLine } from './joint-credit.ts';
import type { CreditedService } from './plan-corrections.ts';

interface GrantQuestion {
  readonly serviceId: string;
  /** What was claimed for the service, an appeal for its rest not counted again. */
  readonly askedAmount: number;
  readonly window: ContractWindow;
  /** What the ledger holds for the window. */
  readonly credited: readonly Pick<CreditedService, 'serviceId' | 'creditedAmount'>[];
}

/** The most that may still be given for a service: what was asked or is owed, less what the ledger holds against it already. */
export function mostToGrant({ serviceId, askedAmount, window, credited }: GrantQuestion): number {
  const joint = findJointLine(window);
  const line = joint ?? window.lines.find((one) => one.serviceId === serviceId);
  const against = joint ? credited : credited.filter((one) => one.serviceId === serviceId);
  const held = against.reduce((sum, { creditedAmount }) => sum + creditedAmount, 0);
  return Math.max(0, Math.max(askedAmount, line ? owedAmount(line) : 0) - held);
}
