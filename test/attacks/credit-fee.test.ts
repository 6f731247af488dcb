import { describe, expect, test } from 'vitest';
import { changeContract } from '#commands/change-contract';
import { acceptProposal } from '#commands/decide-proposal';
import { endContract } from '#commands/end-contract';
import { findContractWindow } from '#db/queries/credit-windows';
import { findEvidenceDocument } from '#db/queries/evidence-document';
import { findMistakeInFee } from '#domain/credits/contract';
import { HOUR_MS } from '#domain/time';
import { checkBundle } from '#lib/check-bundle';
import { zipBundle } from '#lib/evidence-bundle';
import { runAssessments } from '#test/support/assessments';
import { grant } from '#test/support/claim-scene';
import { daysTerms, NOVEMBER, OCTOBER } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import {
  addFeeScene,
  balancesOf,
  claimOctober,
  correctFee,
  FEE,
  type FeeScene,
  MULTIPLE,
  owedIn,
  proposalsIn,
} from '#test/support/fee-scene';
import { addContract } from '#test/support/rows';

const LEAST = daysTerms({
  tiers: [{ below: '99.9', inclusive: false, credit: '10', floor: null }],
  credit: { unit: 'percent', feeBase: 'service-month', minimum: { amount: '5', currency: 'EUR' } },
  cap: null,
});

const bodyOf = async ({ db }: FeeScene, contractId: string): Promise<string | null> => {
  const row = await db
    .selectFrom('slaAssessment')
    .select('bodyId')
    .where('contractId', '=', contractId)
    .where('supersededAt', 'is', null)
    .executeTakeFirstOrThrow();
  return row.bodyId;
};

onEachDatabase('the fee of a contract in its credits', (database) => {
  test('a multiple of the fee is money from the frozen window to the ledger', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'fee-money' });
    expect(await owedIn(scene)).toEqual({ unit: 'money', amount: 1_000, currency: 'EUR' });
    const claim = await claimOctober(scene);
    expect(claim).toMatchObject({ unit: 'money', currency: 'EUR', items: [{ askedAmount: 1_000 }] });
    await grant(scene, claim);
    expect(await balancesOf(scene)).toMatchObject([{ unit: 'money', currency: 'EUR', amount: 1_000, month: null }]);
  });

  test('a fee that is no whole sum is rounded once, with the credit', async () => {
    const fee = { feeMinor: 100_000, currency: 'EUR', billingPlan: 'yearly' } as const;
    const scene = await addFeeScene(database.db, { organizationId: 'fee-exact', fee, hours: [70] });
    // 10 × 70/744 × 8333⅓ = 7840.50…; of the rounded fee of 8333 it would be 7840.1….
    expect(await owedIn(scene)).toEqual({ unit: 'money', amount: 7_841, currency: 'EUR' });
  });

  test('a cap in percent of the fee cuts a multiple in money', async () => {
    const terms = { ...MULTIPLE, cap: { amount: '1', unit: 'percent-of-fee', over: 'all-services' } as const };
    const scene = await addFeeScene(database.db, { organizationId: 'fee-cap', terms });
    expect(await owedIn(scene)).toEqual({ unit: 'money', amount: 744, currency: 'EUR' });
    await grant(scene, await claimOctober(scene));
    expect(await balancesOf(scene)).toMatchObject([{ amount: 744 }]);
  });

  test('a least sum bites where the fee is known, and is an assumption where it is not', async () => {
    const small = await addFeeScene(database.db, {
      organizationId: 'fee-least',
      terms: LEAST,
      fee: { ...FEE, feeMinor: 5_000 },
    });
    expect(await owedIn(small)).toBeNull();
    await expect(claimOctober(small)).rejects.toMatchObject({ code: 'conflict' });
    await correctFee(small, { feeMinor: 5_001 });
    expect(await owedIn(small)).toMatchObject({ unit: 'percent', amount: 100_000 });
    const unknown = await addFeeScene(database.db, { organizationId: 'fee-least-unknown', terms: LEAST, fee: {} });
    expect(await owedIn(unknown)).toMatchObject({ unit: 'percent', amount: 100_000 });
  });

  test('of several services under one fee no multiple is money: nobody knows what each costs', async () => {
    const apart = await addFeeScene(database.db, { organizationId: 'fee-apart', hours: [1, 1] });
    const claim = await claimOctober(apart);
    expect(claim).toMatchObject({ unit: 'percent', currency: null });
    const whole = { ...MULTIPLE, credit: { ...MULTIPLE.credit, feeBase: 'whole-invoice' } as const };
    const together = await addFeeScene(database.db, { organizationId: 'fee-whole', terms: whole, hours: [1, 1] });
    expect(await owedIn(together)).toEqual({ unit: 'money', amount: 2_000, currency: 'EUR' });
  });

  test('contracts share one assessment unless the terms reckon with their different fees', async () => {
    const shared = await addFeeScene(database.db, { organizationId: 'fee-shared', terms: daysTerms() });
    const { db, clock } = shared;
    const { policyId } = await db
      .selectFrom('contract')
      .select('policyId')
      .where('id', '=', shared.contractId)
      .executeTakeFirstOrThrow();
    const other = { startsAt: OCTOBER, policyId, ...FEE, feeMinor: 1 };
    const sharing = await addContract(db, 'fee-shared-2', shared.serviceIds, other);
    await runAssessments(db, clock);
    expect(await bodyOf(shared, sharing)).toBe(await bodyOf(shared, shared.contractId));

    const reckoned = await addFeeScene(db, { organizationId: 'fee-own' });
    const { policyId: multiple } = await db
      .selectFrom('contract')
      .select('policyId')
      .where('id', '=', reckoned.contractId)
      .executeTakeFirstOrThrow();
    const add = (feeMinor: number) =>
      addContract(db, `fee-own-${feeMinor}`, reckoned.serviceIds, {
        ...FEE,
        startsAt: OCTOBER,
        policyId: multiple,
        feeMinor,
      });
    const [same, cheap] = [await add(FEE.feeMinor), await add(1_000)];
    await runAssessments(db, clock);
    expect(await bodyOf(reckoned, same)).toBe(await bodyOf(reckoned, reckoned.contractId));
    expect(await bodyOf(reckoned, cheap)).not.toBe(await bodyOf(reckoned, reckoned.contractId));
  });

  test('the evidence bundle gives the same money on another machine, and is refused with another fee', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'fee-evidence' });
    const place = { contractId: scene.contractId, month: '2026-10', now: scene.clock.at };
    const documented = await findEvidenceDocument(database.db, { organizationId: 'fee-evidence' }, place);
    if (!documented) throw new Error('no evidence');
    const { document, found } = documented;
    expect(document.arithmetic.fee).toEqual({ minor: 74_400, currency: 'EUR' });
    const checked = checkBundle(Buffer.from(zipBundle({ document, window: found.window })));
    expect(checked.mistakes).toEqual([]);
    expect(checked.window.assessment.total.credit).toEqual({ unit: 'money', amount: 1_000, currency: 'EUR' });
    const arithmetic = { ...document.arithmetic, fee: { minor: 7_440_000, currency: 'EUR' } };
    const forged = Buffer.from(zipBundle({ document: { ...document, arithmetic }, window: found.window }));
    expect(checkBundle(forged).mistakes.length).toBeGreaterThan(0);
    for (const fee of [
      { minor: -1, currency: 'EUR' },
      { minor: 1, currency: 'constructor' },
      { minor: 1, currency: 'EUR', exact: '1/0' },
    ]) {
      const wrong = { document: { ...document, arithmetic: { ...document.arithmetic, fee } }, window: found.window };
      expect(() => checkBundle(Buffer.from(zipBundle(wrong)))).toThrow(/evidence of this format/);
    }
  });

  test('an open window reckons with the fee too', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'fee-open', at: NOVEMBER - HOUR_MS });
    expect(await owedIn(scene)).toEqual({ unit: 'money', amount: 1_000, currency: 'EUR' });
  });
});

onEachDatabase('a change of the fee', (database) => {
  test('opens the frozen window again, visibly, and tops up what was granted only when a person accepts', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'fee-raised' });
    await grant(scene, await claimOctober(scene));
    await correctFee(scene, { feeMinor: 148_800 });
    const place = { contractId: scene.contractId, month: '2026-10', now: scene.clock.at };
    const found = await findContractWindow(database.db, 'every-organization', place);
    expect(found?.frozen).toMatchObject({ revision: 2, cause: { kind: 'contract', change: 'fee' } });
    expect(await balancesOf(scene)).toMatchObject([{ amount: 1_000 }]);
    const [proposal] = await proposalsIn(scene);
    expect(proposal).toMatchObject({
      ...{ kind: 'top-up', unit: 'money', currency: 'EUR' },
      ...{ creditedAmount: 1_000, targetAmount: 2_000, stage: 'open' },
    });
    await acceptProposal(scene.operator, { id: proposal?.id ?? '' });
    expect(await balancesOf(scene)).toMatchObject([{ amount: 2_000, currency: 'EUR' }]);
  });

  test('that lowers it proposes a reversal', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'fee-lowered' });
    await grant(scene, await claimOctober(scene));
    await correctFee(scene, { feeMinor: 7_440 });
    const [proposal] = await proposalsIn(scene);
    expect(proposal).toMatchObject({ kind: 'reversal', currency: 'EUR', creditedAmount: 1_000, targetAmount: 100 });
    await acceptProposal(scene.operator, { id: proposal?.id ?? '' });
    expect(await balancesOf(scene)).toMatchObject([{ amount: 100 }]);
  });

  test('from a day inside the window on counts by days, and one from later on changes nothing', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'fee-days' });
    const change = { contractId: scene.contractId, feePer: 'contract', seats: null, edition: null } as const;
    const paid = { ...change, billingPlan: 'monthly', reason: 'renewed' } as const;
    await changeContract(scene.operator, { ...paid, effectiveOn: '2026-11-01', feeMinor: 744_000 });
    await runAssessments(database.db, scene.clock);
    expect(await owedIn(scene)).toMatchObject({ amount: 1_000 });
    await changeContract(scene.operator, { ...paid, effectiveOn: '2026-10-31', feeMinor: 74_400 + 31_000 });
    await runAssessments(database.db, scene.clock);
    expect(await owedIn(scene)).toEqual({ unit: 'money', amount: 1_013, currency: 'EUR' });
  });

  test('under terms that need no fee assesses nothing again', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'fee-unneeded', terms: daysTerms() });
    await correctFee(scene, { feeMinor: 1 });
    const place = { contractId: scene.contractId, month: '2026-10', now: scene.clock.at };
    const found = await findContractWindow(database.db, 'every-organization', place);
    expect(found?.frozen).toMatchObject({ revision: 1, confirmedAt: null });
  });

  test('by an earlier end lowers the cap, not what an hour within the term was worth', async () => {
    const scene = await addFeeScene(database.db, { organizationId: 'fee-ended' });
    const endsAt = OCTOBER + 15.5 * 24 * HOUR_MS;
    await endContract(scene.operator, { contractId: scene.contractId, endsAt, reason: 'left' });
    await runAssessments(database.db, scene.clock);
    expect(await owedIn(scene)).toEqual({ unit: 'money', amount: 1_000, currency: 'EUR' });
    const long = await addFeeScene(database.db, { organizationId: 'fee-ended-long', hours: [60] });
    expect(await owedIn(long)).toMatchObject({ amount: 60_000 });
    await endContract(long.operator, { contractId: long.contractId, endsAt, reason: 'left' });
    await runAssessments(database.db, long.clock);
    // Sixteen of 31 days were paid for.
    expect(await owedIn(long)).toMatchObject({ amount: 38_400 });
  });
});

describe('a fee', () => {
  test('beyond what can be reckoned exactly is refused', () => {
    const fee = { feeMinor: 1_000_000_000_000, currency: 'EUR', feePer: 'seat', billingPlan: 'monthly' } as const;
    expect(findMistakeInFee({ ...fee, seats: 1 })).toBeUndefined();
    expect(findMistakeInFee({ ...fee, seats: 2 })).toMatchObject({ field: 'fee' });
  });
});
