import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIALECTS, type OpenedDatabase, openDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';

const PASSWORD = 'seven quiet lamps at dawn';

for (const dialect of DIALECTS) {
  describe(`first start (${dialect})`, () => {
    let database: OpenedDatabase;
    let site: TestSite;

    beforeAll(async () => {
      database = await openDatabase(dialect);
      site = await startSite(database);
    });
    afterAll(async () => {
      await site?.stop();
      await database?.drop();
    });

    const printedLink = (): string => {
      const [, path] = /https?:\/\/[^/\s]+(\/setup\?token=\S+)/.exec(site.output()) ?? [];
      if (!path) throw new Error(`No setup link was printed:\n${site.output()}`);
      return path;
    };

    test('there is no default account and no setup without the printed link', async () => {
      const visitor = site.asVisitor();
      for (const path of ['/setup', '/setup?token=', '/setup?token=guess']) {
        expect((await visitor.fetch(path)).status, path).toBe(403);
        const taken = await visitor.post(path, { email: 'eve@example.com', name: 'Eve', password: PASSWORD });
        expect(taken.status, path).toBe(403);
      }
      expect(await database.connection.db.selectFrom('user').select('id').execute()).toEqual([]);
    });

    test('the printed token is not in the database', async () => {
      const token = new URL(printedLink(), site.url).searchParams.get('token') ?? '';
      const settings = await database.connection.db.selectFrom('setting').select('value').execute();
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(settings.map(({ value }) => value)).not.toContain(token);
    });

    test('the page with the token tells its address to nobody and is kept by no cache', async () => {
      const page = await site.asVisitor().fetch(printedLink());
      expect([page.status, page.headers.get('referrer-policy'), page.headers.get('cache-control')]).toEqual([
        200,
        'no-referrer',
        'no-store',
      ]);
    });

    test('a weak password is refused, the words typed are kept and the link stays good', async () => {
      const refused = await site
        .asVisitor()
        .post(printedLink(), { email: 'ann@example.com', name: 'Ann', password: 'password1234' });
      expect(refused.status).toBe(422);
      const text = await refused.text();
      expect(text).toContain('value="ann@example.com"');
      expect(text).toContain('among the passwords that are tried first');
    });

    test('of eight people who use the link at the same moment one becomes the operator', async () => {
      const link = printedLink();
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          site
            .asVisitor()
            .post(link, { email: `p${i}@example.com`, name: `P${i}`, password: PASSWORD, organization: 'Example Ltd' }),
        ),
      );
      const { db } = database.connection;
      expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
      const owners = await db.selectFrom('operatorRole').select('userId').distinct().execute();
      expect(owners).toHaveLength(1);
      const people = await db.selectFrom('user').select('id').execute();
      expect(people.map(({ id }) => id)).toEqual([owners[0]?.userId]);
      expect(await db.selectFrom('organization').select('name').execute()).toEqual([{ name: 'Example Ltd' }]);
    });

    test('once there is an operator the page is gone, with the link and without', async () => {
      for (const path of [printedLink(), '/setup', '/setup?token=guess']) {
        expect((await site.asVisitor().fetch(path)).status).toBe(404);
        const again = await site.asVisitor().post(path, { email: 'eve@example.com', name: 'Eve', password: PASSWORD });
        expect(again.status).toBe(404);
      }
    });

    test('a later start prints no link any more', async () => {
      const again = await startSite(database, { dataDir: site.dataDir });
      expect(again.output()).not.toContain('/setup');
      await again.stop();
    });
  });
}
