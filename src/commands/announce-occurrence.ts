import { hasYearlyAllowance, listStandingAnnouncements } from '#db/queries/maintenance';
import { reachOverYear } from '#domain/credits/evidence-maintenance';
import {
  type AnnouncementWish,
  type NewAnnouncement,
  planAnnouncements,
  type Standing,
} from '#domain/maintenance/plan-announcements';
import type { CommandContext } from './context.ts';
import { atMoment } from './lock-maintenance.ts';
import { markPublicChange } from './mark-public-change.ts';
import { noteEvidenceChange } from './note-evidence-change.ts';

const SLICE = 100;

/** Brings what is announced of an occurrence in line with its window and services; call it in the transaction of the change. */
export async function announceOccurrence(
  ctx: CommandContext,
  input: AnnouncementWish & { readonly occurrenceId: string },
): Promise<void> {
  const { occurrenceId } = input;
  const standing = await listStandingAnnouncements(ctx.db, occurrenceId);
  // What a clock announced that was ahead is withdrawn no earlier than that.
  const now = Math.max(ctx.now(), ...standing.map(({ writtenAt }) => writtenAt));
  const { withdraw, insert } = planAnnouncements(standing, input, now);
  for (const { id } of withdraw) {
    await ctx.db.updateTable('maintenanceAnnouncement').set({ withdrawnAt: now }).where('id', '=', id).execute();
  }
  await insertAnnouncements(
    atMoment(ctx, now),
    insert.map((row) => ({ ...row, occurrenceId })),
  );
  for (const row of withdraw.filter(({ startedAt }) => startedAt < ctx.now())) await noteWithdrawal(ctx, row);
  if (withdraw.length + insert.length > 0) await markPublicChange(ctx);
}

async function noteWithdrawal(ctx: CommandContext, { serviceId, startedAt, endedAt }: Standing): Promise<void> {
  const reach = (await hasYearlyAllowance(ctx.db)) ? reachOverYear({ startedAt, endedAt }) : endedAt;
  const cause = { kind: 'maintenance', serviceId } as const;
  await noteEvidenceChange(ctx, { of: { serviceId }, startedAt, endedAt: Math.min(reach, ctx.now()), cause });
}

/** Writes announcements; those that continue another do so at the moment it was withdrawn, which is now. */
export async function insertAnnouncements(
  ctx: CommandContext,
  announcements: readonly (NewAnnouncement & { readonly occurrenceId: string })[],
): Promise<void> {
  const rows = announcements.map(({ startedAt, endedAt, ...row }) => ({
    ...row,
    id: ctx.newId(),
    startsAt: startedAt,
    endsAt: endedAt,
    writtenAt: ctx.now(),
  }));
  for (let from = 0; from < rows.length; from += SLICE) {
    await ctx.db
      .insertInto('maintenanceAnnouncement')
      .values(rows.slice(from, from + SLICE))
      .execute();
  }
}
