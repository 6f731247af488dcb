import { beforeEach, expect, test } from 'vitest';
import { raiseUnexplained } from '#commands/raise-unexplained';
import { setDependencies } from '#commands/set-dependencies';
import { takeBackOutage } from '#commands/take-back-outage';
import { findIncident } from '#db/queries/incidents';
import { listOutages } from '#db/queries/outages';
import { OPERATORS } from '#domain/audience';
import { MINUTE_MS } from '#domain/time';
import { updateText } from '#i18n/incident/wording';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addOutage, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

const T = Date.parse('2026-11-22T12:00:00Z');
const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const FAST = { failAfter: 1, recoverAfter: 1, intervalMs: 60 * MINUTE_MS };

onEachDatabase('what explains an outage', (database) => {
  let clock: TestClock;
  let login: string;
  let mail: string;
  let checks: Map<string, string>;

  beforeEach(async () => {
    clock = new TestClock(T);
    const { db } = database;
    await db.updateTable('incident').set({ resolvedAt: 1 }).execute();
    await db.deleteFrom('outageAlert').execute();
    login = await addService(db, { name: 'Login' });
    mail = await addService(db, { name: 'Mail' });
    checks = new Map();
    for (const id of [login, mail]) checks.set(id, (await addCheck(db, id, FAST)).id);
    await setDependencies(ctx(), { serviceId: mail, needsIds: [login] });
  });

  const ctx = () => testContext(database.db, clock);
  const look = async (serviceId: string, state: 'up' | 'down', at: number) => {
    clock.at = at;
    await recordPlayed(ctx(), [{ checkId: checks.get(serviceId) ?? '', at, state }]);
  };
  const outageOf = async (serviceId: string) => {
    const [outage] = await listOutages(database.db, [serviceId], EVER);
    if (!outage) throw new Error('There is no outage.');
    return outage;
  };
  const alerted = async () =>
    (await database.db.selectFrom('outageAlert').select('outageId').execute()).map((row) => row.outageId);

  test('it joins the incident of what it needs, also an hour into it, stays on record and raises no alarm', async () => {
    await look(login, 'down', T);
    await look(mail, 'down', T + 60 * MINUTE_MS);
    const [cause, outage] = [await outageOf(login), await outageOf(mail)];
    expect(outage).toMatchObject({
      startedAt: T + 60 * MINUTE_MS,
      explainedBy: cause.id,
      incidentId: cause.incidentId,
    });
    expect(await alerted()).toEqual([cause.id]);
    const incident = await findIncident(database.db, OPERATORS, cause.incidentId ?? '');
    const line = incident?.updates.find((update) => update.automatic?.kind === 'explained');
    if (!line || !incident) throw new Error('There is no line.');
    expect(updateText(line, incident, 'en').text).toBe(
      'Our checks of Mail are failing as well, because Login is needed for it.',
    );
    await look(login, 'up', T + 70 * MINUTE_MS);
    await look(mail, 'up', T + 71 * MINUTE_MS);
    expect(await outageOf(mail)).toMatchObject({ endedAt: T + 71 * MINUTE_MS });
    expect(new Set(await alerted())).toEqual(new Set([cause.id]));
    expect((await findIncident(database.db, OPERATORS, cause.incidentId ?? ''))?.resolvedAt).toBe(T + 71 * MINUTE_MS);
  });

  test('noticed first, it is explained as soon as the cause is seen, and its alarm is taken back before it is sent', async () => {
    await look(mail, 'down', T);
    expect(await alerted()).toHaveLength(1);
    await look(login, 'down', T + 10_000);
    const cause = await outageOf(login);
    expect(await outageOf(mail)).toMatchObject({ explainedBy: cause.id, incidentId: cause.incidentId });
    expect(await alerted()).toEqual([cause.id]);
  });

  test('what is explained is called no failure where it is merely degraded', async () => {
    const checkId = checks.get(mail) ?? '';
    await database.db.updateTable('healthCheck').set({ impact: 'degraded' }).where('id', '=', checkId).execute();
    await look(mail, 'down', T);
    await look(login, 'down', T + 10_000);
    const incident = await findIncident(database.db, OPERATORS, (await outageOf(login)).incidentId ?? '');
    const line = incident?.updates.find((update) => update.automatic?.kind === 'explained');
    if (!line || !incident) throw new Error('There is no line.');
    expect(updateText(line, incident, 'en').text).toBe(
      'Our checks see problems with Mail as well, because Login is needed for it.',
    );
    expect(updateText(line, incident, 'fr').text).toBe(
      'Nos vérifications constatent également des perturbations pour Mail, qui a besoin de Login.',
    );
  });

  test('an outage long before that of what it needs is its own', async () => {
    await look(mail, 'down', T);
    await look(login, 'down', T + 30 * MINUTE_MS);
    expect(await outageOf(mail)).toMatchObject({ explainedBy: null });
    expect((await outageOf(mail)).incidentId).not.toBe((await outageOf(login)).incidentId);
  });

  test('a cause the readers may not know of is not named to them: each has its own incident, with one alarm', async () => {
    await database.db.updateTable('service').set({ visibility: 'operators' }).where('id', '=', login).execute();
    await look(login, 'down', T);
    await look(mail, 'down', T + 1_000);
    const [cause, outage] = [await outageOf(login), await outageOf(mail)];
    expect(outage.explainedBy).toBe(cause.id);
    expect(outage.incidentId).not.toBe(cause.incidentId);
    expect(await alerted()).toEqual([cause.id]);
  });

  test('a cause that is taken back explains nothing any more: what lasts raises its alarm after all', async () => {
    await look(login, 'down', T);
    await look(mail, 'down', T + 10_000);
    const cause = await outageOf(login);
    await takeBackOutage(ctx(), { outageId: cause.id, reason: 'A test.' });
    const outage = await outageOf(mail);
    expect(outage.explainedBy).toBeNull();
    expect(await alerted()).toEqual([outage.id]);
  });

  test('what lasts longer than its cause raises its alarm after all, unless something else that it needs is out', async () => {
    await look(login, 'down', T);
    await look(mail, 'down', T + MINUTE_MS);
    await look(login, 'up', T + 30 * MINUTE_MS);
    const [cause, outage] = [await outageOf(login), await outageOf(mail)];
    clock.at = T + 34 * MINUTE_MS;
    expect(await raiseUnexplained(ctx())).toEqual([]);
    const network = await addService(database.db, { name: 'Network' });
    await setDependencies(ctx(), { serviceId: mail, needsIds: [login, network] });
    const declared = await addOutage(database.db, network, { startedAt: T });
    clock.at = T + 36 * MINUTE_MS;
    expect(await raiseUnexplained(ctx())).toEqual([]);
    expect(await outageOf(mail)).toMatchObject({ explainedBy: declared });
    await database.db.updateTable('outage').set({ endedAt: clock.at }).where('id', '=', declared).execute();
    clock.advance(5 * MINUTE_MS);
    expect(await raiseUnexplained(ctx())).toEqual([outage.id]);
    expect(await raiseUnexplained(ctx())).toEqual([]);
    expect(await outageOf(mail)).toMatchObject({ explainedBy: null, endedAt: null });
    expect(new Set(await alerted())).toEqual(new Set([cause.id, outage.id]));
  });

  test('services that need each other in a circle are refused in words', async () => {
    const disk = await addService(database.db, { slug: `disk-${clock.at}-${database.dialect}` });
    await setDependencies(ctx(), { serviceId: login, needsIds: [disk] });
    await expect(setDependencies(ctx(), { serviceId: disk, needsIds: [mail] })).rejects.toMatchObject({
      code: 'invalid',
      field: 'needs',
      message: expect.stringMatching(/ needs .*, which needs .*: services that need each other in a circle/),
    });
    await expect(setDependencies(ctx(), { serviceId: disk, needsIds: [disk] })).rejects.toMatchObject({
      message: expect.stringMatching(/needs itself/),
    });
  });
});
