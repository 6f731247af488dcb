import { beforeEach, expect, test } from 'vitest';
import { changeCheck } from '#commands/change-check';
import type { CommandContext } from '#commands/context';
import { createCheck } from '#commands/create-check';
import { pauseCheck } from '#commands/pause-check';
import { listMeasurementGaps } from '#db/queries/checks';
import { listOutages } from '#db/queries/outages';
import { getPublicVersion } from '#db/queries/public-version';
import type { Actor } from '#domain/actor';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { DEFAULT_SETTINGS } from '#domain/watching/check-settings';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const OPERATOR: Actor = { kind: 'operator', id: 'ann', name: 'Ann', roles: ['incidents'] };
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const settings = { ...DEFAULT_SETTINGS, name: 'Mailbox', failAfter: 3, recoverAfter: 1 };
const box = createCheckBox(['a key of the tests with many letters']);

onEachDatabase('what nobody saw', (database) => {
  let clock: TestClock;
  let ctx: CommandContext;
  let serviceId: string;
  let checkId: string;
  let t0: number;

  beforeEach(async () => {
    clock = new TestClock();
    t0 = clock.at;
    ctx = testContext(database.db, clock, OPERATOR);
    serviceId = await addService(database.db);
    const target = { url: 'https://mail.example/' };
    checkId = await createCheck(ctx, { serviceId, kind: 'http', settings, box, target });
  });

  const row = () =>
    database.db.selectFrom('healthCheck').selectAll().where('id', '=', checkId).executeTakeFirstOrThrow();
  const outages = async () =>
    (await listOutages(database.db, [serviceId], EVER)).map(({ startedAt, endedAt }) => [
      (startedAt - t0) / MINUTE_MS,
      endedAt === null ? null : (endedAt - t0) / MINUTE_MS,
    ]);
  const gaps = async () =>
    (await listMeasurementGaps(database.db, [serviceId], EVER)).map(({ startedAt, endedAt }) => [
      (startedAt - t0) / MINUTE_MS,
      endedAt === null ? null : (endedAt - t0) / MINUTE_MS,
    ]);

  /** One letter a minute; `_` is a minute in which nobody looked. */
  async function play(letters: string): Promise<void> {
    const states = { u: 'up', d: 'down', x: 'unknown' } as const;
    for (const letter of letters) {
      clock.advance(MINUTE_MS);
      if (letter === '_') continue;
      await recordPlayed(ctx, [{ checkId, at: clock.at, state: states[letter as keyof typeof states] }]);
    }
  }

  async function edit(url: string): Promise<void> {
    const { revision } = await row();
    await changeCheck(ctx, { checkId, revision, settings, target: { url }, dropped: [], box });
  }

  test('a target that never answered is unknown, however often it fails, and its first failures after an answer count', async () => {
    await play('ddddd');
    expect(await outages()).toEqual([]);
    expect(await gaps()).toEqual([[0, null]]);
    expect(await row()).toMatchObject({ state: 'unknown', firstUpAt: null, lastCause: 'refused' });
    await play('uddd');
    expect(await gaps()).toEqual([[0, 6]]);
    expect(await outages()).toEqual([[7, null]]);
  });

  test('a check that asks something else begins anew: old failures confirm nothing, and a mistyped address is no outage', async () => {
    await play('uudd');
    await edit('https://mial.example/');
    await play('dddd');
    expect(await outages()).toEqual([]);
    expect(await gaps()).toEqual([
      [0, 1],
      [4, null],
    ]);
    await edit('https://mail.example/health');
    await play('uddd');
    expect(await outages()).toEqual([[10, null]]);
  });

  test('an edit in the middle of an outage neither ends nor hides it', async () => {
    await play('uddd');
    await edit('https://mail.example/health');
    await play('ddu');
    expect(await outages()).toEqual([[2, 7]]);
  });

  test('an outage that nobody saw end is over with the last look at it; one that still lasts has gone on', async () => {
    await play('uddd');
    await play('______u');
    expect(await outages()).toEqual([[2, 4]]);
    expect(await gaps()).toEqual([
      [0, 1],
      [4, 11],
    ]);
    await play('ddd______du');
    expect(await outages()).toEqual([
      [2, 4],
      [12, 22],
    ]);
  });

  test('a lost connection in the middle of an outage is no part of it when it turns out to be over', async () => {
    await play('udddxxxu');
    expect(await outages()).toEqual([[2, 4]]);
    expect(await gaps()).toEqual([
      [0, 1],
      [4, 8],
    ]);
  });

  test('a pause ends an outage where the check was last looked at', async () => {
    await play('uddd');
    clock.advance(3 * HOUR_MS);
    const { revision } = await row();
    await pauseCheck(ctx, { checkId, revision, reason: 'The server moves.' });
    expect(await outages()).toEqual([[2, 4]]);
  });

  test('pages are made anew with the first look after a silence: they may say that they cannot see', async () => {
    await play('uu');
    const before = await getPublicVersion(database.db);
    await play('u');
    expect(await getPublicVersion(database.db)).toBe(before);
    await play('______u');
    expect(await getPublicVersion(database.db)).toBe(before + 1);
  });

  test('pages are made anew when unknown time begins and when it ends, not with every look that sees nothing', async () => {
    await play('uddd');
    const version = () => getPublicVersion(database.db);
    const before = await version();
    await play('x');
    const blind = await version();
    expect(blind).toBeGreaterThan(before);
    await play('xxx');
    expect(await version()).toBe(blind);
    await play('d');
    expect(await version()).toBe(blind + 1);
    await database.db.updateTable('service').set({ visibility: 'operators' }).where('id', '=', serviceId).execute();
    await play('xd');
    expect(await version()).toBe(blind + 1);
  });
});
