import { findOutage, type Outage } from '#db/queries/outages';
import { type CommandContext, DomainError, requireOperator } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';

/** The outage an operator is about to correct; refused when it was corrected since the operator looked, or is not a person's to correct. */
export async function lockStatedOutage(
  ctx: CommandContext,
  input: { readonly outageId: string; readonly revision?: number },
): Promise<Outage> {
  requireOperator(ctx, 'incidents');
  await lockOutageChanges(ctx);
  const outage = await findOutage(ctx.db, input.outageId);
  if (!outage) throw new DomainError('not-found', 'There is no such outage.');
  if (outage.retractedAt !== null) throw new DomainError('closed', 'This outage was retracted.');
  if (outage.source === 'provider') {
    throw new DomainError(
      'conflict',
      'This is what the provider states, and stays so. Declare an outage of your own beside it.',
    );
  }
  if (outage.source === 'measured' && outage.endedAt === null) {
    throw new DomainError('conflict', 'Our checks still see this outage. It can be corrected once they call it over.');
  }
  if (input.revision !== undefined && input.revision !== outage.revision) {
    throw new DomainError(
      'conflict',
      'Somebody corrected this outage in the meantime. Look at it again before you do.',
    );
  }
  return outage;
}

/** Corrections are asked about later: a reason is part of each. */
export function requireReason(reason: string): string {
  const text = reason.trim();
  if (text === '') throw new DomainError('invalid', 'Say why, for those who read this later.', 'reason');
  return text;
}
