import { findContractWindow, type WindowPlace } from '#db/queries/credit-windows';
import { capOverAllServices } from '#domain/credits/credit-cap';
import { type Instant, monthOf } from '#domain/time';
import { type CommandContext, DomainError } from './context.ts';

export interface WindowOfContract {
  readonly contractId: string;
  readonly windowStart: Instant;
  readonly zone: string;
}

/** The most that a window may bring over all services by the terms that hold for it now; null where they name no cap. */
export async function getCapInForce(ctx: CommandContext, window: WindowOfContract): Promise<number | null> {
  const assessed = await findContractWindow(ctx.db, 'every-organization', windowPlace(ctx, window));
  if (!assessed) throw new DomainError('not-found', 'There is no such window.');
  return capOverAllServices(assessed.policy, assessed.window.assessment);
}

/** By the month that names it. */
export function windowPlace(ctx: CommandContext, { contractId, windowStart, zone }: WindowOfContract): WindowPlace {
  return { contractId, month: monthOf(windowStart, zone), now: ctx.now() };
}
