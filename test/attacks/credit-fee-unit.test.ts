import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { applyCredit } from '#commands/apply-credit';
import { confirmCreditDecision } from '#commands/confirm-credit-decision';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { editContract } from '#commands/edit-contract';
import { grantWindow } from '#commands/grant-window';
import { offerCredit } from '#commands/offer-credit';
import { reverseCreditEntry } from '#commands/reverse-credit-entry';
import { setClaimRules } from '#commands/set-claim-rules';
import { settleHeldClaims } from '#commands/settle-held-claims';
import { takeNewFigures } from '#commands/supplement-credit-request';
import { CLAIM_RULES_KEY } from '#db/queries/claim-rules';
import { findCreditRequest } from '#db/queries/credit-requests';
import { DEFAULT_RULES } from '#domain/credits/claim-clock';
import { secondAboveIn } from '#domain/credits/second-sums';
import { HOUR_MS } from '#domain/time';
import { amountsForm } from '#lib/credit-forms';
import { runAssessments } from '#test/support/assessments';
import { grant } from '#test/support/claim-scene';
import { NOVEMBER } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import {
  addFeeScene,
  balancesOf,
  claimOctober,
  correctFee,
  FEE,
  type FeeScene,
  mailsIn,
  owedIn,
  proposalsIn,
} from '#test/support/fee-scene';
import { addOperator } from '#test/support/people-rows';

const grantOf = ({ db, contractId }: FeeScene) =>
  db
    .selectFrom('creditEntry')
    .selectAll()
    .where('contractId', '=', contractId)
    .where('kind', '=', 'grant')
    .orderBy('seq')
    .execute();

const toldOf = async (scene: FeeScene) =>
  (await mailsIn(scene)).filter(
    ({ subject, text }) => subject.includes('in another unit') && text.includes(scene.contractId),
  );

onEachDatabase('a fee that becomes known after a credit', (database) => {
  test('leaves the percentage as it stands, proposes nothing and is told to the operators once', async () => {
    await addOperator(database.db, { email: 'known@example.org', roles: ['money'] });
    const scene = await addFeeScene(database.db, { organizationId: 'unit-known', fee: {} });
    await grant(scene, await claimOctober(scene));
    expect(await balancesOf(scene)).toMatchObject([{ unit: 'percent', amount: 13_441, month: '2026-10' }]);
    await correctFee(scene, FEE);
    expect(await owedIn(scene)).toEqual({ unit: 'money', amount: 1_000, currency: 'EUR' });
    expect(await proposalsIn(scene)).toEqual([]);
    expect(await balancesOf(scene)).toMatchObject([{ unit: 'percent', amount: 13_441 }]);
    const [told, ...more] = await toldOf(scene);
    expect(more).toEqual([]);
    expect(told?.text).toMatch(/1\.3441.% stand in the ledger/);
    expect(told?.text).toContain('reckoned in EUR');
    expect(told?.text).toContain(`/console/contracts/${scene.contractId}/2026-10`);
    await correctFee(scene, { feeMinor: 99_000 });
    expect(await toldOf(scene)).toHaveLength(1);
  });

  test('lets the new sum be granted only after the old one is taken back', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'unit-regrant', fee: {}, hours: [1] });
    await grant(scene, await claimOctober(scene));
    await correctFee(scene, FEE);
    const window = { contractId: scene.contractId, month: '2026-10', serviceIds: scene.serviceIds } as const;
    const offer = { ...window, reason: 'In money.', origin: 'offered' } as const;
    await expect(grantWindow(scene.operator, offer)).rejects.toMatchObject({ code: 'conflict' });
    const [entry] = await grantOf(scene);
    await reverseCreditEntry(scene.operator, { entryId: entry?.id ?? '', reason: 'Wrong unit.' });
    expect(await grantWindow(scene.operator, offer)).toMatchObject({ outcome: 'granted', amount: 1_000 });
    const amounts = (await balancesOf(scene)).map(({ unit, currency, amount }) => [unit, currency, amount]);
    expect(amounts).toEqual([
      ['money', 'EUR', 1_000],
      ['percent', null, 0],
    ]);
  });

  test('refuses to raise or grant a claim of percent, and tells of the claim that waits', async () => {
    await addOperator(database.db, { email: 'waiting@example.org', roles: ['money'] });
    const scene = await addFeeScene(database.db, { organizationId: 'unit-waiting', fee: {} });
    const claim = await claimOctober(scene);
    await correctFee(scene, FEE);
    await expect(grant(scene, claim)).rejects.toThrow(/another unit/);
    await expect(takeNewFigures(scene.admin, { no: claim.no, lang: 'en' })).rejects.toMatchObject({ code: 'conflict' });
    expect((await toldOf(scene)).at(-1)?.text).toContain(`claim ${claim.no}`);
    await decideCreditRequest(scene.operator, {
      no: claim.no,
      decision: 'decline',
      amounts: {},
      reason: 'Now in euros.',
    });
    const { no } = await offerCredit(scene.operator, {
      contractId: scene.contractId,
      month: '2026-10',
      serviceIds: scene.serviceIds,
      note: '',
      origin: 'offered',
    });
    const offered = await findCreditRequest(database.db, 'every-organization', no);
    expect(offered).toMatchObject({ unit: 'money', currency: 'EUR', items: [{ askedAmount: 1_000 }] });
  });

  test('puts a claim held until its window closes into money', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'unit-held', fee: {}, at: NOVEMBER - HOUR_MS });
    const { no } = await claimOctober(scene);
    await correctFee(scene, FEE);
    scene.clock.at = NOVEMBER + HOUR_MS;
    await runAssessments(database.db, scene.clock);
    await settleHeldClaims(scene.operator, { limit: 10, onFailure: (_no, error) => expect.fail(String(error)) });
    expect(await findCreditRequest(database.db, 'every-organization', no)).toMatchObject({
      ...{ stage: 'submitted', unit: 'money', currency: 'EUR' },
      items: [{ askedAmount: 1_000 }],
    });
  });
});

onEachDatabase('another currency of a contract', (database) => {
  const correct = async (scene: FeeScene, currency: string | null, feeMinor: number | null = FEE.feeMinor) => {
    const contract = await scene.db
      .selectFrom('contract')
      .selectAll()
      .where('id', '=', scene.contractId)
      .executeTakeFirstOrThrow();
    return editContract(scene.operator, { ...contract, contractId: scene.contractId, currency, feeMinor });
  };

  test('is refused while credits reckoned from the fee stand, by no detour possible, and free once they are taken back', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'currency-stands' });
    await grant(scene, await claimOctober(scene));
    await expect(correct(scene, 'USD')).rejects.toMatchObject({ code: 'conflict', field: 'currency' });
    await correct(scene, null, null);
    await runAssessments(database.db, scene.clock);
    await expect(correct(scene, 'USD')).rejects.toThrow(/Credits in EUR/);
    await correct(scene, 'EUR');
    const [entry] = await grantOf(scene);
    await reverseCreditEntry(scene.operator, { entryId: entry?.id ?? '', reason: 'It was dollars all along.' });
    await correct(scene, 'USD');
    await runAssessments(database.db, scene.clock);
    expect(await owedIn(scene)).toEqual({ unit: 'money', amount: 1_000, currency: 'USD' });
  });

  test('leaves no claim that could be granted in the old one', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'currency-claim' });
    const claim = await claimOctober(scene);
    await correct(scene, 'USD');
    await runAssessments(database.db, scene.clock);
    await expect(grant(scene, claim)).rejects.toThrow(/another unit/);
    expect(await balancesOf(scene)).toEqual([]);
  });

  test('is no balance to be applied to an invoice in the other', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'currency-apply' });
    await grant(scene, await claimOctober(scene));
    const part = { contractId: scene.contractId, unit: 'money', amount: 1_000, appliedTo: 'invoice' } as const;
    const invoice = { reference: 'R1', invoiceDate: '2026-11-02', invoiceMinor: 9_000, onceKey: randomUUIDv7() };
    const inDollars = { ...part, ...invoice, currency: 'USD', invoiceCurrency: 'USD' };
    await expect(applyCredit(scene.operator, inDollars)).rejects.toMatchObject({ code: 'conflict' });
    await applyCredit(scene.operator, { ...inDollars, currency: 'EUR', invoiceCurrency: 'EUR' });
    expect(await balancesOf(scene)).toMatchObject([{ currency: 'EUR', amount: 0 }]);
  });
});

onEachDatabase('two operators for money from a multiple', (database) => {
  test('are needed above the set sum, in a currency without cents too', async () => {
    const yen = { ...FEE, feeMinor: 744, currency: 'JPY' };
    const scene = await addFeeScene(database.db, { organizationId: 'second-yen', fee: yen, hours: [2] });
    await database.db.deleteFrom('setting').where('key', '=', CLAIM_RULES_KEY).execute();
    // Fifteen, as it is typed for a currency with cents.
    const secondAbove = { days: null, percent: null, money: 1_500 };
    await setClaimRules(scene.operator, { ...DEFAULT_RULES, secondAbove });
    const claim = await claimOctober(scene);
    expect(claim).toMatchObject({ currency: 'JPY', items: [{ askedAmount: 20 }] });
    expect(await grant(scene, claim)).toBe('unconfirmed');
    expect(await balancesOf(scene)).toEqual([]);
    await confirmCreditDecision(scene.second, { no: claim.no });
    expect(await balancesOf(scene)).toMatchObject([{ currency: 'JPY', amount: 20 }]);
    await database.db.deleteFrom('setting').where('key', '=', CLAIM_RULES_KEY).execute();
  });
});

describe('sums in money', () => {
  test('are typed and bounded in the digits of their currency', () => {
    const sums = { days: 3, percent: 50_000, money: 1_550 };
    const above = (currency: string) => secondAboveIn(sums, { unit: 'money', currency });
    expect([above('EUR'), above('JPY'), above('KWD')]).toEqual([1_550, 15, 15_500]);
    expect(secondAboveIn(sums, { unit: 'days', currency: null })).toBe(3);
    const read = (currency: string, text: string) =>
      amountsForm({ unit: 'money', currency, items: [{ id: 'i' }] }, 'en').safeParse({ 'amount-i': text });
    expect(read('EUR', '12.50').data).toEqual({ amounts: { i: 1_250 } });
    expect(read('JPY', '1250').data).toEqual({ amounts: { i: 1_250 } });
    expect(read('JPY', '12.50').success).toBe(false);
  });
});
