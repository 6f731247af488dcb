import { PUBLIC } from '#domain/audience';
import type { Db } from '../connect.ts';
import { type Incident, listIncidents } from './incidents.ts';

/** As many as others give. */
const ENTRIES = 25;

/** The newest public incidents, informations included, open or not. */
export function listFeedIncidents(db: Db): Promise<Incident[]> {
  return listIncidents(db, PUBLIC, { from: 0, to: Number.MAX_SAFE_INTEGER, limit: ENTRIES });
}
