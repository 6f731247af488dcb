import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATOR_ROLES } from '#domain/words';
import { sha256 } from '#lib/sha256';
import { onEachDatabase } from '#test/support/databases';
import { ROUTES, type RouteRule } from '#test/support/route-table';
import { startSite, type TestSite } from '#test/support/site';
import type { Visitor } from '#test/support/visitor';
import { type PathSeeds, pathsOf, seedPaths } from './tenancy-seeds.ts';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const PARAMETRIC = Object.keys(ROUTES).filter((route) => route.includes('['));
/** What a session, a throttle or a note of the clock writes is no change anybody asked for. */
const TECHNICAL = ['session', 'throttle', 'attempt', 'tick', 'counter', 'verification', 'listening_span'];

/** Sent to pages that have no form of their own. */
const NO_FORM = 'nothing';

onEachDatabase('the matrix of routes, people and ids', (database) => {
  let site: TestSite;
  let seeds: PathSeeds;
  let visitors: Readonly<Record<string, Visitor>>;
  /** What the last refused forms left behind. */
  let rows: Readonly<Record<string, string>> | undefined;

  beforeAll(async () => {
    site = await startSite(database);
    const admin = await site.asMember('new');
    const stranger = await site.asMember('new');
    const out = await site.asMember(admin.organizationId);
    const keptCookies = out.copy();
    await out.post('/sign-out');
    seeds = await seedPaths(database.db, {
      own: { organizationId: admin.organizationId, userId: admin.userId },
      other: { organizationId: stranger.organizationId, userId: stranger.userId },
    });
    const roles = OPERATOR_ROLES.map(async (role) => [`operator ${role}`, await site.asOperator([role])] as const);
    visitors = {
      anonymous: site.asVisitor(),
      'signed out': keptCookies,
      admin,
      viewer: await site.asMember(admin.organizationId, 'viewer'),
      'admin of another': stranger,
      'viewer of another': await site.asMember(stranger.organizationId, 'viewer'),
      ...Object.fromEntries(await Promise.all(roles)),
    };
  });
  afterAll(() => site?.stop());

  test('knows an own id and a foreign one of every route that takes one', () => {
    for (const route of PARAMETRIC) {
      expect([route, ...Object.values(pathsOf(seeds, route)).filter((path) => path.includes('['))]).toEqual([route]);
    }
  });

  test.each(PARAMETRIC)('GET %s', async (route) => {
    const rule = ruleOf(route);
    const paths = pathsOf(seeds, route);
    for (const [who, visitor] of Object.entries(visitors)) {
      for (const [whose, path] of Object.entries(paths)) {
        const answer = await visitor.copy().fetch(path);
        await answer.arrayBuffer();
        expect([who, whose, path, answer.status]).toEqual([who, whose, path, expectedGet(rule, who, whose)]);
      }
    }
  });

  test.each(Object.keys(ROUTES))('POST %s by whoever may not writes nothing', async (route) => {
    const before = rows ?? (await readRows());
    for (const [who, visitor] of Object.entries(visitors)) {
      for (const [whose, path] of Object.entries(pathsOf(seeds, route))) {
        if (mayPost(route, who, whose)) continue;
        for (const verb of verbsOf(route)) {
          const answer = await visitor.copy().post(`${path}?do=${verb}`, { reason: 'Because.', body: 'Text.' });
          const location = answer.headers.get('location') ?? '';
          await answer.arrayBuffer();
          // A page without forms shows itself, whatever is sent to it.
          const refusals = verb === NO_FORM ? [200, 403, 404, 405] : [403, 404, 405];
          const refused = refusals.includes(answer.status) || location.startsWith('/sign-in');
          expect([who, whose, path, verb, refused, answer.status]).toEqual([
            who,
            whose,
            path,
            verb,
            true,
            answer.status,
          ]);
        }
      }
    }
    rows = await readRows();
    expect(rows).toEqual(before);
  });

  /** Every row of every table, as one digest a table. */
  async function readRows(): Promise<Readonly<Record<string, string>>> {
    const tables = (await database.db.introspection.getTables()).map(({ name }) => name);
    const digests: Record<string, string> = {};
    for (const table of tables.filter((name) => !TECHNICAL.includes(name))) {
      const read = await database.db
        .selectFrom(table as 'ticket')
        .selectAll()
        .execute();
      const lines = read.map((row) => JSON.stringify(row)).toSorted();
      digests[table] = `${lines.length} rows, ${sha256(lines.join('\n'))}`;
    }
    return digests;
  }
});

function ruleOf(route: string): RouteRule {
  const rule = ROUTES[route];
  if (!rule) throw new Error(`${route} is missing in the table.`);
  return rule;
}

function roleOf(who: string) {
  return OPERATOR_ROLES.find((role) => who === `operator ${role}`);
}

function expectedGet(rule: RouteRule, who: string, whose: string): number {
  if (who === 'anonymous' || who === 'signed out') return 303;
  const role = roleOf(who);
  if (rule.area === 'console') {
    if (!role) return 403;
    if (rule.roles !== 'every' && !rule.roles.includes(role)) return 403;
    return whose === 'never' ? 404 : 200;
  }
  if (role) return 403;
  if (rule.members === 'admins' && who.startsWith('viewer')) return 403;
  const isOwn = who.endsWith('of another') ? whose === 'foreign' : whose === 'own';
  return isOwn ? 200 : 404;
}

/** Who may write somewhere on a page that he may see; what he writes there is the page's own matter. */
function mayPost(route: string, who: string, whose: string): boolean {
  const rule = ruleOf(route);
  const role = roleOf(who);
  if (rule.area === 'portal') {
    if (who === 'admin') return whose === 'own';
    return who === 'admin of another' && (whose === 'foreign' || !route.includes('['));
  }
  if (!role || whose === 'never') return false;
  // Where auditors read beside the people who decide, they only read.
  if (role === 'audit' && rule.roles !== 'every' && rule.roles.length > 1) return false;
  return rule.roles === 'every' || rule.roles.includes(role);
}

/** What the forms of a page and of the files it is made of ask for. */
function verbsOf(route: string): readonly string[] {
  const file = [`${route}.astro`, `${route}/index.astro`].map((name) => join(SRC, 'pages', name)).find(existsSync);
  if (!file) return [NO_FORM];
  const text = readFileSync(file, 'utf8');
  const parts = [...text.matchAll(/from '#components\/([^']+\.astro)'/g)].map(([, name = '']) =>
    join(SRC, 'components', name),
  );
  const all = [text, ...parts.filter(existsSync).map((part) => readFileSync(part, 'utf8'))].join('\n');
  const verbs = [...all.matchAll(/[?&]do=([a-z-]+)/g)].map(([, verb = '']) => verb);
  return [...new Set(verbs.length === 0 ? [NO_FORM] : verbs)];
}
