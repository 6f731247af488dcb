import { sql } from 'kysely';

/** Of entries named `entry`: those that gave a service its credit or took that back, not those that used it up. */
export const isOfGrant = sql<boolean>`(entry.kind = 'grant' or (entry.kind = 'reversal' and entry.amount < 0))`;
