import { isSameUnit, type UnitOfCredits, unitOfCredits } from '../sla/credit-unit.ts';
import type { SlaPolicy } from '../sla/policy.ts';
import type { ContractWindow } from './assess-contract.ts';

interface WindowUnderPolicy {
  readonly policy: SlaPolicy;
  readonly window: ContractWindow;
}

/** The unit in which the terms pay a window, with the fee that its arithmetic reckons with. */
export function unitOfWindow({ policy, window }: WindowUnderPolicy): UnitOfCredits {
  return unitOfCredits(policy.terms, window.assessment.fee);
}

/** Whether a window is paid in another unit by now than this claim asks for. */
export function isOfOtherUnit(claim: UnitOfCredits, assessed: WindowUnderPolicy): boolean {
  return !isSameUnit(claim, unitOfWindow(assessed));
}
