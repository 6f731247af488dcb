import { DEFAULT_RETENTION_DAYS, isRetention, RETENTION_SETTING } from '#domain/name-retention';
import type { Db } from '../connect.ts';
import { findSetting } from './settings.ts';

/** For how many days names are kept. */
export async function getNameRetentionDays(db: Db): Promise<number> {
  const days = Number((await findSetting(db, RETENTION_SETTING)) ?? Number.NaN);
  return isRetention(days) ? days : DEFAULT_RETENTION_DAYS;
}
