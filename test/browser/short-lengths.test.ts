import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SECOND_MS } from '#domain/time';
import { launchChromium } from '#test/support/browser';
import { type OpenedDatabase, openDatabase } from '#test/support/databases';
import { addCheck, addOutage, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';

let database: OpenedDatabase;
let site: TestSite;

beforeAll(async () => {
  database = await openDatabase('sqlite');
  const { db } = database.connection;
  const now = Date.now();
  const serviceId = await addService(db, { slug: 'shop', name: 'Shop' });
  const since = now - 90 * SECOND_MS;
  const { id: checkId } = await addCheck(db, serviceId, { createdAt: since, lastSampleAt: now, state: 'up' });
  for (const [state, from] of [
    ['down', 70],
    ['degraded', 40],
  ] as const) {
    const startedAt = now - from * SECOND_MS;
    await addOutage(db, serviceId, { startedAt, endedAt: startedAt + 20 * SECOND_MS, state });
  }
  await db
    .insertInto('measurementGap')
    .values({
      ...{ id: randomUUIDv7(), checkId, serviceId, cause: 'not-running' },
      ...{ startedAt: now - 15 * SECOND_MS, endedAt: now - 5 * SECOND_MS },
    })
    .execute();
  site = await startSite(database);
});

afterAll(async () => {
  await site?.stop();
  await database?.drop();
});

test.each(['', '/fr'])('a day of three times “under a minute” is no wider than a telephone (%s)', async (prefix) => {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
    await page.goto(`${site.url}${prefix}/services/shop`);
    const today = await page.locator('.day-table tbody tr').first().textContent();
    expect(today?.match(/under a minute|moins d’une minute/g)).toHaveLength(3);
    const tooWide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(tooWide).toBeLessThanOrEqual(0);
  } finally {
    await browser.close();
  }
});
