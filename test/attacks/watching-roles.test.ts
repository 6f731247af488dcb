import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestClock } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addHeartbeat } from '#test/support/heartbeats';
import { addMaintenance } from '#test/support/maintenance';
import { addCheck, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn, Visitor } from '#test/support/visitor';

onEachDatabase('who may change what is watched', (database) => {
  let site: TestSite;
  let operator: SignedIn;
  let serviceId: string;
  let checkId: string;
  let posts: readonly (readonly [path: string, fields: Readonly<Record<string, string>>])[];

  beforeAll(async () => {
    site = await startSite(database);
    operator = await site.asOperator(['incidents']);
    serviceId = await addService(database.db, { name: 'Mail' });
    ({ id: checkId } = await addCheck(database.db, serviceId, { name: 'Of the file', origin: 'catalogue' }));
    const { checkId: job } = await addHeartbeat(database.db, new TestClock(Date.now()));
    const now = Date.now();
    const occurrence = await addMaintenance(database.db, serviceId, {
      ...{ startedAt: now + 3_600_000, endedAt: now + 7_200_000, announcedAt: now },
    });
    const { maintenanceId } = await database.db
      .selectFrom('maintenanceOccurrence')
      .select('maintenanceId')
      .where('id', '=', occurrence)
      .executeTakeFirstOrThrow();
    const check = {
      name: 'x',
      intervalMs: '30s',
      timeoutMs: '5s',
      failAfter: '1',
      recoverAfter: '1',
      recheckMs: '10s',
      serviceId,
      'target.url': 'http://127.0.0.1/',
    };
    const service = {
      nameEn: 'Changed',
      visibility: 'public',
      incidentMode: 'publish',
      downWhen: 'any',
      downCount: '1',
      otherwise: 'degraded',
      revision: '1',
    };
    const at = { reason: 'because', revision: '1' };
    const plan = {
      titleEn: 'Work',
      serviceIds: serviceId,
      zone: 'UTC',
      startsLocal: '2030-01-01T02:00',
      duration: '1:00',
      submissionKey: randomUUIDv7(),
    };
    posts = [
      ['/console/checks/new?kind=http&do=save', check],
      ['/console/checks/new?kind=http&do=try', check],
      ...['run', 'pause', 'resume', 'delete', 'address'].map(
        (name) => [`/console/checks/${checkId}?do=${name}`, at] as const,
      ),
      [`/console/checks/${job}?do=address`, at],
      [`/console/checks/${checkId}/edit?do=save`, { ...check, revision: '1' }],
      [`/console/checks/${checkId}/edit?do=try`, { ...check, revision: '1' }],
      ['/console/services/new?do=save', service],
      ...['save', 'archive', 'edit', 'move'].map(
        (name) => [`/console/services/${serviceId}?do=${name}`, { ...service, ...at }] as const,
      ),
      ['/console/services?do=move', { serviceId, direction: 'up', revision: '1' }],
      ['/console/maintenance/new?do=plan', plan],
      ['/console/maintenance/new?do=preview', plan],
      ...['edit', 'start', 'move', 'end', 'cancel', 'cancel-series', 'preview'].map(
        (name) => [`/console/maintenance/${maintenanceId}?do=${name}&at=${occurrence}`, { ...plan, ...at }] as const,
      ),
    ];
  });
  afterAll(() => site?.stop());

  async function everything(): Promise<string> {
    const names = [
      'healthCheck',
      'service',
      'maintenance',
      'maintenanceOccurrence',
      'maintenanceAnnouncement',
      'heartbeat',
    ] as const;
    const rows = await Promise.all(
      names.map((name) =>
        database.db
          .selectFrom(name as 'service')
          .selectAll()
          .execute(),
      ),
    );
    return JSON.stringify(rows);
  }

  test('no other role, member or visitor changes anything by a form made by hand', async () => {
    const before = await everything();
    const others: readonly (readonly [Visitor, readonly number[]])[] = [
      [await site.asOperator(['tickets', 'money', 'audit']), [403]],
      [await site.asMember('new'), [403]],
      [site.asVisitor(), [303, 403]],
    ];
    for (const [path, fields] of posts) {
      for (const [who, statuses] of others) {
        const answer = await who.post(path, fields);
        expect(statuses, path).toContain(answer.status);
        if (answer.status === 303) expect(answer.headers.get('location'), path).toMatch(/sign-in|login/);
      }
    }
    expect(await everything()).toBe(before);
  });

  test('a page of another site sends nothing in an operator’s name', async () => {
    const before = await everything();
    for (const [path, fields] of posts) {
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site', origin: 'https://evil.test' },
      ]) {
        const answer = await operator.fetch(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
        expect(answer.status, path).toBe(403);
      }
    }
    expect(await everything()).toBe(before);
  });

  test('a character that no database keeps is refused, not met by an error', async () => {
    for (const [path, fields] of posts) {
      const name = Object.keys(fields)[0] ?? '';
      expect((await operator.post(path, { ...fields, [name]: 'a\0b' })).status, path).toBe(400);
      const form = new FormData();
      for (const [field, value] of Object.entries(fields)) form.set(field, `${value}\0`);
      expect((await operator.fetch(path, { method: 'POST', body: form })).status, path).toBeLessThan(500);
    }
    for (const path of ['/console/checks?text=%00', '/console/audit?subject=%00', '/console/maintenance?before=%00']) {
      expect((await operator.fetch(path)).status, path).toBe(400);
    }
  });

  test('what the catalogue owns is changed by no form, and odd forms are refused in words', async () => {
    const of = () => database.db.selectFrom('healthCheck').selectAll().where('id', '=', checkId).executeTakeFirst();
    const before = await of();
    for (const name of ['pause', 'resume', 'delete', 'address', '__proto__', 'constructor']) {
      const answer = await operator.post(`/console/checks/${checkId}?do=${name}`, { reason: 'x', revision: '1' });
      expect(answer.status, name).toBeGreaterThanOrEqual(400);
      expect(answer.status, name).toBeLessThan(500);
    }
    expect(await of()).toEqual(before);
    for (const path of [
      '/console/checks/new?kind=__proto__&do=save',
      '/console/checks/new?kind=http&do=nonsense',
      `/console/checks/${'x'.repeat(500)}`,
    ]) {
      const answer = await operator.post(path, {
        name: 'x'.repeat(100_000),
        'target.url': 'y'.repeat(100_000),
        revision: '1e400',
      });
      expect(answer.status, path).toBeLessThan(500);
    }
  });
});
