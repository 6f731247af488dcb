import { afterAll, beforeAll, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { addIncident, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';

onEachDatabase('what ended lately', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    const serviceId = await addService(database.db, { name: 'Shop' });
    const startedAt = Date.now() - 60_000;
    await addIncident(database.db, [serviceId], { startedAt, publishedAt: startedAt, resolvedAt: null });
    site = await startSite(database);
  });
  afterAll(() => site?.stop());

  test('does not deny the incident that is open above it', async () => {
    const visitor = site.asVisitor();
    expect(await visitor.text('/')).toContain('No other incident in the last 30 days.');
    expect(await visitor.text('/fr')).toContain('Aucun autre incident ces 30 derniers jours.');
  });
});
