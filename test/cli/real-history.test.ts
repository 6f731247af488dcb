import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createImportedServices } from '#commands/create-imported-services';
import { parseFeed } from '#domain/feeds/parse-feed';
import type { ParsedFeed, ProviderDefect } from '#domain/feeds/provider-incident';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { importHistory } from '../../src/cli/import-history.ts';

const DATA = [process.env['REAL_DATA'], fileURLToPath(new URL('../../../shared/data', import.meta.url))].find(
  (folder) => folder !== undefined && existsSync(folder),
);
const read = (file: string): unknown => JSON.parse(readFileSync(`${DATA}/${file}`, 'utf8'));

function countDefects(feed: ParsedFeed): Partial<Record<ProviderDefect, number>> {
  const counts: Partial<Record<ProviderDefect, number>> = {};
  for (const defect of feed.incidents.flatMap((incident) => incident.defects))
    counts[defect] = (counts[defect] ?? 0) + 1;
  return counts;
}

if (DATA === undefined) {
  test.skip('the real history is not here (../shared/data), so it is not imported', () => undefined);
} else {
  describe('the defects of the real history', () => {
    test('are counted: GitHub', () => {
      const feed = parseFeed('statuspage', read('statuspage/github_incidents_full.statuspage.json'));
      expect(countDefects(feed)).toEqual({ 'no-length': 836, 'no-product': 161, 'update-before-begin': 2 });
      expect(feed.rejected.map(({ id, reason }) => [id, reason.split(' (')[0]])).toEqual([
        ['nk9gdvl03ztg', 'It ends'],
        ['qrrdvssfmrs2', 'It ends'],
        ['qb2vmff9bnf5', 'It ends'],
      ]);
    });

    test('are counted: Google Cloud', () => {
      const feed = parseFeed('google', read('google_cloud_incidents_2021-07_2022-07.json'));
      expect(countDefects(feed)).toEqual({ 'created-before-begin': 1, 'update-before-begin': 1 });
      expect(feed.rejected).toEqual([]);
      expect(
        feed.incidents.filter((incident) => incident.phases.length === 0).map((incident) => incident.impact),
      ).toEqual(Array.from({ length: 19 }, () => 'none'));
    });
  });

  onEachDatabase('the real history', (database) => {
    test.each([
      ['google', 'google_cloud_incidents_2021-07_2022-07.json', 157, 0, 157 - 19],
      ['statuspage', 'statuspage/github_incidents_full.statuspage.json', 1_279, 3, 414],
    ] as const)(
      'of %s in %s goes in once, and the second time nothing changes',
      async (kind, file, incidents, bad, withOutage) => {
        const ctx = testContext(database.db, new TestClock());
        const feed = parseFeed(kind, read(file));
        const provider = feed.incidents[0]?.provider ?? '';
        const products = new Map(
          feed.incidents.flatMap(({ products }) => products).map((product) => [product.key, product]),
        );
        await createImportedServices(ctx, { provider, products: [...products.values()], visibility: 'operators' });
        const first = await importHistory(ctx, feed);
        expect(first).toMatchObject({ read: incidents + bad, created: incidents, updated: 0, unchanged: 0 });
        const again = await importHistory(ctx, feed);
        expect(again).toMatchObject({ read: incidents + bad, created: 0, updated: 0, unchanged: incidents });
        expect(again.rejected).toHaveLength(bad);
        const rows = await database.db
          .selectFrom('outage')
          .select((eb) => eb.fn.count<number>('incidentId').distinct().as('incidents'))
          .where('provider', '=', provider)
          .executeTakeFirstOrThrow();
        expect(Number(rows.incidents)).toBe(withOutage);
        const updates = await database.db
          .selectFrom('incidentUpdate')
          .innerJoin('incident', 'incident.id', 'incidentId')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('provider', '=', provider)
          .executeTakeFirstOrThrow();
        expect(Number(updates.count)).toBe(feed.incidents.reduce((sum, incident) => sum + incident.updates.length, 0));
        expect(await database.db.selectFrom('notice').select('id').execute()).toEqual([]);
      },
      60_000,
    );
  });
}
