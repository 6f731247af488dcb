import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blankPersonalText } from '#commands/blank-personal-text';
import { writeAudit } from '#commands/write-audit';
import type { Actor } from '#domain/actor';
import { onEachDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';
import type { Visitor } from '#test/support/visitor';

const DAY = 86_400_000;
const OLD = Date.parse('2026-03-01T12:00:00Z');

onEachDatabase('audit pages', (database) => {
  let site: TestSite;
  let admin: Visitor & { readonly organizationId: string };
  let other: Visitor & { readonly organizationId: string };
  let auditor: Visitor;

  const write = (actor: Actor, at: number, organizationId: string, email: string) =>
    writeAudit(
      { db: database.db, now: () => at, newId: () => randomUUIDv7(), actor },
      {
        action: 'invite-member',
        subjectKind: 'member',
        subjectId: `m-${email}`,
        organizationId,
        detail: { email, role: 'admin' },
      },
    );
  const operator = (id: string, name: string): Actor => ({ kind: 'operator', id, name, roles: ['audit'] });

  beforeAll(async () => {
    site = await startSite(database);
    admin = await site.asMember('new');
    other = await site.asMember('new');
    auditor = await site.asOperator(['audit']);
    await write(operator('op-1', 'Olga One'), OLD, admin.organizationId, 'a@x.test');
    await write(operator('op-2', 'Otto Two'), OLD + DAY, admin.organizationId, 'b@x.test');
    await write(operator('op-1', 'Olga One'), OLD + 2 * DAY, other.organizationId, 'c@x.test');
  });
  afterAll(() => site?.stop());

  const seen = (text: string): string[] => ['a@x.test', 'b@x.test', 'c@x.test'].filter((email) => text.includes(email));

  test.each([
    ['', ['a@x.test', 'b@x.test', 'c@x.test']],
    ['person=op-1', ['a@x.test', 'c@x.test']],
    ['subject=member%3Am-b@x.test', ['b@x.test']],
    ['from=2026-03-01&to=2026-03-01', ['a@x.test']],
    ['from=2026-03-02', ['b@x.test', 'c@x.test']],
    ['person=op-1&to=2026-03-02', ['a@x.test']],
  ])('an auditor who asks for “%s” sees those lines, on the page and in the file', async (query, expected) => {
    for (const page of ['/console/audit', '/console/audit.csv']) {
      expect([page, seen(await auditor.text(`${page}?${query}`))]).toEqual([page, expected]);
    }
  });

  test('an admin sees the lines of his organisation alone, whatever he asks for', async () => {
    for (const query of ['', `organization=${other.organizationId}`, 'person=op-1']) {
      for (const page of ['/portal/audit', '/portal/audit.csv']) {
        const text = await admin.text(`${page}?${query}`);
        expect(text).toContain('a@x.test');
        expect(text).not.toContain('c@x.test');
      }
    }
  });

  test('how long names are kept is set by an auditor, and a wrong number is told beside the field', async () => {
    for (const days of ['29', '36501', 'x', '']) {
      const refused = await auditor.post('/console/audit/settings?do=retention', { days });
      expect([days, refused.status]).toEqual([days, 422]);
    }
    expect((await auditor.post('/console/audit/settings?do=retention', { days: '400' })).status).toBe(303);
    expect(await auditor.text('/console/audit/settings')).toContain('value="400"');
    expect(await auditor.text('/console/audit')).toContain('set name retention');
  });

  test('names and addresses are gone once they were removed; what was done stays, and can still be filtered', async () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    const ctx = { db: database.db, now: () => now, newId: () => randomUUIDv7(), actor: operator('x', 'x') };
    expect(await blankPersonalText(ctx, { before: OLD + 1, limit: 10 })).toBe(1);
    expect(await blankPersonalText(ctx, { before: OLD + 1, limit: 10 })).toBe(0);
    const text = await auditor.text('/console/audit?person=op-1&to=2026-03-01');
    expect(text).toContain('name removed on 22 Nov 2026');
    expect(text).toContain('role: admin');
    expect(text).not.toContain('Olga');
    expect(seen(await admin.text('/portal/audit'))).toEqual(['b@x.test']);
  });
});
