import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { addIncident, addOutage, addService } from '#test/support/rows';
import { startSite } from '#test/support/site';

const MINUTE = 60_000;
/** In the middle of last month, so that its windows are over and its days to ask are not. */
const START = Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 0) - 3 * 86_400_000;

onEachDatabase('the page that says what an outage means for an SLA', (database) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  const ids = { long: '', short: '', information: '', hidden: '' };

  beforeAll(async () => {
    const { db } = database;
    const gmail = await addService(db, { name: 'Gmail', slug: 'gmail', createdAt: START - 90 * 86_400_000 });
    const meet = await addService(db, { name: 'Google Meet', slug: 'meet', createdAt: START - 90 * 86_400_000 });
    const secret = await addService(db, { name: 'Hidden payroll', slug: 'payroll', visibility: 'operators' });
    ids.long = await addIncident(db, [gmail, secret], {
      title: 'Mail fails',
      startedAt: START,
      resolvedAt: START + 90 * MINUTE,
    });
    ids.short = await addIncident(db, [meet], {
      title: 'Meet stutters',
      startedAt: START,
      resolvedAt: START + 3 * MINUTE,
    });
    ids.information = await addIncident(db, [gmail], { title: 'A note', startedAt: START, impact: 'none' });
    ids.hidden = await addIncident(db, [gmail], { title: 'Not told', startedAt: START, visibility: 'operators' });
    await addOutage(db, gmail, { startedAt: START, endedAt: START + 90 * MINUTE, incidentId: ids.long });
    await addOutage(db, secret, { startedAt: START, endedAt: START + 9_000 * MINUTE, incidentId: ids.long });
    await addOutage(db, meet, { startedAt: START, endedAt: START + 3 * MINUTE, incidentId: ids.short });
    await addOutage(db, meet, {
      startedAt: START + 60 * MINUTE,
      endedAt: START + 6_000 * MINUTE,
      incidentId: ids.hidden,
    });
    site = await startSite(database);
  });
  afterAll(() => site.stop());

  const read = async (path: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(site.url + path);
    return { status: response.status, text: (await response.text()).replaceAll(/[\u202f\u00a0]/g, ' ') };
  };

  test('says what is owed if one’s own domain was affected throughout, and shows the arithmetic', async () => {
    const { status, text } = await read(`/incidents/${ids.long}/sla`);
    expect(status).toBe(200);
    expect(text).toMatch(/id="google-workspace"[\s\S]*?3 days owed/);
    expect(text).toContain('your own domain was affected throughout');
    expect(text).toMatch(/Uptime is 4[0-9],[0-9]{3} min of 4[0-9],[0-9]{3} min/);
    expect(text).toContain('Subject: SLA credit request: Gmail');
    expect(text).toContain('href="/portal/credits"');
    expect(text).not.toContain('<script');
  });

  test('is in French under its own address', async () => {
    const { status, text } = await read(`/fr/incidents/${ids.long}/sla`);
    expect(status).toBe(200);
    expect(text).toContain('<html lang="fr">');
    expect(text).toMatch(/id="google-workspace"[\s\S]*?Dû : 3 jours/);
    expect(text).toContain('demande de crédit SLA');
  });

  test('is linked from the incident that had an impact, and not from an information', async () => {
    expect((await read(`/incidents/${ids.long}`)).text).toContain(`href="/incidents/${ids.long}/sla"`);
    expect((await read(`/fr/incidents/${ids.long}`)).text).toContain(`href="/fr/incidents/${ids.long}/sla"`);
    expect((await read(`/incidents/${ids.information}`)).text).not.toContain('/sla"');
  });

  test('says plainly that nothing is owed for a few minutes, and offers no letter', async () => {
    const { text } = await read(`/incidents/${ids.short}/sla`);
    expect(text).toMatch(/id="google-workspace"[\s\S]*?meaning-result[^>]*>Nothing</);
    expect(text).not.toContain('letter-google-workspace');
  });

  test('says so where no downtime is on record', async () => {
    expect((await read(`/incidents/${ids.information}/sla`)).text).toContain('no agreement owes anything');
  });

  test('knows nothing of services and outages that are not public', async () => {
    for (const id of Object.values(ids)) expect((await read(`/incidents/${id}/sla`)).text).not.toContain('payroll');
    expect((await read(`/incidents/${ids.hidden}/sla`)).status).toBe(404);
    expect((await read(`/incidents/${randomUUIDv7()}/sla`)).status).toBe(404);
  });
});
