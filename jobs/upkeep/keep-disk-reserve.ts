import { noteDisk } from '#commands/note-disk';
import { isReserveSpent, keepReserve, reserveOf } from '#lib/disk-reserve';
import type { JobContext } from '../job.ts';

/** Gives up space kept for that when the disk is full, so that operators can be told, and takes it back when there is room. */
export async function keepDiskReserve({ ctx, config, log }: JobContext): Promise<void> {
  const reserve = reserveOf(config.databaseUrl);
  if (reserve === undefined) return;
  const change = await keepReserve(reserve);
  if (change === 'spent') log.error('the disk of the database is full: what is measured waits in memory');
  if (change === 'restored') log.info('the disk of the database has room again');
  // Also of a change that a process did not live to tell.
  await noteDisk(ctx, { isFull: await isReserveSpent(reserve) });
}
