import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { inTransaction } from '#commands/context';
import { numberEntries } from '#commands/number-entries';
import { listExport } from '#db/queries/credit-export';
import { exportCsv, readExportQuestion } from '#lib/ledger-export';
import { onEachDatabase } from '#test/support/databases';
import { addLedgerScene, appendSome } from '#test/support/ledger';

onEachDatabase('the export for billing', (database) => {
  test('a reader who polls while many write misses nothing and sees nothing twice', async () => {
    const scenes = await Promise.all(Array.from({ length: 5 }, () => addLedgerScene(database.db, { wishes: [1] })));
    const written: string[] = [];
    const writers = scenes.flatMap((scene) =>
      Array.from({ length: 12 }, async () => {
        written.push((await appendSome(scene)).id);
      }),
    );
    let writing = true;
    const done = Promise.all(writers).finally(() => {
      writing = false;
    });
    const [scene] = scenes;
    if (!scene) throw new Error('no scene');
    const seen: { cursor: number; id: string }[] = [];
    const poll = async (): Promise<void> => {
      await numberEntries(scene.ctx);
      const page = await listExport(database.db, { since: seen.at(-1)?.cursor ?? 0, limit: 7 });
      seen.push(...page.entries);
    };
    while (writing) await poll();
    await done;
    for (let before = -1; before !== seen.length; ) {
      before = seen.length;
      await poll();
    }
    expect(seen.map(({ id }) => id).toSorted()).toEqual(written.toSorted());
    expect(seen.map(({ cursor }) => cursor)).toEqual(seen.map((_, index) => index + 1));
  });

  test('two readers who number at once make one row without a gap', async () => {
    const scene = await addLedgerScene(database.db, { wishes: [1] });
    const start = (await listExport(database.db, { since: 0, limit: 5_000 })).next;
    for (let count = 0; count < 10; count += 1) await appendSome(scene);
    await Promise.all(Array.from({ length: 8 }, () => numberEntries(scene.ctx)));
    const { entries } = await listExport(database.db, { since: start, limit: 100 });
    expect(entries.map(({ cursor }) => cursor - start)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  const onPostgres = database.dialect === 'postgres' ? test : undefined;
  // SQLite has one writer at a time: nothing is committed while another transaction is open.
  onPostgres?.('an entry committed late comes behind those handed out before', async () => {
    const [slow, quick] = [await addLedgerScene(database.db), await addLedgerScene(database.db)];
    await numberEntries(slow.ctx);
    const { next } = await listExport(database.db, { since: 0, limit: 5_000 });
    let late = '';
    await inTransaction(slow.ctx, async (tx) => {
      late = (await appendSome({ ...slow, ctx: tx })).id;
      const early = await appendSome(quick);
      await numberEntries(quick.ctx);
      const page = await listExport(database.db, { since: next, limit: 10 });
      expect(page.entries.map(({ id }) => id)).toEqual([early.id]);
    });
    await numberEntries(slow.ctx);
    const page = await listExport(database.db, { since: next + 1, limit: 10 });
    expect(page.entries.map(({ id }) => id)).toEqual([late]);
  });

  test('names no person and is safe against formulas', async () => {
    const scene = await addLedgerScene(database.db, { wishes: [1] });
    await appendSome(scene, { reference: '=cmd|x', onceKey: randomUUIDv7(), reason: 'told by Ben' });
    await numberEntries(scene.ctx);
    const text = exportCsv(await listExport(database.db, { since: 0, limit: 5_000 }));
    expect(text).toContain(",'=cmd|x,");
    expect(text).not.toContain('Operator op-money');
    expect(text).not.toContain('Ben');
  });

  test.each([
    ['-1', null],
    ['x', null],
    ['1e3', null],
    ['0', '0'],
    ['0', '5001'],
  ])('the question since=%s limit=%s is refused with a sentence', (since, limit) => {
    expect(readExportQuestion(since, limit)).toEqual(expect.any(String));
  });
});
