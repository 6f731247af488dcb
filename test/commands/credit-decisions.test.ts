import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { CommandContext } from '#commands/context';
import { type CreditDecision, type DecisionOutcome, decideCreditRequest } from '#commands/decide-credit-request';
import { requestCredit } from '#commands/request-credit';
import { reverseCreditEntry } from '#commands/reverse-credit-entry';
import { reviewCreditRequest } from '#commands/review-credit-request';
import { withdrawCreditRequest } from '#commands/withdraw-credit-request';
import type { Db } from '#db/connect';
import { type CreditRequest, findCreditRequest } from '#db/queries/credit-requests';
import { findBalance, listEntries } from '#db/queries/ledger';
import type { Direction } from '#domain/words';
import { TestClock, testContext } from '#test/support/context';
import { adminOf, daysTerms, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addContract, addOutage, addService } from '#test/support/rows';
import { addMember, addOrganization, type MemberActor } from '#test/support/tickets';

const START = Date.parse('2026-10-05T00:00:00Z');
const HOUR = 3_600_000;

interface Scene {
  readonly clock: TestClock;
  readonly admin: CommandContext;
  readonly operator: CommandContext;
  readonly contractId: string;
  readonly outageIds: readonly string[];
  readonly request: CreditRequest;
}

/** A submitted claim for services that were down so many hours: 1 hour owes 3 days, 10 hours 7, 40 hours 15. */
async function setUp(db: Db, hours: readonly number[], direction: Direction = 'we-owe'): Promise<Scene> {
  const serviceIds: string[] = [];
  const outageIds: string[] = [];
  for (const count of hours) {
    const id = await addService(db);
    serviceIds.push(id);
    outageIds.push(await addOutage(db, id, { startedAt: START, endedAt: START + count * HOUR }));
  }
  const contractId = await addContract(db, 'org-a', serviceIds, { terms: daysTerms(), direction });
  const clock = new TestClock('2026-11-10T09:00:00Z');
  const admin = testContext(db, clock, adminOf('org-a'));
  const operator = testContext(db, clock, treasurer());
  const claim = { contractId, month: '2026-10', serviceIds, note: '', ticketNo: null, lang: 'en' } as const;
  const { no } = await requestCredit(admin, claim);
  return { clock, admin, operator, contractId, outageIds, request: await read(db, no) };
}

async function read(db: Db, no: number): Promise<CreditRequest> {
  const request = await findCreditRequest(db, 'every-organization', no);
  if (!request) throw new Error(`no claim ${no}`);
  return request;
}

const inFull = ({ items }: CreditRequest): Record<string, number> =>
  Object.fromEntries(items.map(({ id, askedAmount }) => [id, askedAmount]));

function approve(scene: Scene, input: Partial<CreditDecision> = {}, ctx = scene.operator): Promise<DecisionOutcome> {
  const { request } = scene;
  return decideCreditRequest(ctx, {
    no: request.no,
    decision: 'approve',
    amounts: inFull(request),
    reason: 'As the arithmetic shows.',
    ...input,
  });
}

const balanceOf = (scene: Scene): Promise<number> =>
  findBalance(scene.operator.db, {
    contractId: scene.contractId,
    direction: scene.request.direction,
    unit: 'days',
    currency: null,
  });

const won = (results: readonly PromiseSettledResult<unknown>[]): number =>
  results.filter(({ status }) => status === 'fulfilled').length;

onEachDatabase('decisions on claims', (database) => {
  test('an approval answers the claim and writes one grant per service', async () => {
    const scene = await setUp(database.db, [1, 10]);
    await approve(scene);
    const request = await read(database.db, scene.request.no);
    expect(request).toMatchObject({ stage: 'approved', grantedAmount: 10, decidedBy: 'op-money' });
    expect(request.items.map(({ creditedAmount }) => creditedAmount).toSorted()).toEqual([3, 7]);
    expect(await balanceOf(scene)).toBe(10);
    const trail = await database.db
      .selectFrom('auditEntry')
      .select('action')
      .where('subjectId', '=', request.id)
      .orderBy('id')
      .execute();
    expect(trail.map(({ action }) => action)).toEqual(['request-credit', 'grant-credit']);
  });

  test('fifty approvals at once make one grant, and the others get a sentence', async () => {
    const scene = await setUp(database.db, [1]);
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => approve(scene)));
    expect(won(results)).toBe(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'already-decided' });
    }
    expect(await balanceOf(scene)).toBe(3);
  });

  test('approvals, declines and withdrawals at once leave one answer that the ledger agrees with', async () => {
    const scene = await setUp(database.db, [1]);
    const { no } = scene.request;
    const results = await Promise.allSettled([
      approve(scene),
      approve(scene, { decision: 'decline' }),
      withdrawCreditRequest(scene.admin, { no, lang: 'en' }),
    ]);
    expect(won(results)).toBe(1);
    const { stage } = await read(database.db, no);
    expect(await balanceOf(scene)).toBe(stage === 'approved' ? 3 : 0);
  });

  test('two claims for Gmail (7) and Drive (15 days) approved at once end at the cap of 15', async () => {
    const scene = await setUp(database.db, [10, 40]);
    await withdrawCreditRequest(scene.admin, { no: scene.request.no, lang: 'en' });
    const claims: Scene[] = [];
    for (const { serviceId } of scene.request.items) {
      const claim = { contractId: scene.contractId, month: '2026-10', serviceIds: [serviceId], note: '' };
      const { no } = await requestCredit(scene.admin, { ...claim, ticketNo: null, lang: 'en' });
      claims.push({ ...scene, request: await read(database.db, no) });
    }
    await Promise.allSettled(claims.map((claim) => approve(claim)));
    expect(await balanceOf(scene)).toBe(15);
  });

  test('the cap cuts the second service of one claim, and the cut is on record', async () => {
    const scene = await setUp(database.db, [10, 40]);
    await approve(scene);
    const { items, grantedAmount } = await read(database.db, scene.request.no);
    expect(grantedAmount).toBe(15);
    expect(items.map(({ decidedAmount, creditedAmount }) => [decidedAmount, creditedAmount])).toEqual([
      [7, 7],
      [15, 8],
    ]);
  });

  test('an approval that the cap would cut to nothing is refused and leaves the claim waiting', async () => {
    const scene = await setUp(database.db, [40]);
    await approve(scene);
    const second = await addService(database.db);
    await addOutage(database.db, second, { startedAt: START, endedAt: START + HOUR });
    await database.db
      .insertInto('contractService')
      .values({ contractId: scene.contractId, serviceId: second })
      .execute();
    const claim = { contractId: scene.contractId, month: '2026-10', serviceIds: [second], note: '' };
    const { no } = await requestCredit(scene.admin, { ...claim, ticketNo: null, lang: 'en' });
    const next = { ...scene, request: await read(database.db, no) };
    await expect(approve(next)).rejects.toThrow(/cap/);
    expect((await read(database.db, no)).stage).toBe('submitted');
  });

  describe('who may not', () => {
    test('whoever asked does not decide', async () => {
      const scene = await setUp(database.db, [1]);
      const both = { ...scene.operator, actor: treasurer('admin-org-a') };
      await expect(approve(scene, {}, both)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(approve(scene, { decision: 'decline' }, both)).rejects.toMatchObject({ code: 'forbidden' });
    });

    test('admins and operators without money do not', async () => {
      const scene = await setUp(database.db, [1]);
      const clerk = { kind: 'operator', id: 'op', name: 'Op', roles: ['tickets', 'incidents', 'audit'] } as const;
      for (const actor of [clerk, adminOf('org-a')]) {
        await expect(approve(scene, {}, { ...scene.operator, actor })).rejects.toMatchObject({ code: 'forbidden' });
        const ctx = { ...scene.operator, actor };
        await expect(reviewCreditRequest(ctx, { no: scene.request.no })).rejects.toMatchObject({ code: 'forbidden' });
      }
    });

    test('nobody decides on a claim that is not there, was withdrawn, or belongs to the provider', async () => {
      const scene = await setUp(database.db, [1]);
      await expect(approve(scene, { no: 999_999 })).rejects.toMatchObject({ code: 'not-found' });
      await withdrawCreditRequest(scene.admin, { no: scene.request.no, lang: 'en' });
      await expect(approve(scene)).rejects.toThrow(/withdrawn/);
      const ours = await setUp(database.db, [1], 'owed-to-us');
      await expect(approve(ours)).rejects.toThrow(/provider decides/);
    });
  });

  describe('what may be given', () => {
    test.each([-1, 0.5, 4, 1_000_000, Number.NaN, Number.POSITIVE_INFINITY])(
      '%s days for 3 are refused',
      async (amount) => {
        const scene = await setUp(database.db, [1]);
        const [item] = scene.request.items;
        await expect(approve(scene, { amounts: { [item?.id ?? '']: amount } })).rejects.toMatchObject({
          code: 'invalid',
        });
        expect((await read(database.db, scene.request.no)).stage).toBe('submitted');
      },
    );

    test('a smaller amount is credited as given; another claim’s item is ignored', async () => {
      const scene = await setUp(database.db, [1, 1]);
      const other = await setUp(database.db, [1]);
      const [first, second] = scene.request.items;
      await approve(scene, { amounts: { [first?.id ?? '']: 2, ...inFull(other.request) } });
      const { items } = await read(database.db, scene.request.no);
      expect(items.map(({ creditedAmount }) => creditedAmount)).toEqual([2, 0]);
      expect(items.find(({ id }) => id === second?.id)?.endedAt).not.toBeNull();
      expect(await balanceOf(other)).toBe(0);
    });

    test('nothing at all, and no reason, are refused', async () => {
      const scene = await setUp(database.db, [1]);
      await expect(approve(scene, { amounts: {} })).rejects.toMatchObject({ code: 'invalid' });
      await expect(approve(scene, { reason: '  ' })).rejects.toMatchObject({ field: 'reason' });
    });

    test('a claim made in an open month waits for its end, and then gets what is owed by then', async () => {
      const scene = await setUp(database.db, [1]);
      await withdrawCreditRequest(scene.admin, { no: scene.request.no, lang: 'en' });
      scene.clock.at = START + 24 * HOUR;
      const serviceIds = scene.request.items.map(({ serviceId }) => serviceId);
      const claim = { contractId: scene.contractId, month: '2026-10', serviceIds, note: '', ticketNo: null } as const;
      const early = {
        ...scene,
        request: await read(database.db, (await requestCredit(scene.admin, { ...claim, lang: 'en' })).no),
      };
      await expect(approve(early)).rejects.toThrow(/not over/);
      await addOutage(database.db, serviceIds[0] ?? '', { startedAt: START + 48 * HOUR, endedAt: START + 60 * HOUR });
      scene.clock.at = Date.parse('2026-11-02T00:00:00Z');
      await approve(early, { amounts: { [early.request.items[0]?.id ?? '']: 7 } });
      expect(await balanceOf(early)).toBe(7);
    });
  });

  test('the frozen arithmetic stays as it was when an outage is corrected later', async () => {
    const scene = await setUp(database.db, [1]);
    const frozen = () =>
      database.db
        .selectFrom('slaAssessment')
        .select(['result', 'evidence'])
        .where('id', '=', scene.request.assessmentId)
        .executeTakeFirstOrThrow();
    const before = await frozen();
    await database.db
      .updateTable('outagePhase')
      .set({ endedAt: START + 1_000 })
      .where('outageId', 'in', [...scene.outageIds])
      .execute();
    await approve(scene);
    expect(await frozen()).toEqual(before);
  });

  test('a decline frees the services for a claim with new facts', async () => {
    const scene = await setUp(database.db, [1]);
    await approve(scene, { decision: 'decline', reason: 'Planned maintenance.' });
    expect(await balanceOf(scene)).toBe(0);
    const serviceIds = scene.request.items.map(({ serviceId }) => serviceId);
    const claim = { contractId: scene.contractId, month: '2026-10', serviceIds, note: 'It was not announced.' };
    await expect(requestCredit(scene.admin, { ...claim, ticketNo: null, lang: 'en' })).resolves.toBeDefined();
  });

  test('a grant taken back can be asked for and granted again, within the cap', async () => {
    const scene = await setUp(database.db, [40]);
    await approve(scene);
    const [entry] = await listEntries(database.db, 'every-organization', { limit: 1, contractId: scene.contractId });
    await reverseCreditEntry(scene.operator, { entryId: entry?.id ?? '', reason: 'Wrong contract.' });
    const serviceIds = scene.request.items.map(({ serviceId }) => serviceId);
    const claim = { contractId: scene.contractId, month: '2026-10', serviceIds, note: '', ticketNo: null } as const;
    const { no } = await requestCredit(scene.admin, { ...claim, lang: 'en' });
    await approve({ ...scene, request: await read(database.db, no) });
    expect(await balanceOf(scene)).toBe(15);
  });

  const lettersAfterApproval = async (scene: Scene, asker: MemberActor) => {
    const { id } = scene.request;
    const claim = { askedBy: asker.id, organizationId: asker.organizationId, lang: 'fr' } as const;
    await database.db.updateTable('creditRequest').set(claim).where('id', '=', id).execute();
    await approve(scene);
    return database.db
      .selectFrom('delivery')
      .select(['address', 'message', 'state'])
      .where('organizationId', '=', asker.organizationId)
      .execute();
  };

  test('the one who asked gets a letter with the answer, in the language of the claim', async () => {
    const asker = await addMember(database.db, await addOrganization(database.db));
    await addMember(database.db, asker.organizationId);
    const letters = await lettersAfterApproval(await setUp(database.db, [1]), asker);
    expect(letters).toMatchObject([{ address: asker.email, state: 'due' }]);
    expect(letters[0]?.message).toContain('3\u00a0jours');
  });

  test('where the one who asked has left, the admins who are there get it instead', async () => {
    const asker = await addMember(database.db, await addOrganization(database.db));
    const successor = await addMember(database.db, asker.organizationId);
    await sql`delete from member where user_id = ${asker.id}`.execute(database.db);
    const letters = await lettersAfterApproval(await setUp(database.db, [1]), asker);
    expect(letters.map(({ address }) => address)).toEqual([successor.email]);
  });
});
