import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChainHead } from '#db/queries/credit-chain';
import { onEachDatabase } from '#test/support/databases';
import { addFourEntries, type LedgerScene } from '#test/support/ledger';
import { readPdf } from '#test/support/read-pdf';
import { startSite, type TestSite } from '#test/support/site';
import type { Visitor } from '#test/support/visitor';
import { verifyStatement } from '../../src/cli/verify-statement.ts';

onEachDatabase('ledger pages', (database) => {
  let site: TestSite;
  let admin: Visitor & { readonly organizationId: string };
  let stranger: Visitor;
  let auditor: Visitor;
  let treasurer: Visitor;
  let scene: LedgerScene;

  beforeAll(async () => {
    site = await startSite(database);
    admin = await site.asMember('new');
    stranger = await site.asMember('new');
    auditor = await site.asOperator(['audit']);
    treasurer = await site.asOperator(['money']);
    scene = await addFourEntries(database.db, admin.organizationId);
  });
  afterAll(() => site?.stop());

  const period = 'from=2026-01-01&to=2026-12-31';

  test('an admin reads, saves and verifies the statement of his organisation', async () => {
    const head = await findChainHead(database.db, scene.contractId);
    const page = await admin.text(`/portal/ledger/statement?lang=en&${period}`);
    for (const words of ['Opening balance', 'added to the term', head?.hash ?? '-']) expect(page).toContain(words);
    const csv = await admin.fetch(`/portal/ledger/statement.csv?lang=fr&${period}`);
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="statement-2026-01-01-2026-12-31.csv"');
    expect(verifyStatement(await csv.text(), { head })).toMatchObject({ entries: 4, breaks: [] });
    const pdf = await admin.fetch(`/portal/ledger/statement.pdf?lang=fr&${period}`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    const read = await readPdf(new Uint8Array(await pdf.arrayBuffer()));
    expect(read.language).toBe('fr-FR');
    expect(read.pages.join(' ')).toContain(head?.hash);
  });

  test('another organisation finds neither the contract nor its entries', async () => {
    for (const kind of ['', '.csv', '.pdf']) {
      const asked = `/portal/ledger/statement${kind}?${period}`;
      expect((await stranger.fetch(`${asked}&contract=${scene.contractId}`)).status).toBe(404);
      const foreign = await stranger.fetch(`${asked}&organization=${admin.organizationId}`);
      expect(await foreign.text()).not.toContain(scene.contractId);
    }
  });

  test.each(['from=2026-02-30&to=2026-03-01', 'from=2026-03-02&to=2026-03-01', 'from=x&to=y'])(
    'the period %s is told to be none',
    async (query) => {
      const answer = await admin.fetch(`/portal/ledger/statement?lang=en&${query}`);
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain('Give two days, the first not after the last');
    },
  );

  describe('an auditor', () => {
    test('reads ledger, statements, contracts, claims and exports, and is shown no form that writes', async () => {
      const paths = [
        '/console/ledger',
        `/console/ledger/statement?contract=${scene.contractId}&${period}`,
        `/console/contracts/${scene.contractId}`,
        '/console/contracts',
        '/console/credits',
        `/console/credits/${scene.request.no}`,
      ];
      for (const path of paths) {
        const page = await auditor.text(path);
        const forms = [...page.matchAll(/<form[^>]*method="post"[^>]*>/g)].filter(
          ([form]) => !form.includes('sign-out'),
        );
        expect([path, forms.map(([form]) => form)]).toEqual([path, []]);
        expect([path, page.includes('take back')]).toEqual([path, false]);
      }
      expect((await auditor.fetch(`/console/ledger/statement.pdf?contract=${scene.contractId}`)).status).toBe(200);
    });

    test.each([
      '/console/ledger?do=apply',
      '/console/ledger?do=reverse',
      '/console/contracts/[id]?do=edit',
      '/console/contracts/new?do=new',
      '/console/credits/[no]?do=decide',
    ])('is refused when he sends %s all the same', async (path) => {
      const real = path.replace('[id]', scene.contractId).replace('[no]', String(scene.request.no));
      expect((await auditor.post(real, { reason: 'x' })).status).toBe(403);
    });
  });

  test('billing reads the export by its cursor, in both forms', async () => {
    const first = await treasurer.fetch('/console/ledger/export.json?since=0&limit=3');
    const page = await first.json();
    expect(page).toMatchObject({ next: 3, more: true });
    expect(page.entries.map((entry: { cursor: number }) => entry.cursor)).toEqual([1, 2, 3]);
    const rest = await treasurer.fetch(`/console/ledger/export.csv?since=${page.next}`);
    expect(rest.headers.get('x-next-cursor')).toBe('4');
    expect((await rest.text()).trim().split('\r\n')).toHaveLength(2);
    const wrong = await treasurer.fetch('/console/ledger/export.csv?since=-1');
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('since is the cursor')]);
    expect((await admin.fetch('/console/ledger/export.json')).status).toBe(403);
  });
});
