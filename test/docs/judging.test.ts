import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadCatalogue } from '#commands/load-catalogue';
import { resolveQuietIncidents } from '#commands/resolve-quiet-incidents';
import { findIncident } from '#db/queries/incidents';
import { listOutages, type Outage } from '#db/queries/outages';
import { OPERATORS } from '#domain/audience';
import { parseCatalogue } from '#lib/catalogue-file';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { recordPlayed } from '#test/support/watching';

const DOCUMENT = readFileSync(new URL('../../docs/judging.md', import.meta.url), 'utf8');
const NOON = Date.parse('2026-11-22T12:00:00Z');
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };

onEachDatabase('the example of docs/judging.md', (database) => {
  test('goes as its table says', async () => {
    const { db } = database;
    const clock = new TestClock(NOON - 60_000);
    const ctx = testContext(db, clock);
    const yaml = /```yaml\n([\s\S]*?)```/.exec(DOCUMENT)?.[1] ?? '';
    await loadCatalogue(ctx, { catalogue: parseCatalogue(yaml, 'judging.md'), onlyAtFirst: false });
    const checks = await db.selectFrom('healthCheck').select(['id', 'slug', 'serviceId']).execute();
    const idOf = (slug: string): string => checks.find((check) => check.slug === slug)?.id ?? '';
    const serviceOf = (slug: string): string => checks.find((check) => check.slug === slug)?.serviceId ?? '';

    /** `12:01:10` → each named check is seen so at that time. */
    async function see(time: string, state: 'up' | 'down', ...slugs: string[]): Promise<void> {
      clock.at = Date.parse(`2026-11-22T${time}Z`);
      for (const slug of slugs) await recordPlayed(ctx, [{ checkId: idOf(slug), at: clock.at, state }]);
    }
    const at = (instant: number | null): string | null =>
      instant === null ? null : new Date(instant).toISOString().slice(11, 19);
    const webmail = async (): Promise<Outage[]> => listOutages(db, [serviceOf('paris')], EVER);
    const phases = (outage: Outage | undefined) =>
      outage?.phases.map(({ startedAt, endedAt, state }) => [at(startedAt), at(endedAt), state]);

    await see('11:59:00', 'up', 'paris', 'lyon', 'web');
    for (const time of ['12:00:00', '12:00:10']) await see(time, 'down', 'paris');
    expect(await webmail()).toEqual([]);
    await see('12:00:20', 'down', 'paris');
    expect(phases((await webmail())[0])).toEqual([['12:00:00', null, 'degraded']]);
    for (const time of ['12:00:50', '12:01:00', '12:01:10']) await see(time, 'down', 'lyon');
    expect(phases((await webmail())[0])).toEqual([
      ['12:00:00', '12:00:50', 'degraded'],
      ['12:00:50', null, 'down'],
    ]);
    for (const time of ['12:01:20', '12:02:20', '12:03:20']) await see(time, 'down', 'paris', 'lyon');
    for (const time of ['12:04:00', '12:04:10']) await see(time, 'up', 'paris', 'lyon');
    const [first] = await webmail();
    expect(at(first?.endedAt ?? null)).toBe('12:04:00');
    expect((await findIncident(db, OPERATORS, first?.incidentId ?? ''))?.stage).toBe('resolved');

    for (const time of ['12:09:00', '12:09:10', '12:09:20']) await see(time, 'down', 'paris', 'lyon');
    const [, second] = await webmail();
    expect([at(second?.startedAt ?? null), second?.incidentId]).toEqual(['12:09:00', first?.incidentId]);
    const flapping = await findIncident(db, OPERATORS, first?.incidentId ?? '');
    expect(flapping?.updates.find((update) => update.automatic?.kind === 'flapping')?.automatic?.times).toBe(2);
    await see('12:10:20', 'down', 'paris', 'lyon');
    for (const time of ['12:11:00', '12:11:10']) await see(time, 'up', 'paris', 'lyon');
    const { quietAt } = await db
      .selectFrom('incident')
      .select('quietAt')
      .where('id', '=', first?.incidentId ?? '')
      .executeTakeFirstOrThrow();
    expect(at(quietAt)).toBe('12:26:00');

    clock.at = quietAt ?? 0;
    expect(await resolveQuietIncidents(ctx)).toEqual([first?.incidentId]);
    for (const time of ['12:30:00', '12:30:10', '12:30:20']) await see(time, 'down', 'web', 'paris', 'lyon');
    const [login] = await listOutages(db, [serviceOf('web')], EVER);
    const explained = (await webmail())[2];
    expect([explained?.explainedBy, explained?.incidentId]).toEqual([login?.id, login?.incidentId]);
    const alerted = await db.selectFrom('outageAlert').select('outageId').execute();
    expect(alerted.map(({ outageId }) => outageId)).toContain(login?.id);
    expect(alerted.map(({ outageId }) => outageId)).not.toContain(explained?.id);
  });
});
