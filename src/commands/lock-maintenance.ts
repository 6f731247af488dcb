import { findMaintenance, findOccurrence, type Maintenance, type MaintenanceOccurrence } from '#db/queries/maintenance';
import type { Instant } from '#domain/time';
import { type CommandContext, DomainError } from './context.ts';

export interface LockedMaintenance {
  /** Stands at one moment, never before an earlier change: what is withdrawn and what goes on from it carry the same one. */
  readonly ctx: CommandContext;
  readonly maintenance: Maintenance;
}

/** A maintenance that nobody else changes until the transaction ends. */
export async function lockMaintenance(open: CommandContext, id: string): Promise<LockedMaintenance> {
  const now = open.now();
  await open.db
    .updateTable('maintenance')
    .set((eb) => ({ updatedAt: eb.case().when('updatedAt', '>', now).then(eb.ref('updatedAt')).else(now).end() }))
    .where('id', '=', id)
    .execute();
  const maintenance = await findMaintenance(open.db, id);
  if (!maintenance) throw new DomainError('not-found', 'There is no such maintenance.');
  return { ctx: atMoment(open, maintenance.updatedAt), maintenance };
}

/** The same context with its clock stopped. */
export function atMoment(ctx: CommandContext, at: Instant): CommandContext {
  return { ...ctx, now: () => at };
}

export interface LockedOccurrence extends LockedMaintenance {
  readonly occurrence: MaintenanceOccurrence;
}

/** One occurrence with its maintenance, which nobody else changes until the transaction ends. */
export async function lockOccurrence(open: CommandContext, id: string): Promise<LockedOccurrence> {
  const found = await findOccurrence(open.db, id);
  if (!found) throw new DomainError('not-found', 'There is no such maintenance.');
  const locked = await lockMaintenance(open, found.maintenanceId);
  const occurrence = await findOccurrence(open.db, id);
  if (!occurrence) throw new DomainError('not-found', 'There is no such maintenance.');
  return { ...locked, occurrence };
}

/** A reason somebody gave; empty ones are refused. */
export function readMaintenanceReason(text: string): string {
  const reason = text.trim();
  if (reason === '') throw new DomainError('invalid', 'Say why, in a sentence.', 'reason');
  if (reason.length > 1_000) throw new DomainError('invalid', 'A reason has at most 1,000 characters.', 'reason');
  return reason;
}
