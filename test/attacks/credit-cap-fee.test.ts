import { expect, test } from 'vitest';
import { acceptProposal } from '#commands/decide-proposal';
import { grantWindow } from '#commands/grant-window';
import { HOUR_MS } from '#domain/time';
import { grant } from '#test/support/claim-scene';
import { daysTerms } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import {
  addFeeScene,
  balancesOf,
  changeFee,
  claimOctober,
  correctFee,
  FEE,
  type FeeScene,
  owedIn,
  proposalsIn,
} from '#test/support/fee-scene';

const NO_FEE = { feeMinor: null, currency: null, billingPlan: null } as const;
/** Ten euros for an outage, but no more than half of the fee. */
const sumOf = (over: 'all-services' | 'each-service', amount = '50') =>
  daysTerms({
    tiers: [{ below: '99.9', inclusive: false, credit: '10', floor: null }],
    credit: { unit: 'money', feeBase: 'whole-invoice', currency: 'EUR', minimum: null },
    cap: { amount, unit: 'percent-of-fee', over },
  });

onEachDatabase('a cap that is a part of the fee', (database) => {
  let serial = 0;
  const scene = (over: 'all-services' | 'each-service', feeMinor: number): Promise<FeeScene> => {
    serial += 1;
    const organizationId = `cap-fee-${serial}`;
    return addFeeScene(database.db, { organizationId, terms: sumOf(over), fee: { ...FEE, feeMinor } });
  };
  const amounts = async (one: FeeScene) => (await balancesOf(one)).map(({ amount }) => amount);

  test.each(['all-services', 'each-service'] as const)('is not lifted by taking the fee away (%s)', async (over) => {
    const one = await scene(over, 1_000);
    expect(await owedIn(one)).toMatchObject({ amount: 500 });
    await correctFee(one, NO_FEE);
    expect(await owedIn(one)).toMatchObject({ amount: 1_000 });
    const claim = await claimOctober(one);
    await expect(grant(one, claim)).rejects.toThrow(/Record the fee first/);
    const { contractId, serviceIds } = one;
    const offer = { contractId, month: '2026-10', serviceIds, reason: 'ours', origin: 'offered' } as const;
    await expect(grantWindow(one.operator, offer)).rejects.toMatchObject({ code: 'conflict' });
    expect(await amounts(one)).toEqual([]);
  });

  test.each(['all-services', 'each-service'] as const)('nor by a fee in another currency (%s)', async (over) => {
    const one = await scene(over, 1_000);
    await changeFee(one, { currency: 'USD' });
    await correctFee(one, {});
    await expect(grant(one, await claimOctober(one))).rejects.toThrow(/Record the fee first/);
  });

  test('holds for each service also where a claim asks for more than is owed by now', async () => {
    const one = await scene('each-service', 74_400);
    const claim = await claimOctober(one);
    expect(claim.items.map(({ askedAmount }) => askedAmount)).toEqual([1_000]);
    await correctFee(one, { feeMinor: 1_000 });
    await expect(grant(one, claim)).rejects.toThrow(/than the terms credit for one service/);
    expect(await grant(one, claim, { amounts: [500] })).toBe('made');
    expect(await amounts(one)).toEqual([500]);
  });

  test('a top-up waits for the fee too', async () => {
    const one = await scene('all-services', 1_000);
    await grant(one, await claimOctober(one));
    expect(await amounts(one)).toEqual([500]);
    one.clock.at += HOUR_MS;
    await correctFee(one, NO_FEE);
    const [topUp] = (await proposalsIn(one)).filter(({ stage }) => stage === 'open');
    expect(topUp).toMatchObject({ kind: 'top-up', targetAmount: 1_000 });
    await expect(acceptProposal(one.operator, { id: topUp?.id ?? '' })).rejects.toThrow(/Record the fee first/);
    expect(await amounts(one)).toEqual([500]);
  });
});
