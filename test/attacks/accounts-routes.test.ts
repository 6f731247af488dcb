import { randomUUIDv7 } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTicket } from '#commands/open-ticket';
import { OPERATOR_ROLES } from '#domain/words';
import { onEachDatabase } from '#test/support/databases';
import { ROUTES, type RouteRule } from '#test/support/route-table';
import { startSite, type TestSite } from '#test/support/site';
import { ticketForm } from '#test/support/tickets';
import type { Visitor } from '#test/support/visitor';

const PAGES = fileURLToPath(new URL('../../src/pages', import.meta.url));

/** `/portal/tickets/[no]` of every file that answers requests in one of the areas. */
const routes = ['portal', 'console'].flatMap((area) =>
  readdirSync(`${PAGES}/${area}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(astro|ts)$/.test(file) && !file.split('/').some((part) => part.startsWith('_')))
    .map((file) => `/${area}/${file.replace(/\.(astro|ts)$/, '')}`.replace(/\/index$/, ''))
    .sort(),
);

test('every page of portal and console says in the table who may open it', () => {
  expect(routes.length).toBeGreaterThan(5);
  expect(routes.filter((route) => !Object.hasOwn(ROUTES, route))).toEqual([]);
});

/** Statuses of somebody who may: the page, or that nothing of this name is there. */
const OPEN = [200, 404];
const SIGN_IN = [303];
const FORBIDDEN = [403];

onEachDatabase('the route matrix', (database) => {
  let site: TestSite;
  let visitors: Readonly<Record<string, Visitor>>;
  let ticketNo: number;

  beforeAll(async () => {
    site = await startSite(database);
    const admin = await site.asMember('new');
    const keeper = await site.asOperator();
    const disabled = await site.asOperator();
    await keeper.post(`/console/people/${disabled.userId}?do=disable`);
    const roles = OPERATOR_ROLES.map(async (role) => [`operator ${role}`, await site.asOperator([role])] as const);
    visitors = {
      anonymous: site.asVisitor(),
      viewer: await site.asMember(admin.organizationId, 'viewer'),
      admin,
      'admin of another': await site.asMember('new'),
      ...Object.fromEntries(await Promise.all(roles)),
      disabled,
    };
    const { organizationId } = admin;
    const actor = { kind: 'member', id: admin.userId, name: 'Ada', role: 'admin', organizationId } as const;
    const ctx = { db: database.db, now: Date.now, newId: () => randomUUIDv7(), actor };
    await openTicket(ctx, ticketForm({ occurredAt: Date.now() - 60_000 }));
    const ticket = await database.db.selectFrom('ticket').select('no').executeTakeFirstOrThrow();
    ticketNo = ticket.no;
  });
  afterAll(() => site?.stop());

  const pathOf = (route: string): string =>
    route
      .replace('/tickets/[no]', `/tickets/${ticketNo}`)
      .replaceAll('[no]', '999999')
      .replaceAll('[month]', '2026-10')
      .replaceAll(/\[\w+\]/g, '0199aaaa-0000-7000-8000-000000000000');

  test.each(routes)('%s', async (route) => {
    const rule = ROUTES[route];
    if (!rule) throw new Error(`${route} is missing in the table.`);
    for (const [who, visitor] of Object.entries(visitors)) {
      const answer = await visitor.copy().fetch(pathOf(route));
      await answer.arrayBuffer();
      expect([who, route, expected(rule, who).includes(answer.status), answer.status]).toEqual([
        who,
        route,
        true,
        answer.status,
      ]);
      expect([who, route, answer.headers.get('cache-control')]).toEqual([who, route, 'no-store']);
    }
  });

  test('another organisation’s ticket is not found, one’s own is', async () => {
    const statusFor = async (who: string): Promise<number | undefined> =>
      (await visitors[who]?.copy().fetch(`/portal/tickets/${ticketNo}`))?.status;
    expect([await statusFor('admin'), await statusFor('viewer'), await statusFor('admin of another')]).toEqual([
      200, 200, 404,
    ]);
  });

  test('an address written in another way opens nothing more', async () => {
    const spellings = [
      '/%63onsole/people',
      '/%2563onsole/people',
      '//console/people',
      '/./console/people',
      '/x/../console/people',
    ];
    const more = [
      '/console%2fpeople',
      '/console;a/people',
      '/CONSOLE/people',
      '/console/people%00',
      '/portal/%2e%2e/console/people',
    ];
    for (const path of [...spellings, ...more]) {
      for (const who of ['anonymous', 'admin']) {
        const answer = await fetch(new Request(`${site.url}${path}`), {
          redirect: 'manual',
          headers: { cookie: visitors[who]?.cookieHeader ?? '' },
        });
        expect([path, who, (await answer.text()).includes('Operators look after')]).toEqual([path, who, false]);
      }
    }
  });
});

function expected(rule: RouteRule, who: string): readonly number[] {
  if (who === 'anonymous' || who === 'disabled') return SIGN_IN;
  const role = OPERATOR_ROLES.find((one) => who === `operator ${one}`);
  if (rule.area === 'console') {
    if (!role) return FORBIDDEN;
    return rule.roles === 'every' || rule.roles.includes(role) ? OPEN : FORBIDDEN;
  }
  if (role) return FORBIDDEN;
  return who === 'viewer' && rule.members === 'admins' ? FORBIDDEN : OPEN;
}
