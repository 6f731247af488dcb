import { randomUUIDv7 } from 'node:crypto';
import type { Db } from '#db/connect';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#domain/time';
import type { OutageState } from '#domain/words';
import { rollUpDue } from '#jobs/upkeep/roll-up';
import { TestClock, testContext } from './context.ts';
import { addCheck, addIncident, addOutage, addService } from './rows.ts';
import { nextSerial } from './serial.ts';

/** A site's worth of rows for looking at pages and measuring them; everything ends at `now`. */
export interface SceneInput {
  readonly services: number;
  readonly days: number;
  readonly now: number;
}

const NAMES = [
  'Gmail',
  'Google Calendar',
  'Google Drive',
  'Google Docs',
  'Google Meet',
  'Google Chat',
  'Google Groups',
];
const GROUPS = ['Mail and calendar', 'Files and documents', 'Talking to each other'];

/** Services in groups with checks; every third has outages now and then. */
export async function addQuietHistory(db: Db, { services, days, now }: SceneInput): Promise<string[]> {
  const groupIds = await addGroups(db);
  const ids: string[] = [];
  for (let index = 0; index < services; index += 1) {
    const name = `${NAMES[index % NAMES.length]}${index < NAMES.length ? '' : ` ${Math.floor(index / NAMES.length) + 1}`}`;
    const id = await addWatchedService(db, { name, now, days, groupId: groupIds[index % 3] ?? null });
    ids.push(id);
    if (index % 3 === 1) await addOutages(db, id, { now, days, everyDays: 9 + index });
  }
  return ids;
}

/** Thirty services with long names in a group with a long name. */
export async function addLongGroup(db: Db, now: number): Promise<string[]> {
  const groupId = randomUUIDv7();
  const names = JSON.stringify({ en: 'Everything the customers of the northern branches use from their own machines' });
  await db
    .insertInto('serviceGroup')
    .values({ id: groupId, slug: `long-${groupId.slice(-6)}`, names, position: 9 })
    .execute();
  const ids: string[] = [];
  for (let no = 1; no <= 30; no += 1) {
    const name = `Order and invoice forwarding between branch offices and the warehouse ${no}`;
    ids.push(await addWatchedService(db, { name, now, days: 90, groupId }));
  }
  return ids;
}

interface WatchedService {
  readonly name: string;
  readonly now: number;
  readonly days: number;
  readonly groupId?: string | null;
}

export async function addWatchedService(db: Db, input: WatchedService): Promise<string> {
  const { name, now, days, groupId = null } = input;
  const createdAt = now - days * DAY_MS;
  const slug = `${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)}-${nextSerial()}`;
  const id = await addService(db, { name, slug, groupId, createdAt });
  await addCheck(db, id, { createdAt, lastSampleAt: now - 10_000, lastUpAt: now - 10_000 });
  return id;
}

interface Outages {
  readonly now: number;
  readonly days: number;
  readonly everyDays: number;
}

/** Ended outages with resolved incidents, alternately down and degraded. */
export async function addOutages(db: Db, serviceId: string, { now, days, everyDays }: Outages): Promise<void> {
  for (let ago = 2, no = 0; ago < days; ago += everyDays, no += 1) {
    const startedAt = now - ago * DAY_MS;
    const endedAt = startedAt + (7 + ((no * 13) % 90)) * MINUTE_MS;
    const state: OutageState = no % 2 === 0 ? 'down' : 'degraded';
    const incidentId = await addIncident(db, [serviceId], {
      title: state === 'down' ? 'Could not be reached' : 'Slow answers for some users',
      impact: state === 'down' ? 'major' : 'minor',
      stage: 'resolved',
      startedAt,
      resolvedAt: endedAt,
    });
    await addOutage(db, serviceId, { source: 'measured', state, startedAt, endedAt, incidentId });
  }
}

/** One service down with an incident told in three updates, one degraded, one not seen, one piece of information. */
export async function addTrouble(db: Db, serviceIds: readonly string[], now: number): Promise<{ incidentId: string }> {
  const [down = '', degraded = '', unseen = ''] = serviceIds;
  await addSamples(db, down, now);
  const startedAt = now - 23 * MINUTE_MS;
  const incidentId = await addIncident(db, [down], {
    title: 'Delays and errors in Gmail',
    impact: 'critical',
    stage: 'identified',
    startedAt,
    updatedAt: now - 7 * MINUTE_MS,
    nextUpdateDueAt: now + 22 * MINUTE_MS,
  });
  await addUpdate(db, incidentId, {
    at: startedAt + 3 * MINUTE_MS,
    stage: 'investigating',
    body: 'We are looking into reports of mails that arrive late or not at all.',
  });
  await addUpdate(db, incidentId, {
    at: now - 7 * MINUTE_MS,
    stage: 'identified',
    body: 'We found the cause: a **full queue** in one region. Mails are *not lost*; they arrive late.\n\n- Web and mobile are affected\n- IMAP works',
  });
  await addOutage(db, down, { source: 'measured', state: 'down', startedAt, incidentId });
  await addOutage(db, down, {
    source: 'provider',
    state: 'degraded',
    startedAt: startedAt + 6 * MINUTE_MS,
    incidentId,
    provider: 'google-workspace',
    externalId: randomUUIDv7(),
    phase: { locations: JSON.stringify([{ id: 'europe', title: 'Europe' }]) },
  });
  await addOutage(db, degraded, { source: 'declared', state: 'degraded', startedAt: now - 9 * MINUTE_MS });
  await db
    .updateTable('healthCheck')
    .set({ lastSampleAt: now - 3 * HOUR_MS })
    .where('serviceId', '=', unseen)
    .execute();
  await addIncident(db, [degraded], {
    title: 'Storage quotas will be counted anew',
    impact: 'none',
    stage: 'investigating',
    startedAt: now - 2 * DAY_MS,
  });
  return { incidentId };
}

/** A day of answer times that follow the hours of work. */
async function addSamples(db: Db, serviceId: string, now: number): Promise<void> {
  const { no } = await db
    .selectFrom('healthCheck')
    .select('no')
    .where('serviceId', '=', serviceId)
    .executeTakeFirstOrThrow();
  const samples = Array.from({ length: 288 }, (_, index) => {
    const at = now - (288 - index) * 5 * MINUTE_MS;
    return {
      checkNo: no,
      at,
      state: 'up' as const,
      latencyMs: Math.round(120 + 60 * Math.sin(index / 40) + ((index * 37) % 29)),
    };
  });
  await db.insertInto('sample').values(samples).execute();
  await rollUpDue({ ctx: testContext(db, new TestClock(now)), signal: new AbortController().signal });
}

interface Update {
  readonly at: number;
  readonly stage: 'investigating' | 'identified' | 'monitoring' | 'resolved';
  readonly body: string;
  readonly lang?: 'en' | 'fr';
  /** What the product itself says, as JSON. */
  readonly automatic?: string;
}

export async function addUpdate(db: Db, incidentId: string, update: Update): Promise<string> {
  const id = randomUUIDv7();
  await db
    .insertInto('incidentUpdate')
    .values({ id, incidentId, lang: 'en', createdAt: update.at, author: null, ...update })
    .execute();
  return id;
}

async function addGroups(db: Db): Promise<string[]> {
  const rows = GROUPS.map((name, position) => ({
    id: randomUUIDv7(),
    slug: `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}-${randomUUIDv7().slice(-6)}`,
    names: JSON.stringify({ en: name }),
    position,
  }));
  await db.insertInto('serviceGroup').values(rows).execute();
  return rows.map((row) => row.id);
}
