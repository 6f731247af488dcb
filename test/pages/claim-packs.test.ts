import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PACKS_PER_FILE, packParts } from '#domain/credits/many/pack-parts';
import { addCreditScene } from '#test/support/credit-scene';
import { onEachDatabase } from '#test/support/databases';
import { addAskStep } from '#test/support/many-scene';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

describe('the files of many claim packs', () => {
  test('hold every claim once, in order, and no more than a bounded number', () => {
    const items = Array.from({ length: PACKS_PER_FILE + 20 }, (_, index) => ({
      requestNos: [500 - index, 500 - index],
    }));
    const parts = packParts(items);
    expect(parts.map(({ no, from, to }) => [no, from, to])).toEqual([
      [1, 1, PACKS_PER_FILE],
      [2, PACKS_PER_FILE + 1, PACKS_PER_FILE + 20],
    ]);
    const claims = parts.flatMap((part) => part.claims);
    expect(claims).toEqual([...new Set(claims)].toSorted((a, b) => a - b));
    expect(packParts([{ requestNos: [] }])).toEqual([]);
  });
});

onEachDatabase('the packs of a selection', (database) => {
  let site: TestSite;
  let treasurer: SignedIn;
  let step: string;
  const claims: number[] = [];

  beforeAll(async () => {
    site = await startSite(database);
    treasurer = await site.asOperator(['money']);
    for (const counterparty of ['=cmd|calc', '../../etc/passwd']) {
      const admin = await site.asMember('new');
      const scene = await addCreditScene(database.db, admin.organizationId, { direction: 'owed-to-us' });
      const named = { counterparty, customerDomain: 'alder.example' };
      await database.db.updateTable('contract').set(named).where('id', '=', scene.contractId).execute();
      const page = `/portal/credits/${scene.contractId}/${scene.month}`;
      const sent = await admin.post(`${page}?do=ask`, { services: scene.serviceIds[0] ?? '' });
      claims.push(Number(sent.headers.get('location')?.match(/requests\/(\d+)/)?.[1]));
    }
    const { id: incidentId } = await database.db.selectFrom('incident').select('id').executeTakeFirstOrThrow();
    step = `/console/credits/many/${await addAskStep(database.db, { incidentId, claims })}`;
  });
  afterAll(() => site.stop());

  test('are one file, with a link on the page of the step', async () => {
    const page = await treasurer.text(step);
    expect(page).toContain('all 2 claim packs');
    expect(page).toContain(`href="${step}/packs.zip?part=1"`);
    const file = await treasurer.fetch(`${step}/packs.zip?part=1`);
    expect(file.headers.get('content-type')).toBe('application/zip');
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="claims-${claims[0]}-${claims[1]}.zip"`);
  });

  test('are named by our own numbers and hold what each page hands out by itself', async () => {
    for (const lang of ['en', 'fr']) {
      const file = await treasurer.fetch(`${step}/packs.zip?lang=${lang}`);
      const files = unzipSync(new Uint8Array(await file.arrayBuffer()));
      expect(Object.keys(files)).toHaveLength(4);
      for (const no of claims) {
        const named = (ending: string): Buffer => {
          const name = Object.keys(files).find((one) =>
            new RegExp(`^claim-${no}-\\d{4}-\\d{2}\\.${ending}$`).test(one),
          );
          return Buffer.from(files[name ?? ''] ?? []);
        };
        const alone = await treasurer.fetch(`/console/credits/${no}/pack.csv?lang=${lang}`);
        expect(named('csv').equals(Buffer.from(await alone.arrayBuffer()))).toBe(true);
        const pdf = await treasurer.fetch(`/console/credits/${no}/pack.pdf?lang=${lang}`);
        const single = Buffer.from(await pdf.arrayBuffer());
        // Apart from the moment each was written at, and what is made of it.
        expect(Math.abs(named('pdf').length - single.length)).toBeLessThan(64);
        expect(named('pdf').subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
      }
    }
  });

  test('of a part, a step or a kind of step that is not there are not found, and need the role', async () => {
    expect((await treasurer.fetch(`${step}/packs.zip?part=2`)).status).toBe(404);
    expect((await treasurer.fetch('/console/credits/many/nothing/packs.zip')).status).toBe(404);
    const clerk = await site.asOperator(['tickets', 'incidents']);
    expect((await clerk.fetch(`${step}/packs.zip`)).status).toBe(403);
    const admin = await site.asMember('new');
    expect((await admin.fetch(`${step}/packs.zip`)).status).toBe(403);
  });

  test('name a claim whose contract has no such month any more instead of failing', async () => {
    await database.db
      .updateTable('contract')
      .set({ endsAt: Date.parse('2020-02-01T00:00:00Z'), startsAt: Date.parse('2020-01-01T00:00:00Z') })
      .where('counterparty', '=', '=cmd|calc')
      .execute();
    const file = await treasurer.fetch(`${step}/packs.zip`);
    const files = unzipSync(new Uint8Array(await file.arrayBuffer()));
    expect(Buffer.from(files['left-out.txt'] ?? []).toString()).toBe(
      `claim ${claims[0]}: its contract has no such month any more\n`,
    );
    expect(Object.keys(files)).toHaveLength(3);
  });
});
