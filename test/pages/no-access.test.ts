import { afterAll, beforeAll, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';

onEachDatabase('somebody who is turned away', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database);
  });
  afterAll(() => site?.stop());

  test('is told why on a page with ways on, whether he reads or sends', async () => {
    const clerk = await site.asOperator(['tickets']);
    const member = await site.asMember('new');
    const answers = [
      await clerk.fetch('/portal'),
      await clerk.fetch('/portal/tickets/new?incident=x'),
      await clerk.post('/portal/tickets/new', { subject: 'x' }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const page = await answer.text();
      expect(page).toContain('<title>This page is not for your account');
      expect(page).toContain('You are signed in as an operator.');
      expect(page).toContain('href="/console/tickets/new"');
      expect(page).toContain('href="/console"');
    }
    const console = await member.fetch('/console/credits');
    expect(console.status).toBe(403);
    expect(await console.text()).toContain('The console belongs to the operators');
    const other = await clerk.fetch('/console/audit?lang=fr');
    expect(other.status).toBe(403);
    expect(await other.text()).toContain('votre rôle n’ouvre pas cette page');
  });

  test('is asked to sign in where he has not', async () => {
    const answer = await site.asVisitor().fetch('/portal/tickets/new?incident=x');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toContain('/sign-in?next=');
  });
});
