import { findMaintenance, findOccurrence, type Maintenance, type MaintenanceOccurrence } from '#db/queries/maintenance';
import { type CommandContext, DomainError } from './context.ts';

/** A maintenance that nobody else changes until the transaction ends. */
export async function lockMaintenance(ctx: CommandContext, id: string): Promise<Maintenance> {
  await ctx.db.updateTable('maintenance').set({ updatedAt: ctx.now() }).where('id', '=', id).execute();
  const maintenance = await findMaintenance(ctx.db, id);
  if (!maintenance) throw new DomainError('not-found', 'There is no such maintenance.');
  return maintenance;
}

export interface LockedOccurrence {
  readonly maintenance: Maintenance;
  readonly occurrence: MaintenanceOccurrence;
}

/** One occurrence with its maintenance, which nobody else changes until the transaction ends. */
export async function lockOccurrence(ctx: CommandContext, id: string): Promise<LockedOccurrence> {
  const found = await findOccurrence(ctx.db, id);
  if (!found) throw new DomainError('not-found', 'There is no such maintenance.');
  const maintenance = await lockMaintenance(ctx, found.maintenanceId);
  const occurrence = await findOccurrence(ctx.db, id);
  if (!occurrence) throw new DomainError('not-found', 'There is no such maintenance.');
  return { maintenance, occurrence };
}

/** A reason somebody gave; empty ones are refused. */
export function readMaintenanceReason(text: string): string {
  const reason = text.trim();
  if (reason === '') throw new DomainError('invalid', 'Say why, in a sentence.', 'reason');
  if (reason.length > 1_000) throw new DomainError('invalid', 'A reason has at most 1,000 characters.', 'reason');
  return reason;
}
