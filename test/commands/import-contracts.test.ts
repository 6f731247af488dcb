import { randomUUIDv7 } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { CommandContext } from '#commands/context';
import { importContracts } from '#commands/import-contracts';
import { getImportFacts } from '#db/queries/contract-import';
import { type ImportPlan, planContractImport } from '#domain/credits/contract-import';
import { readContractCsv } from '#lib/contract-csv';
import { TestClock, testContext } from '#test/support/context';
import { daysTerms, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addOrganization } from '#test/support/people-rows';
import { addContract, addService } from '#test/support/rows';

const HEAD = 'key;organization;policy;services;from;to;seats;fee;currency;billing_plan;fee_per;customer_domain\n';

onEachDatabase('importing contracts', (database) => {
  let ctx: CommandContext;

  beforeAll(async () => {
    const { db } = database;
    ctx = testContext(db, new TestClock(), treasurer());
    await addService(db, { name: 'Gmail' });
    await addService(db, { name: 'Drive' });
    await addContract(db, 'nobody', [], { terms: daysTerms() });
    for (let no = 1; no <= 60; no += 1) await addOrganization(db, { id: randomUUIDv7(), name: `Customer ${no}` });
  });

  async function policyKey(): Promise<string> {
    return (await database.db.selectFrom('slaPolicy').select('key').executeTakeFirstOrThrow()).key;
  }

  async function plan(rows: string, createOrganizations = false): Promise<ImportPlan> {
    const file = readContractCsv(HEAD + rows.replaceAll('POLICY', await policyKey()));
    expect(file.mistakes).toEqual([]);
    return planContractImport(file.rows, await getImportFacts(database.db, ctx.now()), { createOrganizations });
  }

  function write({ rows }: ImportPlan, organizations = new Map<string, string>()) {
    return importContracts(ctx, {
      contracts: rows.flatMap(({ contract }) => contract ?? []),
      organizations,
      source: 'x',
    });
  }

  const count = async (): Promise<number> => (await database.db.selectFrom('contract').select('id').execute()).length;

  test('records sixty customers at once, each with its audit entry, and the same file twice nothing twice', async () => {
    const row = (no: number): string =>
      `C-${no};customer ${no};POLICY;Gmail|drive;2026-01-01;;${no};13,80;eur;monthly;seat;\n`;
    const rows = Array.from({ length: 60 }, (_, index) => row(index + 1)).join('');
    const first = await plan(rows);
    expect(first.rows.flatMap(({ mistakes }) => mistakes)).toEqual([]);
    const before = await count();
    const both = await Promise.all([write(first), write(first)]);
    expect(both.map(({ created }) => created).toSorted((a, b) => a - b)).toEqual([0, 60]);
    expect(await count()).toBe(before + 60);
    expect((await plan(rows)).rows.every(({ action }) => action === 'exists')).toBe(true);
    const audit = await database.db.selectFrom('auditEntry').select('action').execute();
    expect(audit.filter(({ action }) => action === 'create-contract')).toHaveLength(60);
    expect(audit.filter(({ action }) => action === 'import-contracts')).toHaveLength(2);
    const contract = await database.db
      .selectFrom('contract')
      .selectAll()
      .where('importKey', '=', 'C-7')
      .executeTakeFirst();
    expect(contract).toMatchObject({
      feeMinor: 1_380,
      currency: 'EUR',
      feePer: 'seat',
      seats: 7,
      counterparty: 'Customer 7',
    });
  });

  test('tells every mistake of every row with its column', async () => {
    const made = await plan(
      [
        'M-1;Nobody;no-policy;Gmail|Gmial;2026-02-30;tomorrow;many;12.505;EUR;weekly;desk;\n',
        'M-2;Customer 1;POLICY;Drive;2026-05-01;2026-04-01;;12;EUR;;;\n',
        'M-2;Customer 2;POLICY;;2026-05-01;;;;;;;\n',
        'M-3;Nobody;POLICY;Drive;2026-05-01;2026-04-01;0;12;;;;\n',
      ].join(''),
    );
    expect(made.rows.map(({ line, mistakes }) => [line, mistakes.map(({ column }) => column)])).toEqual([
      [2, ['organization', 'policy', 'from', 'to', 'services', 'seats', 'fee', 'fee_per', 'billing_plan']],
      [3, ['to', 'billing_plan']],
      [4, ['services', 'key']],
      [5, ['organization', 'to', 'seats', 'currency']],
    ]);
  });

  test('refuses rows that would credit the same outage twice, in the file or beside what is recorded', async () => {
    const made = await plan(
      [
        'O-1;Customer 60;POLICY;Gmail;2026-01-01;;;;;;;\n',
        'O-2;New Ltd;POLICY;Gmail;2026-01-01;;;;;;;a.example\n',
        'O-3;New Ltd;POLICY;Gmail;2026-01-01;;;;;;;b.example\n',
        'O-4;New Ltd;POLICY;Gmail;2026-06-01;;;;;;;a.example\n',
      ].join(''),
      true,
    );
    expect(made.rows.map(({ action }) => action)).toEqual(['refused', 'create', 'create', 'refused']);
    expect(made.rows[3]?.mistakes[0]?.sentence).toContain('the one on line 3');
    expect(made.newOrganizations).toEqual(['New Ltd']);
  });

  test('writes all or nothing', async () => {
    const organizationId = randomUUIDv7();
    await addOrganization(database.db, { id: organizationId, name: 'Fresh Ltd' });
    const rows = 'A-1;Fresh Ltd;POLICY;Gmail;2026-01-01;;;;;;;\nA-2;Unmade Ltd;POLICY;Gmail;2026-01-01;;;;;;;\n';
    const made = await plan(rows, true);
    const before = await count();
    await expect(write(made)).rejects.toThrow(/Unmade Ltd.*Nothing was written/);
    await expect(write(made, new Map([['Unmade Ltd', 'gone']]))).rejects.toThrow(/A-2.*Nothing was written/);
    expect(await count()).toBe(before);
  });

  test('is refused to people who do not decide about money', async () => {
    const clerk = testContext(database.db, new TestClock(), {
      kind: 'operator',
      id: 'x',
      name: 'x',
      roles: ['tickets'],
    });
    await expect(
      importContracts(clerk, { contracts: [], organizations: new Map(), source: 'x' }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('a star means what the organisation may see, and a hidden service is refused by name', async () => {
    const { db } = database;
    const hidden = await addService(db, { name: 'Skunkworks', visibility: 'organizations' });
    const friend = randomUUIDv7();
    await addOrganization(db, { id: friend, name: 'Friend' });
    await addOrganization(db, { id: randomUUIDv7(), name: 'Other' });
    await db.insertInto('serviceOrganization').values({ serviceId: hidden, organizationId: friend }).execute();
    const star = await plan(
      'S-1;Friend;POLICY;*;2026-01-01;;1;;;;;\nS-2;Other;POLICY;*;2026-01-01;;1;;;;;\nS-3;New;POLICY;*;2026-01-01;;1;;;;;\n',
      true,
    );
    expect(star.rows.map(({ contract }) => contract?.serviceIds.includes(hidden))).toEqual([true, false, false]);
    const named = await plan('S-4;Other;POLICY;Skunkworks;2026-01-01;;1;;;;;\n');
    expect(named.rows[0]?.mistakes).toEqual([
      {
        column: 'services',
        sentence: '“Skunkworks” is not shown to this organisation, so it cannot be promised to it.',
      },
    ]);
  });
});
