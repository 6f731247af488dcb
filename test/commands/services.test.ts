import { beforeEach, expect, test } from 'vitest';
import { archiveService } from '#commands/archive-service';
import { changeService } from '#commands/change-service';
import type { CommandContext } from '#commands/context';
import { createService } from '#commands/create-service';
import { moveService } from '#commands/move-service';
import type { ServiceSettings } from '#commands/service-settings';
import { setDependencies } from '#commands/set-dependencies';
import { listDependencies } from '#db/queries/dependencies';
import { listServices } from '#db/queries/services';
import type { Actor } from '#domain/actor';
import { OPERATORS, PUBLIC } from '#domain/audience';
import { MINUTE_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed, watchingFacts } from '#test/support/watching';

const OPERATOR: Actor = { kind: 'operator', id: 'ann', name: 'Ann', roles: ['incidents'] };
const MAIL: ServiceSettings = {
  ...{ names: { en: 'Mail', fr: 'Messagerie' }, descriptions: {}, group: { names: { en: 'Office' } } },
  ...{ visibility: 'public', organizationIds: [], incidentMode: 'publish', holdMinutes: 0 },
  ...{ downWhen: 'any', downCount: 1, otherwise: 'degraded', needsIds: [], flapMs: 15 * MINUTE_MS },
};

onEachDatabase('commands of services', (database) => {
  let clock: TestClock;
  let ctx: CommandContext;

  beforeEach(() => {
    clock = new TestClock();
    ctx = testContext(database.db, clock, OPERATOR);
  });

  const row = (id: string) =>
    database.db.selectFrom('service').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  const needsOfService = async (serviceId: string) =>
    (await listDependencies(database.db)).filter((one) => one.serviceId === serviceId).map(({ needsId }) => needsId);

  test('a new service stands at the end, under a short name of its own', async () => {
    const first = await row(await createService(ctx, MAIL));
    const second = await row(await createService(ctx, { ...MAIL, group: { id: first.groupId ?? '' } }));
    expect([first.slug, second.slug]).toEqual(['mail', 'mail-2']);
    expect(second.position).toBeGreaterThan(first.position);
    expect(second.groupId).toBe(first.groupId);
  });

  test('a form that is sent twice adds one service', async () => {
    const count = async () => (await listServices(database.db, OPERATORS)).length;
    const before = await count();
    const submissionKey = ctx.newId();
    const input = { ...MAIL, submissionKey };
    expect([await createService(ctx, input), await createService(ctx, input)]).toEqual([submissionKey, submissionKey]);
    expect(await count()).toBe(before + 1);
  });

  test('a form that is sent again with other words adds no second service and loses no words in silence', async () => {
    const submissionKey = ctx.newId();
    await createService(ctx, { ...MAIL, submissionKey });
    const again = (async () => createService(ctx, { ...MAIL, names: { en: 'Mail for all' }, submissionKey }))();
    await expect(again).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('“Mail”') });
    expect(JSON.parse((await row(submissionKey)).names)).toEqual(MAIL.names);
  });

  test('what cannot be is refused beside its field, and other roles are refused altogether', async () => {
    const refused = (more: Partial<ServiceSettings>) => (async () => createService(ctx, { ...MAIL, ...more }))();
    await expect(refused({ names: { fr: 'Messagerie' } })).rejects.toMatchObject({ field: 'nameEn' });
    await expect(refused({ incidentMode: 'hold' })).rejects.toMatchObject({ field: 'holdMinutes' });
    await expect(refused({ visibility: 'organizations' })).rejects.toMatchObject({ field: 'organizationIds' });
    const unknown = { visibility: 'organizations', organizationIds: ['nobody'] } as const;
    await expect(refused(unknown)).rejects.toMatchObject({ field: 'organizationIds' });
    const money = { ...ctx, actor: { ...OPERATOR, roles: ['money'] } as Actor };
    await expect((async () => createService(money, MAIL))()).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('a rule that needs more checks than can take the service down is refused, unless it stood so already', async () => {
    const serviceId = await createService(ctx, { ...MAIL, downWhen: 'at-least', downCount: 3 });
    for (const impact of ['down', 'down', 'degraded'] as const) await addCheck(database.db, serviceId, { impact });
    const change = (revision: number, downCount: number) =>
      changeService(ctx, { serviceId, revision, settings: { ...MAIL, downWhen: 'at-least', downCount } });
    await change(1, 3);
    await expect(change(2, 4)).rejects.toMatchObject({ field: 'downCount', message: expect.stringMatching(/Only 2/) });
    await change(2, 2);
    expect((await row(serviceId)).downCount).toBe(2);
  });

  test('a service that becomes hidden is gone for the public at once; the second of two editors is told', async () => {
    const id = await createService(ctx, MAIL);
    const seen = async () => (await listServices(database.db, PUBLIC)).some((service) => service.id === id);
    expect(await seen()).toBe(true);
    const settings: ServiceSettings = { ...MAIL, visibility: 'operators' };
    await changeService(ctx, { serviceId: id, revision: 1, settings });
    expect(await seen()).toBe(false);
    await expect(changeService(ctx, { serviceId: id, revision: 1, settings: MAIL })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await seen()).toBe(false);
  });

  test('a service moves past its neighbour and stays at the edges', async () => {
    const a = await createService(ctx, { ...MAIL, names: { en: 'A' }, group: { names: { en: 'Letters' } } });
    const group = { id: (await row(a)).groupId ?? '' };
    const b = await createService(ctx, { ...MAIL, names: { en: 'B' }, group });
    const c = await createService(ctx, { ...MAIL, names: { en: 'C' }, group });
    const order = async () =>
      (await listServices(database.db, OPERATORS))
        .filter(({ groupId }) => groupId === group.id)
        .map(({ names }) => names.en);
    await moveService(ctx, { serviceId: c, revision: 1, direction: 'up' });
    expect(await order()).toEqual(['A', 'C', 'B']);
    await moveService(ctx, { serviceId: a, revision: 1, direction: 'down' });
    expect(await order()).toEqual(['C', 'A', 'B']);
    await moveService(ctx, { serviceId: c, revision: 1, direction: 'up' });
    await moveService(ctx, { serviceId: b, revision: 1, direction: 'down' });
    expect(await order()).toEqual(['C', 'A', 'B']);
  });

  test('an archived service leaves the page, its checks run no more, its outage ends and stays', async () => {
    const id = await createService(ctx, MAIL);
    const check = await addCheck(database.db, id, { failAfter: 1, createdAt: clock.at });
    clock.advance(MINUTE_MS);
    const failedAt = clock.at;
    await recordPlayed(ctx, [{ checkId: check.id, at: failedAt, state: 'down' }]);
    clock.advance(MINUTE_MS);
    await archiveService(ctx, { serviceId: id, revision: 1 });
    expect((await watchingFacts(database.db)).outages).toContainEqual([failedAt, clock.at, 'down']);
    const checks = await database.db.selectFrom('healthCheck').selectAll().where('serviceId', '=', id).execute();
    expect(checks.map(({ archivedAt }) => archivedAt)).toEqual([clock.at]);
    expect((await listServices(database.db, OPERATORS)).some((service) => service.id === id)).toBe(false);
  });

  test('what a service needs and when it comes back as the same incident are set with it, and logged', async () => {
    const login = await createService(ctx, { ...MAIL, names: { en: 'Login' } });
    const mail = await createService(ctx, { ...MAIL, needsIds: [login], flapMs: 0 });
    expect((await row(mail)).flapMs).toBe(0);
    expect(await needsOfService(mail)).toEqual([login]);
    const circle = { ...MAIL, names: { en: 'Login' }, needsIds: [mail] };
    await expect(changeService(ctx, { serviceId: login, revision: 1, settings: circle })).rejects.toMatchObject({
      field: 'needs',
      message: expect.stringMatching(/^(Login needs Mail, which needs Login|Mail needs Login, which needs Mail): /),
    });
    expect(await needsOfService(login)).toEqual([]);
    expect((await row(login)).revision).toBe(1);
    const unknown = { ...MAIL, needsIds: ['nobody'] };
    await expect(createService(ctx, unknown)).rejects.toMatchObject({ field: 'needs' });
    await changeService(ctx, { serviceId: mail, revision: 1, settings: MAIL });
    expect(await needsOfService(mail)).toEqual([]);
    const logged = await database.db
      .selectFrom('auditEntry')
      .select(['action', 'detail'])
      .where('subjectId', '=', mail)
      .where('action', '=', 'set-dependencies')
      .orderBy('id')
      .execute();
    expect(logged.map(({ detail }) => JSON.parse(detail))).toEqual([
      { needsIds: [login], beforeIds: [] },
      { needs: [], needsIds: [], beforeIds: [login] },
    ]);
    const tooShort = { ...MAIL, flapMs: 1_000 };
    await expect((async () => createService(ctx, tooShort))()).rejects.toMatchObject({ field: 'flapping' });
    const money = { ...ctx, actor: { ...OPERATOR, roles: ['money'] } as Actor };
    const forbidden = (async () => setDependencies(money, { serviceId: mail, needsIds: [login] }))();
    await expect(forbidden).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('what the catalogue owns is changed there alone', async () => {
    const serviceId = await addService(database.db, { origin: 'catalogue' });
    const at = { serviceId, revision: 1 };
    await expect(changeService(ctx, { ...at, settings: MAIL })).rejects.toMatchObject({ code: 'closed' });
    await expect(archiveService(ctx, at)).rejects.toMatchObject({ code: 'closed' });
    await expect(moveService(ctx, { ...at, direction: 'up' })).rejects.toMatchObject({ code: 'closed' });
  });
});
