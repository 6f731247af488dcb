import { randomUUIDv7 } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { changeCheck } from '#commands/change-check';
import type { CommandContext } from '#commands/context';
import { createCheck } from '#commands/create-check';
import { deleteCheck } from '#commands/delete-check';
import { pauseCheck } from '#commands/pause-check';
import { resealCheckSecrets } from '#commands/reseal-check-secrets';
import { resumeCheck } from '#commands/resume-check';
import { getPublicVersion } from '#db/queries/public-version';
import type { Actor } from '#domain/actor';
import { MINUTE_MS } from '#domain/time';
import { DEFAULT_SETTINGS } from '#domain/watching/check-settings';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { openSecrets } from '#lib/check-secrets/sealed-secrets';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed, watchingFacts } from '#test/support/watching';

const SECRET = 'hunter2-and-more';
const OPERATOR: Actor = { kind: 'operator', id: 'ann', name: 'Ann', roles: ['incidents'] };
const settings = { ...DEFAULT_SETTINGS, name: 'Mailbox', failAfter: 1, recoverAfter: 1 };
const box = createCheckBox(['a key of the tests with many letters']);

onEachDatabase('commands of checks', (database) => {
  let clock: TestClock;
  let ctx: CommandContext;
  let serviceId: string;

  beforeEach(async () => {
    clock = new TestClock();
    ctx = testContext(database.db, clock, OPERATOR);
    serviceId = await addService(database.db);
  });

  const row = (id: string) =>
    database.db.selectFrom('healthCheck').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  async function everything(): Promise<string> {
    const tables = await database.db.introspection.getTables();
    const rows = await Promise.all(
      tables.map(({ name }) =>
        database.db
          .selectFrom(name as 'tick')
          .selectAll()
          .execute(),
      ),
    );
    return JSON.stringify(rows);
  }

  function create(more: Readonly<Record<string, unknown>> = { token: SECRET }): Promise<string> {
    return createCheck(ctx, {
      ...{ serviceId, kind: 'http', settings, box },
      target: { url: 'https://mail.example/', ...more },
    });
  }

  test('a new check is due at once, unknown until its first answer, and its secret is nowhere in clear', async () => {
    const before = await getPublicVersion(database.db);
    const id = await create();
    const check = await row(id);
    expect(check).toMatchObject({ origin: 'console', state: 'unknown', slug: 'mailbox', revision: 1 });
    expect(check.nextDueAt - clock.at).toBeLessThan(6_000);
    expect(openSecrets(box, id, check.secrets)).toEqual({ token: SECRET });
    expect(await everything()).not.toContain(SECRET);
    expect(await getPublicVersion(database.db)).toBeGreaterThan(before);
    expect((await watchingFacts(database.db)).gaps).toContainEqual([clock.at, null, 'not-running']);
  });

  test('two checks of one name live side by side', async () => {
    const slugs = [await row(await create()), await row(await create())].map(({ slug }) => slug);
    expect(slugs).toEqual(['mailbox', 'mailbox-2']);
  });

  test('the same form sent twice, also at once, is one check', async () => {
    const submissionKey = randomUUIDv7();
    const given = {
      serviceId,
      kind: 'http',
      settings,
      box,
      submissionKey,
      target: { url: 'https://mail.example/', token: SECRET },
    };
    const ids = await Promise.all([createCheck(ctx, given), createCheck(ctx, given)]);
    expect([...ids, await createCheck(ctx, given)]).toEqual([submissionKey, submissionKey, submissionKey]);
    const checks = await database.db
      .selectFrom('healthCheck')
      .select('id')
      .where('serviceId', '=', serviceId)
      .execute();
    expect(checks).toEqual([{ id: submissionKey }]);
  });

  test('only the incidents role may, and only what fits is taken', async () => {
    const money = { ...ctx, actor: { ...OPERATOR, roles: ['money', 'tickets', 'audit'] } as Actor };
    const given = { serviceId, kind: 'http', settings, box, target: { url: 'https://mail.example/' } };
    await expect((async () => createCheck(money, given))()).rejects.toMatchObject({ code: 'forbidden' });
    const wrong = (more: object): Promise<unknown> => (async () => createCheck(ctx, { ...given, ...more }))();
    await expect(wrong({ kind: 'telepathy' })).rejects.toMatchObject({ code: 'invalid', field: 'kind' });
    await expect(wrong({ target: { url: 'ftp://x' } })).rejects.toMatchObject({ field: 'url' });
    await expect(wrong({ target: { url: 'https://x', token: { env: 'PATH' } } })).rejects.toMatchObject({
      field: 'token',
    });
    await expect(wrong({ settings: { ...settings, intervalMs: 5 } })).rejects.toMatchObject({ field: 'intervalMs' });
    await expect(wrong({ serviceId: 'nobody' })).rejects.toMatchObject({ field: 'serviceId' });
  });

  test('of two operators who edit at once the second one is told, and nothing of his is written', async () => {
    const id = await create();
    const change = (name: string) =>
      changeCheck(ctx, {
        ...{ checkId: id, revision: 1, dropped: [], box },
        settings: { ...settings, name },
        target: { url: 'https://mail.example/' },
      });
    await change('First');
    await expect(change('Second')).rejects.toMatchObject({ code: 'conflict' });
    expect(await row(id)).toMatchObject({ name: 'First', revision: 2 });
    expect(openSecrets(box, id, (await row(id)).secrets)).toEqual({ token: SECRET });
  });

  test('a kept secret cannot be sent to another server; typed again it can, and removed it is gone', async () => {
    const id = await create();
    const change = (revision: number, target: object, dropped: readonly string[] = []) =>
      changeCheck(ctx, { checkId: id, revision, dropped, box, settings, target: { ...target } });
    await expect(change(1, { url: 'https://thief.example/' })).rejects.toMatchObject({ field: 'token' });
    await change(1, { url: 'https://other.example/', token: 'another-secret-text' });
    expect(openSecrets(box, id, (await row(id)).secrets)).toEqual({ token: 'another-secret-text' });
    await change(2, { url: 'https://third.example/' }, ['token']);
    expect((await row(id)).secrets).toBeNull();
    const lines = await database.db.selectFrom('auditEntry').select('detail').where('subjectId', '=', id).execute();
    const texts = await database.db.selectFrom('personalText').select('body').execute();
    expect(JSON.stringify([lines, texts])).not.toMatch(/hunter2|another-secret/);
    expect(JSON.stringify(texts)).toContain('https://mail.example/ → https://other.example/');
  });

  test('a paused check is unknown from then on, its outage ends, and it begins anew when it runs again', async () => {
    const id = await create({});
    await recordPlayed(ctx, [{ checkId: id, at: clock.at, state: 'up' }]);
    clock.advance(MINUTE_MS);
    const failedAt = clock.at;
    await recordPlayed(ctx, [{ checkId: id, at: failedAt, state: 'down' }]);
    clock.advance(MINUTE_MS);
    const pausedAt = clock.at;
    await expect((async () => pauseCheck(ctx, { checkId: id, revision: 1, reason: ' ' }))()).rejects.toMatchObject({
      field: 'reason',
    });
    await pauseCheck(ctx, { checkId: id, revision: 1, reason: 'The server moves.' });
    const facts = await watchingFacts(database.db);
    expect(facts.outages).toContainEqual([failedAt, pausedAt, 'down']);
    expect(facts.gaps).toContainEqual([pausedAt, null, 'paused']);
    clock.advance(60 * MINUTE_MS);
    await resumeCheck(ctx, { checkId: id, revision: 2 });
    clock.advance(MINUTE_MS);
    await recordPlayed(ctx, [{ checkId: id, at: clock.at, state: 'up' }]);
    const after = await watchingFacts(database.db);
    expect(after.gaps.filter(([startedAt]) => startedAt >= pausedAt)).toEqual([[pausedAt, clock.at, 'paused']]);
    expect(await row(id)).toMatchObject({ state: 'up', pausedAt: null, pauseReason: null });
  });

  test('a result that comes in after the pause is not taken', async () => {
    const id = await create({});
    await pauseCheck(ctx, { checkId: id, revision: 1, reason: 'Because.' });
    clock.advance(MINUTE_MS);
    const { recorded } = await recordPlayed(ctx, [{ checkId: id, at: clock.at, state: 'down' }]);
    expect(recorded).toBe(0);
  });

  test('a deleted check ends its outage, keeps its samples and forgets its secrets', async () => {
    const id = await create();
    await recordPlayed(ctx, [{ checkId: id, at: clock.at, state: 'up' }]);
    clock.advance(MINUTE_MS);
    const failedAt = clock.at;
    await recordPlayed(ctx, [{ checkId: id, at: failedAt, state: 'down' }]);
    clock.advance(MINUTE_MS);
    await deleteCheck(ctx, { checkId: id, revision: 1 });
    expect((await watchingFacts(database.db)).outages).toContainEqual([failedAt, clock.at, 'down']);
    const check = await row(id);
    expect(check).toMatchObject({ archivedAt: clock.at, secrets: null });
    const samples = await database.db.selectFrom('sample').selectAll().where('checkNo', '=', check.no).execute();
    expect(samples).toHaveLength(2);
    await expect(deleteCheck(ctx, { checkId: id, revision: 1 })).rejects.toMatchObject({ code: 'closed' });
  });

  test('what the catalogue owns is changed there alone', async () => {
    const { id } = await addCheck(database.db, serviceId, { origin: 'catalogue' });
    const at = { checkId: id, revision: 1 };
    const target = { url: 'https://mail.example/' };
    for (const attempt of [
      () => changeCheck(ctx, { ...at, settings, target, dropped: [], box }),
      () => pauseCheck(ctx, { ...at, reason: 'Because.' }),
      () => deleteCheck(ctx, at),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'closed', message: expect.stringMatching(/catalogue/) });
    }
  });

  test('a new key takes over from the old one, and a lost key names the checks it concerns', async () => {
    const id = await create();
    const next = createCheckBox(['the next key of the tests, also long', 'a key of the tests with many letters']);
    expect((await resealCheckSecrets(ctx, next)).unreadable).toEqual([]);
    const alone = createCheckBox(['the next key of the tests, also long']);
    expect(openSecrets(alone, id, (await row(id)).secrets)).toEqual({ token: SECRET });
    expect((await resealCheckSecrets(ctx, createCheckBox(['lost']))).unreadable).toContain('Mailbox');
  });
});
