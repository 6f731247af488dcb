import { findContractUnderPolicy } from '#db/queries/credit-evidence';
import type { CreditRequest } from '#db/queries/credit-requests';
import { monthOf } from '#domain/time';
import { type CommandContext, DomainError } from './context.ts';

/** The `YYYY-MM` of the window that a claim is for, in the zone of its contract. */
export async function monthOfRequest(ctx: CommandContext, request: CreditRequest): Promise<string> {
  const found = await findContractUnderPolicy(ctx.db, 'every-organization', request.contractId);
  if (!found) throw new DomainError('not-found', 'There is no such contract.');
  return monthOf(request.windowStart, found.zone);
}
