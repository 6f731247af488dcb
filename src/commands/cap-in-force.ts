import type { AssessedWindow, WindowPlace } from '#db/queries/credit-windows';
import { capOverAllServices, isCapUnknown } from '#domain/credits/credit-cap';
import { type Instant, monthOf } from '#domain/time';
import { type CommandContext, DomainError } from './context.ts';

export interface WindowOfContract {
  readonly contractId: string;
  readonly windowStart: Instant;
  readonly zone: string;
}

/** The most that a window may bring over all services by the terms that hold for it; refuses where they name a cap that nobody can tell. */
export function getKnownCap({ policy, window }: Pick<AssessedWindow, 'policy' | 'window'>): number | null {
  if (isCapUnknown(policy, window.assessment)) throw new DomainError('conflict', CAP_UNKNOWN, 'form');
  return capOverAllServices(policy, window.assessment);
}

const CAP_UNKNOWN =
  'The most that these terms credit is a part of the fee, and the contract has no fee for this time in that currency. Record the fee first.';

/** By the month that names it. */
export function windowPlace(ctx: CommandContext, { contractId, windowStart, zone }: WindowOfContract): WindowPlace {
  return { contractId, month: monthOf(windowStart, zone), now: ctx.now() };
}
