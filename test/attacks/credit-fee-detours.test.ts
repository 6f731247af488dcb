import { randomUUIDv7 } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { confirmCreditDecision } from '#commands/confirm-credit-decision';
import { acceptProposal } from '#commands/decide-proposal';
import { grantAutomaticCredits } from '#commands/grant-automatic-credits';
import { setClaimRules } from '#commands/set-claim-rules';
import { takeNewFigures } from '#commands/supplement-credit-request';
import { CLAIM_RULES_KEY } from '#db/queries/claim-rules';
import { findContractWindow } from '#db/queries/credit-windows';
import { DEFAULT_RULES } from '#domain/credits/claim-clock';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { runAssessments } from '#test/support/assessments';
import { grant } from '#test/support/claim-scene';
import { testContext } from '#test/support/context';
import { daysTerms, NOVEMBER } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import {
  addFeeScene,
  balancesOf,
  changeFee,
  claimOctober,
  correctFee,
  FEE,
  type FeeScene,
  MULTIPLE,
  owedIn,
  proposalsIn,
} from '#test/support/fee-scene';

const NO_FEE = { feeMinor: null, currency: null, billingPlan: null } as const;
const FIXED_SUM = daysTerms({
  tiers: [{ below: '99.9', inclusive: false, credit: '10', floor: null }],
  credit: { unit: 'money', feeBase: 'service-month', currency: 'EUR', minimum: null },
  cap: { amount: '50', unit: 'percent-of-fee', over: 'all-services' },
});
/** Multiples of a whole invoice, together no more than so many percent of it. */
const capped = (percent: string) => ({
  ...MULTIPLE,
  credit: { ...MULTIPLE.credit, feeBase: 'whole-invoice' as const },
  cap: { amount: percent, unit: 'percent-of-fee' as const, over: 'all-services' as const },
});

const sums = async (scene: FeeScene) =>
  (await balancesOf(scene)).map(({ unit, currency, amount }) => [unit, currency, amount]);
const openProposals = async (scene: FeeScene) =>
  (await proposalsIn(scene))
    .filter(({ stage }) => stage === 'open')
    .map(({ kind, targetAmount }) => [kind, targetAmount]);

/** The windows are looked at again, by whatever hand the fee was changed. */
async function noteFee({ db, contractId, clock }: FeeScene): Promise<void> {
  const cause = JSON.stringify({ kind: 'contract', change: 'fee' });
  await db
    .insertInto('evidenceChange')
    .values({ id: randomUUIDv7(), contractId, startedAt: 0, at: clock.at, cause })
    .execute();
  await runAssessments(db, clock);
}

onEachDatabase('a fee that takes detours', (database) => {
  afterEach(async () => {
    await database.db.deleteFrom('setting').where('key', '=', CLAIM_RULES_KEY).execute();
  });
  let serial = 0;
  const scene = (input: Omit<Parameters<typeof addFeeScene>[1], 'organizationId'> = {}): Promise<FeeScene> => {
    serial += 1;
    return addFeeScene(database.db, { organizationId: `detour-${serial}`, ...input });
  };
  const needTwoAbove = (one: FeeScene, money: number): Promise<void> =>
    setClaimRules(one.operator, { ...DEFAULT_RULES, secondAbove: { days: null, percent: null, money } });

  test.each([
    ['another currency', { currency: 'JPY', feeMinor: 744_000 }],
    ['another unit', NO_FEE],
  ])('figures in %s are never taken as those of the claim', async (_, fee) => {
    const one = await scene();
    const claim = await claimOctober(one);
    await correctFee(one, fee);
    await expect(takeNewFigures(one.admin, { no: claim.no, lang: 'en' })).rejects.toMatchObject({ code: 'conflict' });
    await correctFee(one, FEE);
    await grant(one, claim);
    expect(await sums(one)).toEqual([['money', 'EUR', 1_000]]);
  });

  test.each([
    ['too little', 500_000, 6_720, ['top-up', 13_441]],
    ['too much', 5_000_000, 67_204, ['reversal', 13_441]],
  ] as const)(
    '%s that stands is proposed to be set right, though a percentage in between had the same number',
    async (_, feeMinor, stands, proposal) => {
      const one = await scene({ fee: { ...FEE, feeMinor } });
      await grant(one, await claimOctober(one));
      await correctFee(one, NO_FEE);
      await correctFee(one, { ...FEE, feeMinor: 1_000_000 });
      expect(await sums(one)).toEqual([['money', 'EUR', stands]]);
      expect(await openProposals(one)).toEqual([proposal]);
    },
  );

  test.each([
    ['another unit', NO_FEE],
    ['another currency', { currency: 'JPY', feeMinor: 74_400 }],
    ['another sum', { feeMinor: 744_000 }],
  ])('a detour over %s proposes nothing for what a person decided', async (_, fee) => {
    const one = await scene({
      hours: [1, 1],
      terms: { ...MULTIPLE, credit: { ...MULTIPLE.credit, feeBase: 'whole-invoice' } },
    });
    await grant(one, await claimOctober(one), { amounts: [400, 1_000] });
    one.clock.at += HOUR_MS;
    // A contract keeps its currency while credits stand in it, unless somebody writes past the form.
    if ('currency' in fee && fee.currency !== null) {
      await database.db.updateTable('contract').set(fee).where('id', '=', one.contractId).execute();
      await noteFee(one);
    } else await correctFee(one, fee);
    one.clock.at += HOUR_MS;
    if ('currency' in fee && fee.currency !== null) {
      await database.db.updateTable('contract').set(FEE).where('id', '=', one.contractId).execute();
      await noteFee(one);
    } else await correctFee(one, FEE);
    expect(await openProposals(one)).toEqual([]);
    expect(await sums(one)).toEqual([['money', 'EUR', 1_400]]);
  });

  test('what changed since a person decided is proposed after a detour too', async () => {
    const one = await scene();
    await grant(one, await claimOctober(one), { amounts: [400] });
    one.clock.at += HOUR_MS;
    await correctFee(one, NO_FEE);
    await correctFee(one, { ...FEE, feeMinor: 148_800 });
    expect(await openProposals(one)).toEqual([['top-up', 2_000]]);
  });

  test('the cap and the evidence follow the fee also where the figures say the same', async () => {
    const one = await scene({ terms: FIXED_SUM });
    await correctFee(one, { feeMinor: 2_400 });
    const place = { contractId: one.contractId, month: '2026-10', now: one.clock.at };
    const found = await findContractWindow(database.db, 'every-organization', place);
    expect(found?.evidence.fee).toEqual({ minor: 2_400, currency: 'EUR' });
  });

  test('a claim whose cap fell below what stands is refused in words', async () => {
    const one = await scene({ terms: capped('2'), hours: [1, 1] });
    await grant(one, await claimOctober(one, [one.serviceIds[0] ?? '']));
    await correctFee(one, { feeMinor: 37_200 });
    const second = await claimOctober(one, [one.serviceIds[1] ?? '']);
    await expect(grant(one, second)).rejects.toMatchObject({ name: 'DomainError', code: 'conflict' });
  });

  test('a second operator is told in words where the cap fell below what stands', async () => {
    const one = await scene({ terms: capped('3'), hours: [1, 1] });
    await needTwoAbove(one, 1_200);
    expect(await grant(one, await claimOctober(one, [one.serviceIds[0] ?? '']))).toBe('made');
    const other = await claimOctober(one, [one.serviceIds[1] ?? '']);
    one.clock.at += HOUR_MS;
    expect(await grant(one, other, { amounts: [400] })).toBe('unconfirmed');
    one.clock.at += HOUR_MS;
    await correctFee(one, { feeMinor: 30_000 });
    await expect(confirmCreditDecision(one.second, { no: other.no })).rejects.toMatchObject({
      name: 'DomainError',
      code: 'conflict',
    });
  });

  test('proposals are accepted, or refused in words, where the cap fell below what stands', async () => {
    const one = await scene({ terms: capped('3'), hours: [1, 1] });
    await grant(one, await claimOctober(one));
    await correctFee(one, { feeMinor: 37_200 });
    const open = (await proposalsIn(one)).filter(({ stage }) => stage === 'open');
    expect(open.length).toBeGreaterThan(0);
    for (const { id } of open) await acceptProposal(one.operator, { id });
    expect(await sums(one)).toEqual([['money', 'EUR', 1_000]]);
  });

  test('a decision is confirmed where more is owed since, even if he gave more than that', async () => {
    const one = await scene({ fee: { ...FEE, feeMinor: 744_000 } });
    await needTwoAbove(one, 10);
    const claim = await claimOctober(one);
    one.clock.at += HOUR_MS;
    await correctFee(one, { feeMinor: 74_400 });
    one.clock.at += HOUR_MS;
    expect(await grant(one, claim)).toBe('unconfirmed');
    one.clock.at += HOUR_MS;
    await correctFee(one, { feeMinor: 148_800 });
    await confirmCreditDecision(one.second, { no: claim.no });
    expect(await sums(one)).toEqual([['money', 'EUR', 10_000]]);
  });

  test('nothing is granted in a currency that the contract has just left', async () => {
    const one = await scene();
    const claim = await claimOctober(one);
    await changeFee(one, { currency: 'USD' });
    await expect(grant(one, claim)).rejects.toThrow(/worked out again/);
    await runAssessments(database.db, one.clock);
    expect(await owedIn(one)).toMatchObject({ currency: 'USD' });
    await expect(grant(one, claim)).rejects.toThrow(/another unit by now/);
    expect(await sums(one)).toEqual([]);
  });

  test('a proposal is not accepted while the contract is being worked out again, and is overtaken then', async () => {
    const one = await scene();
    await grant(one, await claimOctober(one));
    await correctFee(one, { feeMinor: 148_800 });
    const [proposal] = (await proposalsIn(one)).filter(({ stage }) => stage === 'open');
    await changeFee(one, { feeMinor: 74_400 });
    const accept = () => acceptProposal(one.operator, { id: proposal?.id ?? '' });
    await expect(accept()).rejects.toMatchObject({
      code: 'not-yet',
      message: expect.stringMatching(/worked out again/),
    });
    await runAssessments(database.db, one.clock);
    await expect(accept()).rejects.toMatchObject({ code: 'already-decided' });
    expect(await sums(one)).toEqual([['money', 'EUR', 1_000]]);
  });

  test('automatic credits wait for a changed contract, and are granted by its new fee', async () => {
    const one = await scene({ terms: { ...MULTIPLE, claim: { ...MULTIPLE.claim, automatic: true } } });
    const failures: unknown[] = [];
    const run = {
      signal: new AbortController().signal,
      onFailure: (_: unknown, error: unknown) => failures.push(error),
    };
    await changeFee(one, { feeMinor: 148_800 });
    expect(await grantAutomaticCredits(testContext(database.db, one.clock), run)).toBe(0);
    expect(await sums(one)).toEqual([]);
    await runAssessments(database.db, one.clock);
    one.clock.advance(2 * MINUTE_MS);
    await grantAutomaticCredits(testContext(database.db, one.clock), run);
    expect(await sums(one)).toEqual([['money', 'EUR', 2_000]]);
    expect(failures).toEqual([]);
  });

  test('operators are told of a claim whose unit changed before its window was frozen', async () => {
    const one = await scene({ fee: {}, at: NOVEMBER + MINUTE_MS });
    expect((await claimOctober(one)).unit).toBe('percent');
    await correctFee(one, FEE);
    one.clock.at = NOVEMBER + 30 * MINUTE_MS;
    await runAssessments(database.db, one.clock);
    expect(await owedIn(one)).toMatchObject({ unit: 'money' });
    const told = database.db.selectFrom('creditUnitChange').select('unit').where('contractId', '=', one.contractId);
    expect(await told.execute()).toEqual([{ unit: 'money' }]);
  });
});
