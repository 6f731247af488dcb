import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listReachingIncidents } from '#db/queries/incident-reach';
import { daysTerms } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addManyScene } from '#test/support/many-scene';
import { addContract } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';

onEachDatabase('incidents that reach contracts', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database);
  });
  afterAll(() => site?.stop());

  test('are named after the services where nobody titled them, and so are the steps taken', async () => {
    const { db } = database;
    const scene = await addManyScene(db, { counts: { days: 1 } });
    await db.updateTable('incident').set({ title: '' }).where('id', '=', scene.incidentId).execute();
    const desk = await site.asOperator(['money']);
    const page = await desk.text('/console/credits/many');
    expect(page).toMatch(new RegExp(`<a href="/console/incidents/${scene.incidentId}/credits">[^<]*Gmail[^<]*</a>`));
    const path = `/console/incidents/${scene.incidentId}/credits?do=prepare`;
    const sent = await desk.post(path, { action: 'grant', which: 'owed', reason: 'An hour was lost.' });
    const step = sent.headers.get('location') ?? '';
    expect(step).toContain('/console/credits/many/');
    expect(await desk.text(step)).toMatch(/Credits for [^<]*Gmail/);
    await desk.post(`${step}?do=confirm`);
    expect(await desk.text('/console/credits/many')).toMatch(/Grant: [^<]*Gmail/);
  });

  test('count only contracts whose terms promise something for a service they took', async () => {
    const { db } = database;
    const scene = await addManyScene(db, { counts: { days: 2, shares: 1 } });
    const counted = async () =>
      (await listReachingIncidents(db, { limit: 10 })).find(({ id }) => id === scene.incidentId)?.contracts;
    expect(await counted()).toBe(3);
    const notCovered = [{ name: 'Gmail', aliases: [], reason: { en: 'Not promised.', fr: 'Non promis.' } }];
    const services = { covered: [], notCovered, others: 'assumed-covered' } as const;
    await addContract(db, randomUUIDv7(), [scene.serviceId], { terms: daysTerms({ services }) });
    expect(await counted()).toBe(3);
    await addContract(db, randomUUIDv7(), [scene.serviceId], { terms: daysTerms() });
    expect(await counted()).toBe(4);
  });
});
