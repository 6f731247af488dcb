import { alertDisk } from '#commands/alert-operators';
import { keepReserve, reserveOf } from '#lib/disk-reserve';
import type { JobContext } from '../job.ts';

/** Gives up space kept for that when the disk is full, so that operators can be told, and takes it back when there is room. */
export async function keepDiskReserve({ ctx, config, log }: JobContext): Promise<void> {
  const reserve = reserveOf(config.databaseUrl);
  const change = reserve && (await keepReserve(reserve));
  if (change === undefined) return;
  if (change === 'spent') log.error('the disk of the database is full: what is measured waits in memory');
  else log.info('the disk of the database has room again');
  await alertDisk(ctx, { isFull: change === 'spent' });
}
