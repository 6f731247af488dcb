import type { Migration } from 'kysely/migration';
import * as spine from './0001-spine.ts';

/** Every migration in order; the key is the name recorded in the database and never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-spine': spine,
};
