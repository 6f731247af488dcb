import { beforeAll, describe, expect, test } from 'vitest';
import type { CommandContext } from '#commands/context';
import { loadPolicies } from '#commands/load-policies';
import { type NewPolicyVersion, savePolicyVersion } from '#commands/save-policy-version';
import { findContractUnderPolicy } from '#db/queries/credit-evidence';
import { findContractWindow, listCreditMonths } from '#db/queries/credit-windows';
import { listPolicyRecords } from '#db/queries/policies';
import { getPolicyPreview } from '#db/queries/policy-preview';
import { HOUR_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { daysTerms, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addContract, addOutage, addService } from '#test/support/rows';

const BASE = { id: 'own-terms', version: 1, name: 'Own terms', effectiveFrom: '2020-01-01', terms: daysTerms() };
const GENEROUS = daysTerms({
  tiers: [{ below: '99.9', inclusive: false, credit: '10', floor: null }],
});

onEachDatabase('versions of a policy', (database) => {
  let ctx: CommandContext;
  let basedOn: string;
  const contracts = { stays: '', follows: '' };

  beforeAll(async () => {
    ctx = testContext(database.db, new TestClock('2026-11-22T12:00:00Z'), treasurer());
    await loadPolicies(ctx, { policies: [BASE] });
    const [record] = await listPolicyRecords(database.db, BASE.id);
    basedOn = record?.versionId ?? '';
    const service = await addService(database.db, { name: 'Gmail' });
    await addCheck(database.db, service);
    for (const month of ['2026-08', '2026-10']) {
      const startedAt = Date.parse(`${month}-05T12:00:00Z`);
      await addOutage(database.db, service, { startedAt, endedAt: startedAt + HOUR_MS });
    }
    for (const policyChoice of ['stays', 'follows'] as const) {
      contracts[policyChoice] = await addContract(database.db, `org-${policyChoice}`, [service], {
        policyId: basedOn,
        policyChoice,
      });
    }
  });

  function version(more: Partial<NewPolicyVersion['policy']> = {}): NewPolicyVersion {
    const { version: _, ...policy } = BASE;
    return {
      basedOn,
      policy: { ...policy, effectiveFrom: '2026-10-01', terms: GENEROUS, ...more },
      reason: 'The provider changed its terms.',
    };
  }

  async function daysOwed(contractId: string, month: string): Promise<number | undefined> {
    const found = await findContractWindow(database.db, 'every-organization', { contractId, month, now: ctx.now() });
    return found?.window.lines[0]?.line.credit?.amount;
  }

  test('a proposed version shows what it would have made of past windows, and writes nothing', async () => {
    const proposed = { ...BASE, version: 2, terms: GENEROUS };
    const preview = await getPolicyPreview(database.db, { key: BASE.id, proposed, now: ctx.now() });
    expect(preview.contracts).toBe(2);
    const october = preview.shown[0]?.windows.find(({ month }) => month === '2026-10');
    expect(october).toMatchObject({
      differs: true,
      before: [{ service: 'Gmail', credit: { amount: 3 } }],
      after: [{ service: 'Gmail', credit: { amount: 10 } }],
      measured: true,
      change: { unit: 'days', value: 7 },
    });
    expect(preview.shown[0]?.windows.find(({ month }) => month === '2026-09')).toMatchObject({
      differs: false,
      after: [],
    });
    expect(await listPolicyRecords(database.db, BASE.id)).toHaveLength(1);
  });

  describe('once saved', () => {
    test('it counts for the windows of contracts that follow, from the day it holds, and for no others', async () => {
      expect(await savePolicyVersion(ctx, version())).toMatchObject({ version: 2 });
      expect(await daysOwed(contracts.follows, '2026-10')).toBe(10);
      expect(await daysOwed(contracts.follows, '2026-08')).toBe(3);
      expect(await daysOwed(contracts.stays, '2026-10')).toBe(3);
      const found = await findContractUnderPolicy(database.db, 'every-organization', contracts.follows);
      if (!found) throw new Error('The contract is there.');
      const months = await listCreditMonths(database.db, found, { now: ctx.now(), limit: 4 });
      const credits = months.map(({ month, rows }) => [month, rows[0]?.line.credit?.amount]);
      expect(credits).toContainEqual(['2026-10', 10]);
      expect(credits).toContainEqual(['2026-08', 3]);
    });

    test('it never changes, and who wrote it stands beside it', async () => {
      const [newest] = await listPolicyRecords(database.db, BASE.id);
      expect(newest).toMatchObject({
        version: 2,
        authorName: 'Operator op-money',
        reason: 'The provider changed its terms.',
      });
      await expect(database.db.updateTable('slaPolicy').set({ name: 'Other' }).execute()).rejects.toThrow(
        /append-only/,
      );
      await expect(database.db.deleteFrom('slaPolicy').execute()).rejects.toThrow(/append-only/);
    });

    test('a version that cuts time into other windows is not followed', async () => {
      const window = { ...daysTerms().window, kind: 'calendar-quarter' } as const;
      await savePolicyVersion(ctx, version({ terms: { ...GENEROUS, window } }));
      expect(await daysOwed(contracts.follows, '2026-10')).toBe(10);
    });

    test('contracts that follow it have their frozen windows looked at again', async () => {
      const changes = await database.db.selectFrom('evidenceChange').select('contractId').execute();
      expect(changes.map(({ contractId }) => contractId)).toContain(contracts.follows);
      expect(changes.map(({ contractId }) => contractId)).not.toContain(contracts.stays);
    });
  });

  test('a copy under a key of its own is a new policy; a key that is taken is refused', async () => {
    expect(await savePolicyVersion(ctx, version({ id: 'copied-terms' }))).toMatchObject({ version: 1 });
    const [copy] = await listPolicyRecords(database.db, 'copied-terms');
    await expect(savePolicyVersion(ctx, { ...version(), basedOn: copy?.versionId ?? '' })).rejects.toMatchObject({
      code: 'conflict',
      field: 'key',
    });
  });

  test('is refused without a reason, from an earlier day, with unusable terms, and to those without the role', async () => {
    await expect(savePolicyVersion(ctx, { ...version(), reason: ' ' })).rejects.toMatchObject({ field: 'reason' });
    await expect(savePolicyVersion(ctx, version({ effectiveFrom: '2019-01-01' }))).rejects.toMatchObject({
      field: 'effectiveFrom',
    });
    const tiers = [{ below: '199', inclusive: false, credit: '1', floor: null }];
    await expect(savePolicyVersion(ctx, version({ terms: daysTerms({ tiers }) }))).rejects.toMatchObject({
      field: 'terms',
    });
    const auditor = testContext(database.db, new TestClock(), {
      kind: 'operator',
      id: 'a',
      name: 'a',
      roles: ['audit'],
    });
    await expect(savePolicyVersion(auditor, version())).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('twenty saved at once get twenty numbers, and of twenty copies under one key one is made', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => savePolicyVersion(ctx, version())));
    expect(new Set(all.map((one) => one.version)).size).toBe(20);
    const copies = await Promise.allSettled(
      Array.from({ length: 20 }, () => savePolicyVersion(ctx, version({ id: 'raced-terms' }))),
    );
    expect(copies.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
