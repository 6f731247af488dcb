import { beforeEach, expect, test } from 'vitest';
import { changeCheck } from '#commands/change-check';
import { type ClaimedCheck, claimDueChecks } from '#commands/claim-due-checks';
import type { CommandContext } from '#commands/context';
import { createCheck } from '#commands/create-check';
import { keepWorker } from '#commands/keep-worker';
import { loadCatalogue } from '#commands/load-catalogue';
import { pauseCheck } from '#commands/pause-check';
import { type RecordSamplesResult, recordSamples } from '#commands/record-samples';
import { listMeasurementGaps } from '#db/queries/checks';
import type { Actor } from '#domain/actor';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain/time';
import { DEFAULT_SETTINGS } from '#domain/watching/check-settings';
import { parseCatalogue } from '#lib/catalogue-file';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addSharedCheck, gapsOf, INTERVAL_MS, lookForSilence, tell } from '#test/support/places';
import { addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const OPERATOR: Actor = { kind: 'operator', id: 'ann', name: 'Ann', roles: ['incidents'] };
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const settings = { ...DEFAULT_SETTINGS, name: 'Mailbox', intervalMs: HOUR_MS };
const target = { url: 'https://mail.example/' };
const box = createCheckBox(['a key of the tests with many letters']);

onEachDatabase('a check that is edited', (database) => {
  let clock: TestClock;
  let ctx: CommandContext;
  let serviceId: string;
  let checkId: string;
  let t0: number;

  beforeEach(async () => {
    clock = new TestClock();
    t0 = clock.at;
    await keepWorker(testContext(database.db, clock), { workerId: 'one', forMs: 24 * HOUR_MS });
    ctx = testContext(database.db, clock, OPERATOR);
    await database.db.updateTable('healthCheck').set({ archivedAt: 1 }).execute();
    serviceId = await addService(database.db);
    checkId = await createCheck(ctx, { serviceId, kind: 'http', settings, box, target });
  });

  const rowOf = (id: string) =>
    database.db.selectFrom('healthCheck').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const gaps = async () =>
    (await listMeasurementGaps(database.db, [serviceId], EVER)).map(({ startedAt, endedAt }) => [
      startedAt - t0,
      endedAt === null ? null : endedAt - t0,
    ]);
  const edit = async (changes: { readonly settings?: Partial<typeof settings>; readonly url?: string }) => {
    const { revision } = await rowOf(checkId);
    const url = changes.url ?? target.url;
    const changed = { ...settings, ...changes.settings };
    await changeCheck(ctx, { checkId, revision, settings: changed, target: { url }, dropped: [], box });
  };
  const look = () => recordPlayed(ctx, [{ checkId, at: clock.at, state: 'up' }]);

  async function claim(): Promise<ClaimedCheck> {
    clock.advance(6 * SECOND_MS);
    const [claimed] = await claimDueChecks(ctx, { limit: 1, graceMs: 6_000, workerId: 'one' });
    if (!claimed) throw new Error('Nothing is due.');
    return claimed;
  }

  function finish({ id, leaseToken, revision }: ClaimedCheck): Promise<RecordSamplesResult> {
    const sample = { at: clock.at, state: 'up', gapCause: null } as const;
    const outcome = { checkId: id, leaseToken, revision, sample, latencyMs: 10, cause: null, detail: null };
    return recordSamples(ctx, { outcomes: [outcome] });
  }

  test('keeps the result of a run under way that asked the same, and is run on by its new settings', async () => {
    const claimed = await claim();
    await edit({ settings: { name: 'The mailbox', intervalMs: MINUTE_MS } });
    expect(await claimDueChecks(ctx, { limit: 1, graceMs: 6_000, workerId: 'one' })).toEqual([]);
    expect(await finish(claimed)).toEqual({ recorded: 1, refused: 0, overtaken: 0 });
    const { nextDueAt, state } = await rowOf(checkId);
    expect(state).toBe('up');
    expect(nextDueAt - clock.at).toBeLessThanOrEqual(MINUTE_MS);
  });

  test('does not count what its old target answered, which is nobody taking it over; nor is a pause', async () => {
    const edited = await claim();
    await edit({ url: 'https://mail.example/health' });
    expect(await finish(edited)).toEqual({ recorded: 0, refused: 1, overtaken: 0 });
    const paused = await claim();
    const { revision } = await rowOf(checkId);
    await pauseCheck(ctx, { checkId, revision, reason: 'The server moves.' });
    expect(await finish(paused)).toEqual({ recorded: 0, refused: 1, overtaken: 0 });
  });

  test('is taken over where another process claims it after its lease, whether that one has finished or not', async () => {
    const first = await claim();
    clock.advance(HOUR_MS);
    const second = await claim();
    expect(await finish(first)).toEqual({ recorded: 0, refused: 1, overtaken: 1 });
    clock.advance(SECOND_MS);
    expect(await finish(second)).toEqual({ recorded: 1, refused: 0, overtaken: 0 });
    expect(await finish(second)).toEqual({ recorded: 0, refused: 1, overtaken: 0 });
    clock.advance(SECOND_MS);
    expect(await finish(first)).toEqual({ recorded: 0, refused: 1, overtaken: 1 });
  });

  test('keeps the time since its last look, however much shorter its interval becomes', async () => {
    await look();
    clock.advance(30 * MINUTE_MS);
    await edit({ settings: { intervalMs: MINUTE_MS } });
    clock.advance(3 * SECOND_MS);
    await look();
    clock.advance(5 * MINUTE_MS);
    await look();
    const seenAgain = 30 * MINUTE_MS + 3 * SECOND_MS;
    expect(await gaps()).toEqual([
      [0, 0],
      [seenAgain, seenAgain + 5 * MINUTE_MS],
    ]);
  });

  test('does not call a silence seen because its interval is made longer afterwards', async () => {
    await edit({ settings: { intervalMs: MINUTE_MS } });
    await look();
    clock.advance(30 * MINUTE_MS);
    await edit({ settings: { intervalMs: HOUR_MS } });
    clock.advance(3 * SECOND_MS);
    await look();
    expect(await gaps()).toEqual([
      [0, 0],
      [0, 30 * MINUTE_MS + 3 * SECOND_MS],
    ]);
  });

  test('keeps it as well where the catalogue shortens the interval', async () => {
    const load = (interval: string) =>
      loadCatalogue(ctx, {
        catalogue: parseCatalogue(
          `groups:\n  - slug: all\n    name: All\n    services:\n      - slug: shop\n        name: Shop\n        checks:\n          - { slug: web, name: Web, interval: ${interval}, http: { url: 'https://shop.test/' } }\n`,
          'test.yaml',
        ),
        onlyAtFirst: false,
      });
    await load('1h');
    const query = database.db.selectFrom('healthCheck').selectAll().where('slug', '=', 'web');
    const { id, serviceId: shopId } = await query.executeTakeFirstOrThrow();
    await recordPlayed(ctx, [{ checkId: id, at: clock.at, state: 'up' }]);
    clock.advance(30 * MINUTE_MS);
    await load('1m');
    clock.advance(3 * SECOND_MS);
    await recordPlayed(ctx, [{ checkId: id, at: clock.at, state: 'up' }]);
    const written = await listMeasurementGaps(database.db, [shopId], EVER);
    expect(written.map(({ startedAt, endedAt }) => [startedAt, endedAt])).toEqual([[t0, t0]]);
  });

  test('has no silent place because of it: what a place told before counts as long as it did', async () => {
    const { checkId: sharedId, places } = await addSharedCheck(ctx, ['Paris']);
    const [placeId = ''] = places;
    await tell(ctx, { checkId: sharedId, placeId, at: t0, states: ['up'] });
    clock.advance(INTERVAL_MS);
    const { revision, name, target: asked } = await rowOf(sharedId);
    const faster = { ...settings, name, intervalMs: SECOND_MS, timeoutMs: SECOND_MS };
    await changeCheck(ctx, {
      checkId: sharedId,
      revision,
      settings: faster,
      target: JSON.parse(asked),
      dropped: [],
      box,
    });
    await lookForSilence(ctx, clock);
    expect(await gapsOf(database.db, sharedId, t0)).toEqual([]);
    clock.advance(2 * INTERVAL_MS);
    await lookForSilence(ctx, clock);
    expect(await gapsOf(database.db, sharedId, t0)).toEqual([[0, null]]);
  });
});
