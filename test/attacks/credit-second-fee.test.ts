import { afterEach, expect, test } from 'vitest';
import { changeContract } from '#commands/change-contract';
import { confirmCreditDecision } from '#commands/confirm-credit-decision';
import { inTransaction } from '#commands/context';
import { createContract } from '#commands/create-contract';
import { acceptProposal } from '#commands/decide-proposal';
import { declineClaims } from '#commands/decline-claims';
import { endContract } from '#commands/end-contract';
import { grantAutomaticCredits } from '#commands/grant-automatic-credits';
import { offerCredit } from '#commands/offer-credit';
import { setClaimRules } from '#commands/set-claim-rules';
import { writeAudit } from '#commands/write-audit';
import { CLAIM_RULES_KEY } from '#db/queries/claim-rules';
import { findCreditRequest } from '#db/queries/credit-requests';
import { DEFAULT_RULES } from '#domain/credits/claim-clock';
import { DAY_MS, HOUR_MS } from '#domain/time';
import { runAssessments } from '#test/support/assessments';
import { grant } from '#test/support/claim-scene';
import { testContext } from '#test/support/context';
import { daysTerms, NOVEMBER, OCTOBER } from '#test/support/credits';
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
  proposalsIn,
} from '#test/support/fee-scene';
import { addOrganization } from '#test/support/people-rows';

const NO_FEE = { feeMinor: null, currency: null, billingPlan: null } as const;
const TENTH = daysTerms({
  tiers: [{ below: '99.9', inclusive: false, credit: '10', floor: null }],
  credit: { unit: 'percent', feeBase: 'service-month', minimum: null },
  cap: null,
});

onEachDatabase('one operator alone, above the sum for two', (database) => {
  afterEach(async () => {
    await database.db.deleteFrom('setting').where('key', '=', CLAIM_RULES_KEY).execute();
  });
  let serial = 0;
  const scene = async (
    input: Omit<Parameters<typeof addFeeScene>[1], 'organizationId'> = {},
    sums: Partial<(typeof DEFAULT_RULES)['secondAbove']> = { money: 900 },
  ): Promise<FeeScene> => {
    serial += 1;
    const one = await addFeeScene(database.db, { organizationId: `alone-${serial}`, ...input });
    const secondAbove = { days: null, percent: null, money: null, ...sums };
    await setClaimRules(one.operator, { ...DEFAULT_RULES, secondAbove });
    return one;
  };
  /** The operator offers what is owed by the terms of now, and decides on it. */
  const offerAndGrant = async (one: FeeScene) => {
    const { contractId, serviceIds } = one;
    const offer = { contractId, month: '2026-10', serviceIds, note: 'ours', origin: 'offered' } as const;
    const { no } = await offerCredit(one.operator, offer);
    const request = await findCreditRequest(database.db, 'every-organization', no);
    if (!request) throw new Error('no claim');
    return grant(one, request);
  };

  test('ten euros above nine need two', async () => {
    const one = await scene();
    expect(await grant(one, await claimOctober(one))).toBe('unconfirmed');
  });

  test('who takes the fee away grants no percentage instead', async () => {
    const one = await scene();
    const claim = await claimOctober(one);
    await correctFee(one, NO_FEE);
    await declineClaims(one.operator, {
      contractId: one.contractId,
      month: '2026-10',
      serviceIds: one.serviceIds,
      reason: `Claim ${claim.no} was in money.`,
    });
    expect(await offerAndGrant(one)).toBe('unconfirmed');
    await correctFee(one, FEE);
    expect(await balancesOf(one)).toEqual([]);
  });

  test('nor where he takes it away before the window is frozen', async () => {
    const one = await scene({ at: NOVEMBER - HOUR_MS });
    await changeFee(one, NO_FEE);
    one.clock.at = NOVEMBER + HOUR_MS;
    await runAssessments(database.db, one.clock);
    expect(await offerAndGrant(one)).toBe('unconfirmed');
  });

  test('nor under a contract whose fee nobody ever recorded', async () => {
    const one = await scene({ fee: {} });
    expect(await offerAndGrant(one)).toBe('unconfirmed');
    const [claim] = await database.db
      .selectFrom('creditRequest')
      .select('no')
      .where('contractId', '=', one.contractId)
      .execute();
    await confirmCreditDecision(one.second, { no: claim?.no ?? 0 });
    expect(await balancesOf(one)).toMatchObject([{ unit: 'percent' }]);
  });

  test('nor by terms that give themselves', async () => {
    const one = await scene({ terms: { ...MULTIPLE, claim: { ...MULTIPLE.claim, automatic: true } } });
    await correctFee(one, NO_FEE);
    one.clock.advance(HOUR_MS);
    const failures: unknown[] = [];
    const onFailure = (_: unknown, error: unknown) => failures.push(error);
    const signal = new AbortController().signal;
    await grantAutomaticCredits(testContext(database.db, one.clock), { signal, onFailure });
    expect(failures).toEqual([]);
    expect(await balancesOf(one)).toEqual([]);
  });

  test('who raises the fee under terms that give themselves does not confirm what they give', async () => {
    const one = await scene(
      { terms: { ...MULTIPLE, claim: { ...MULTIPLE.claim, automatic: true } } },
      { money: 1_500 },
    );
    one.clock.advance(HOUR_MS);
    await correctFee(one, { feeMinor: 148_800 });
    one.clock.advance(HOUR_MS);
    const run = { signal: new AbortController().signal, onFailure: () => undefined };
    await grantAutomaticCredits(testContext(database.db, one.clock), run);
    const claim = await database.db
      .selectFrom('creditRequest')
      .select(['no', 'stage'])
      .where('contractId', '=', one.contractId)
      .executeTakeFirstOrThrow();
    expect(claim.stage).toBe('in-review');
    const { no } = claim;
    await expect(confirmCreditDecision(one.operator, { no })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await balancesOf(one)).toEqual([]);
    await confirmCreditDecision(one.second, { no });
    expect(await balancesOf(one)).toMatchObject([{ amount: 2_000 }]);
  });

  test('nor does who saved the version of the terms that gives it', async () => {
    const one = await scene({ terms: { ...MULTIPLE, claim: { ...MULTIPLE.claim, automatic: true } } });
    const { policyId } = await database.db
      .selectFrom('contract')
      .select('policyId')
      .where('id', '=', one.contractId)
      .executeTakeFirstOrThrow();
    const action = { action: 'save-policy-version', subjectKind: 'sla-policy', subjectId: policyId } as const;
    await inTransaction(one.operator, (tx) => writeAudit(tx, action));
    one.clock.advance(HOUR_MS);
    const run = { signal: new AbortController().signal, onFailure: () => undefined };
    await grantAutomaticCredits(testContext(database.db, one.clock), run);
    const [claim] = await database.db
      .selectFrom('creditRequest')
      .select('no')
      .where('contractId', '=', one.contractId)
      .execute();
    const confirm = (ctx: typeof one.operator) => confirmCreditDecision(ctx, { no: claim?.no ?? 0 });
    await expect(confirm(one.operator)).rejects.toMatchObject({ code: 'forbidden' });
    await confirm(one.second);
  });

  test.each([
    ['corrects', (one: FeeScene) => changeFee(one, { feeMinor: 100 })],
    [
      'changes from the second day on',
      (one: FeeScene) =>
        changeContract(one.operator, {
          ...{ contractId: one.contractId, effectiveOn: '2026-10-02', feeMinor: 100, feePer: 'contract' },
          ...{ seats: null, edition: null, billingPlan: 'monthly', reason: 'cheaper' },
        }),
    ],
    ['puts on a yearly plan', (one: FeeScene) => changeFee(one, { billingPlan: 'yearly' })],
  ] as const)('a percentage of a fee that he %s is worth what it was', async (_, lower) => {
    // A tenth of 744 euros is above 70, and a tenth of what it is lowered to is not.
    const one = await scene({ terms: TENTH }, { money: 7_000 });
    await lower(one);
    await runAssessments(database.db, one.clock);
    expect(await offerAndGrant(one)).toBe('unconfirmed');
  });

  test('a percentage of a fee that is low enough needs nobody else', async () => {
    const one = await scene({ terms: TENTH }, { money: 7_440 });
    expect(await offerAndGrant(one)).toBe('made');
  });

  test('seats that are taken out count', async () => {
    const seats = { feeMinor: 74_400, feePer: 'seat', seats: 10 } as const;
    const one = await scene({ terms: TENTH, fee: { ...FEE, ...seats } }, { money: 50_000 });
    await correctFee(one, { seats: 1 });
    expect(await offerAndGrant(one)).toBe('unconfirmed');
  });

  test('a lowered multiple, and its top-up once the fee is set back, need two', async () => {
    const one = await scene();
    await correctFee(one, { feeMinor: 7_440 });
    expect(await offerAndGrant(one)).toBe('unconfirmed');
    const later = await scene({ fee: { ...FEE, feeMinor: 7_440 } });
    expect(await offerAndGrant(later)).toBe('made');
    await correctFee(later, FEE);
    const [topUp] = (await proposalsIn(later)).filter(({ stage }) => stage === 'open');
    expect(await acceptProposal(later.operator, { id: topUp?.id ?? '' })).toBe('unconfirmed');
  });

  test('a currency in which fewer units are more money is no way round', async () => {
    const one = await scene();
    await correctFee(one, { currency: 'KWD', feeMinor: 24_800 });
    expect(await offerAndGrant(one)).toBe('unconfirmed');
  });

  test('days are worth their part of the fee where no sum of days is set', async () => {
    const one = await scene({ terms: daysTerms() }, { money: 7_000 });
    // Three days of 24 euros each.
    expect(await offerAndGrant(one)).toBe('unconfirmed');
    const other = await scene({ terms: daysTerms() }, { money: 7_000, days: 3 });
    expect(await offerAndGrant(other)).toBe('made');
  });

  test('terms of another unit are no way round once a window was worked out', async () => {
    const one = await scene({}, { money: 900, days: 10 });
    const policy = {
      id: `days-${serial}`,
      key: `days-${serial}`,
      version: 1,
      effectiveFrom: '2020-01-01',
      name: 'Days',
    };
    const terms = JSON.stringify(daysTerms());
    await database.db
      .insertInto('slaPolicy')
      .values({ ...policy, terms, createdAt: 0 })
      .execute();
    const contract = database.db.updateTable('contract').where('id', '=', one.contractId);
    await contract.set({ policyId: policy.id }).execute();
    await database.db
      .insertInto('evidenceChange')
      .values({
        ...{ id: `terms-${serial}`, contractId: one.contractId, startedAt: 0, at: one.clock.at },
        cause: JSON.stringify({ kind: 'contract', change: 'terms' }),
      })
      .execute();
    await runAssessments(database.db, one.clock);
    expect(await offerAndGrant(one)).toBe('unconfirmed');
  });

  test('a contract split in two counts as one', async () => {
    const one = await scene({ terms: daysTerms(), at: NOVEMBER - HOUR_MS, hours: [2] }, { days: 5 });
    const fifth = OCTOBER + 4 * DAY_MS + HOUR_MS;
    await endContract(one.operator, { contractId: one.contractId, endsAt: fifth, reason: 'split' });
    const contract = await database.db
      .selectFrom('contract')
      .selectAll()
      .where('id', '=', one.contractId)
      .executeTakeFirstOrThrow();
    const rest = { ...contract, startsAt: fifth, endsAt: null, serviceIds: one.serviceIds, importKey: undefined };
    await addOrganization(database.db, { id: one.organizationId, name: 'Split Ltd' });
    const other = await createContract(one.operator, rest);
    one.clock.at = NOVEMBER + HOUR_MS;
    await runAssessments(database.db, one.clock);
    expect(await offerAndGrant(one)).toBe('made');
    expect(await offerAndGrant({ ...one, contractId: other })).toBe('unconfirmed');
  });
});
