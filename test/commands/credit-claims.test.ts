import { describe, expect, test } from 'vitest';
import type { CommandContext } from '#commands/context';
import { type CreditClaim, requestCredit } from '#commands/request-credit';
import { withdrawCreditRequest } from '#commands/withdraw-credit-request';
import type { Db } from '#db/connect';
import { findCreditRequest } from '#db/queries/credit-requests';
import type { PolicyTerms } from '#domain/sla/policy';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { adminOf, daysTerms, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addContract, addOutage, addService } from '#test/support/rows';

const T = Date.parse;

interface Scene {
  readonly ctx: CommandContext;
  readonly clock: TestClock;
  readonly contractId: string;
  readonly serviceIds: readonly string[];
  readonly outageIds: readonly string[];
}

interface SceneInput {
  readonly downMinutes?: readonly number[];
  readonly terms?: Partial<PolicyTerms>;
  readonly contract?: Parameters<typeof addContract>[3];
  readonly state?: 'down' | 'degraded';
  readonly from?: string;
}

/** A contract of organisation A; each service was down for so many minutes from noon of 5 October 2026. */
async function setUp(db: Db, input: SceneInput = {}): Promise<Scene> {
  const startedAt = T(input.from ?? '2026-10-05T12:00:00Z');
  const serviceIds: string[] = [];
  const outageIds: string[] = [];
  for (const minutes of input.downMinutes ?? [60]) {
    const id = await addService(db);
    serviceIds.push(id);
    await addCheck(db, id);
    if (minutes === 0) continue;
    const endedAt = startedAt + minutes * MINUTE_MS;
    outageIds.push(await addOutage(db, id, { startedAt, endedAt, state: input.state ?? 'down' }));
  }
  const contractId = await addContract(db, 'org-a', serviceIds, { terms: daysTerms(input.terms), ...input.contract });
  const clock = new TestClock('2026-11-10T09:00:00Z');
  return { ctx: testContext(db, clock, adminOf('org-a')), clock, contractId, serviceIds, outageIds };
}

function ask(scene: Scene, claim: Partial<CreditClaim> = {}, ctx = scene.ctx): Promise<{ id: string; no: number }> {
  const { contractId, serviceIds } = scene;
  return requestCredit(ctx, {
    contractId,
    month: '2026-10',
    serviceIds,
    note: '',
    ticketNo: null,
    lang: 'en',
    ...claim,
  });
}

const outcomes = (results: readonly PromiseSettledResult<unknown>[]): string[] =>
  results.map((result) => (result.status === 'fulfilled' ? 'asked' : result.reason.code)).toSorted();

onEachDatabase('claims', (database) => {
  test('a claim takes its amounts from the arithmetic and freezes it with its evidence', async () => {
    const scene = await setUp(database.db, { downMinutes: [60, 500] });
    const { no } = await ask(scene);
    const request = await findCreditRequest(database.db, { organizationId: 'org-a' }, no);
    expect(request).toMatchObject({ stage: 'submitted', unit: 'days', askedBy: 'admin-org-a' });
    expect(request?.items.map(({ askedAmount }) => askedAmount).toSorted()).toEqual([3, 7]);
    const frozen = await database.db
      .selectFrom('slaAssessment')
      .selectAll()
      .where('id', '=', request?.assessmentId ?? '')
      .executeTakeFirstOrThrow();
    expect(frozen.frozenAt).toBe(scene.clock.at);
    const result = JSON.parse(frozen.result);
    expect(result.assessment.total.credit).toEqual({ unit: 'days', amount: 10 });
    expect(JSON.parse(frozen.evidence).outages).toHaveLength(2);
  });

  test('what a form adds of its own (amount, stage, organisation) reaches no column', async () => {
    const scene = await setUp(database.db);
    const forged = { amount: 99, askedAmount: 99, stage: 'approved', organizationId: 'org-b', grantedAmount: 99 };
    const { no } = await ask(scene, forged as Partial<CreditClaim>);
    const request = await findCreditRequest(database.db, 'every-organization', no);
    expect(request).toMatchObject({ organizationId: 'org-a', stage: 'submitted', grantedAmount: null });
    expect(request?.items[0]?.askedAmount).toBe(3);
  });

  describe('doubles', () => {
    test('fifty identical claims at once become one', async () => {
      const scene = await setUp(database.db);
      const results = await Promise.allSettled(Array.from({ length: 50 }, () => ask(scene)));
      expect(outcomes(results).filter((outcome) => outcome === 'asked')).toHaveLength(1);
      expect(outcomes(results).filter((outcome) => outcome === 'conflict')).toHaveLength(49);
      const items = await database.db
        .selectFrom('creditRequestItem')
        .select('id')
        .where('contractId', '=', scene.contractId)
        .execute();
      expect(items).toHaveLength(1);
    });

    test('overlapping claims at once leave no service asked twice and no claim half written', async () => {
      const scene = await setUp(database.db, { downMinutes: [60, 60, 60] });
      const [a = '', b = '', c = ''] = scene.serviceIds;
      await Promise.allSettled([
        ask(scene, { serviceIds: [a, b] }),
        ask(scene, { serviceIds: [b, c] }),
        ask(scene, { serviceIds: [c, a] }),
      ]);
      const items = await database.db
        .selectFrom('creditRequestItem')
        .select(['serviceId', 'requestId'])
        .where('contractId', '=', scene.contractId)
        .execute();
      expect(items).toHaveLength(2);
      expect(new Set(items.map(({ requestId }) => requestId)).size).toBe(1);
    });

    test('a second claim names the first one', async () => {
      const scene = await setUp(database.db);
      const { no } = await ask(scene);
      await expect(ask(scene)).rejects.toThrow(`in claim ${no}`);
    });

    test('a service named twice in one form is one item', async () => {
      const scene = await setUp(database.db);
      const [id = ''] = scene.serviceIds;
      const { no } = await ask(scene, { serviceIds: [id, id] });
      expect((await findCreditRequest(database.db, 'every-organization', no))?.items).toHaveLength(1);
    });

    test('a withdrawn claim frees its services, once', async () => {
      const scene = await setUp(database.db);
      const { no } = await ask(scene);
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, () => withdrawCreditRequest(scene.ctx, { no, lang: 'en' })),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const second = await ask(scene);
      expect(second.no).toBeGreaterThan(no);
    });
  });

  describe('time', () => {
    test('the last inclusive instant in the zone of the contract is in time, the next one is late', async () => {
      const contract = { zone: 'America/Los_Angeles' };
      const scene = await setUp(database.db, { contract });
      // 30 days after 31 October; Los Angeles is on winter time (-08:00) by then.
      const lastInstant = T('2026-11-30T23:59:59.999-08:00');
      scene.clock.at = lastInstant + 1;
      await expect(ask(scene)).rejects.toMatchObject({ code: 'closed' });
      scene.clock.at = lastInstant;
      await expect(ask(scene)).resolves.toMatchObject({ no: expect.any(Number) });
    });

    test('of two readings of the deadline the later one decides', async () => {
      const readings = [
        { anchor: 'eligibility', days: 30, count: null },
        { anchor: 'window-end', days: 30, count: null },
      ] as const;
      const scene = await setUp(database.db, { terms: { claim: { automatic: false, readings, evidence: [] } } });
      scene.clock.at = T('2026-11-20T00:00:00Z');
      await expect(ask(scene)).resolves.toMatchObject({ no: expect.any(Number) });
    });

    test('an open month may be asked for already, when it owes something', async () => {
      const scene = await setUp(database.db);
      scene.clock.at = T('2026-10-20T00:00:00Z');
      await expect(ask(scene)).resolves.toMatchObject({ no: expect.any(Number) });
    });

    test('months ahead, before the contract, behind its end and malformed ones are not found', async () => {
      const scene = await setUp(database.db, { contract: { endsAt: T('2026-11-01T00:00:00Z') } });
      for (const month of ['2026-12', '2025-12', '2026-11', '2026-13', '10000-01', '٢٠٢٦-١٠', '2026-10-05', '']) {
        await expect(ask(scene, { month }), month).rejects.toMatchObject({ code: 'not-found' });
      }
    });

    test.each([
      ['Europe/Paris', '2026-03', 31 * 24 - 1],
      ['Europe/Paris', '2025-10', 31 * 24 + 1],
      ['Australia/Lord_Howe', '2026-04', 30 * 24 + 0.5],
      ['Asia/Kolkata', '2026-02', 28 * 24],
    ])('a month in %s (%s) has its %d hours', async (zone, month, hours) => {
      const scene = await setUp(database.db, {
        from: `${month}-10T12:00:00Z`,
        contract: { zone, startsAt: T('2025-01-01T00:00:00Z') },
      });
      scene.clock.at = T(`${month}-28T00:00:00Z`) + 7 * 24 * HOUR_MS;
      const { no } = await ask(scene, { month });
      const request = await findCreditRequest(database.db, 'every-organization', no);
      expect((request?.windowEnd ?? 0) - (request?.windowStart ?? 0)).toBe(hours * HOUR_MS);
      expect(request?.items[0]?.askedAmount).toBe(3);
    });

    test('a month the contract covers in part counts the outages of its term against the whole month', async () => {
      const startsAt = T('2026-10-05T12:50:00Z');
      const scene = await setUp(database.db, { contract: { startsAt } });
      await expect(ask(scene)).rejects.toMatchObject({ code: 'conflict' });
    });
  });

  describe('what is not owed', () => {
    test('nothing was down', async () => {
      const scene = await setUp(database.db, { downMinutes: [0] });
      await expect(ask(scene)).rejects.toThrow(/nothing is owed/i);
    });

    test('44 minutes of a 30-day month are owed, 43 are not', async () => {
      const from = '2026-09-05T12:00:00Z';
      const kept = await setUp(database.db, { downMinutes: [43], from });
      kept.clock.at = T('2026-10-05T00:00:00Z');
      await expect(ask(kept, { month: '2026-09' })).rejects.toThrow(/nothing is owed/i);
      const owed = await setUp(database.db, { downMinutes: [44], from });
      owed.clock.at = T('2026-10-05T00:00:00Z');
      await expect(ask(owed, { month: '2026-09' })).resolves.toBeDefined();
    });

    test('a service the policy leaves out is refused by name', async () => {
      const services = { covered: [], notCovered: [], others: 'not-covered' } as const;
      const scene = await setUp(database.db, { terms: { services } });
      await expect(ask(scene)).rejects.toThrow(/does not cover/);
    });

    test('a retracted outage owes nothing', async () => {
      const scene = await setUp(database.db);
      await database.db
        .updateTable('outage')
        .set({ retractedAt: 1 })
        .where('id', 'in', [...scene.outageIds])
        .execute();
      await expect(ask(scene)).rejects.toThrow(/nothing is owed/i);
    });

    test('a disruption may be asked for once the missing fact is stated', async () => {
      const scene = await setUp(database.db, { state: 'degraded' });
      await expect(ask(scene)).rejects.toMatchObject({ code: 'invalid', field: 'note' });
      await expect(ask(scene, { note: '  ' })).rejects.toMatchObject({ field: 'note' });
      await expect(ask(scene, { note: 'Half of our 500 users could not sign in.' })).resolves.toBeDefined();
    });
  });

  describe('others', () => {
    test('another organisation’s contract, service and ticket are not found', async () => {
      const scene = await setUp(database.db);
      const stranger = { ...scene.ctx, actor: adminOf('org-b') };
      await expect(ask(scene, {}, stranger)).rejects.toMatchObject({ code: 'not-found' });
      const foreignService = await addService(database.db);
      await expect(ask(scene, { serviceIds: [foreignService] })).rejects.toMatchObject({ code: 'not-found' });
      await expect(ask(scene, { contractId: 'nope' })).rejects.toMatchObject({ code: 'not-found' });
      await database.db
        .insertInto('ticket')
        .values({
          ...{ id: 'ticket-b', no: 77, organizationId: 'org-b', title: 'x', body: 'x', priority: 'P1', channel: 'web' },
          ...{ stage: 'new', occurredAt: 0, openedBy: 'b', openedAt: 0, updatedAt: 0 },
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await expect(ask(scene, { ticketNo: 77 })).rejects.toMatchObject({ field: 'ticketNo' });
    });

    test('another organisation withdraws nothing', async () => {
      const scene = await setUp(database.db);
      const { no } = await ask(scene);
      const stranger = { ...scene.ctx, actor: adminOf('org-b') };
      await expect(withdrawCreditRequest(stranger, { no, lang: 'en' })).rejects.toMatchObject({ code: 'not-found' });
      const operator = { ...scene.ctx, actor: treasurer() };
      await expect(withdrawCreditRequest(operator, { no, lang: 'en' })).rejects.toMatchObject({ code: 'forbidden' });
    });

    test('viewers, visitors and operators without money are refused', async () => {
      const scene = await setUp(database.db);
      const viewer = { ...adminOf('org-a'), role: 'viewer' } as const;
      const visitor = { kind: 'visitor', id: null, name: 'visitor' } as const;
      const clerk = { kind: 'operator', id: 'op', name: 'Op', roles: ['tickets'] } as const;
      for (const actor of [viewer, visitor, clerk]) {
        await expect(ask(scene, {}, { ...scene.ctx, actor })).rejects.toMatchObject({ code: 'forbidden' });
      }
    });

    test('an operator asks for no customer’s credit, but for our own from a provider', async () => {
      const operator = treasurer();
      const owing = await setUp(database.db);
      await expect(ask(owing, {}, { ...owing.ctx, actor: operator })).rejects.toMatchObject({ code: 'not-found' });
      const owed = await setUp(database.db, { contract: { direction: 'owed-to-us' } });
      await expect(ask(owed, {}, { ...owed.ctx, actor: operator })).resolves.toBeDefined();
    });

    test('an empty choice and a note as long as a book are refused', async () => {
      const scene = await setUp(database.db);
      await expect(ask(scene, { serviceIds: [] })).rejects.toMatchObject({ field: 'services' });
      await expect(ask(scene, { note: 'x'.repeat(5_001) })).rejects.toMatchObject({ field: 'note' });
    });
  });

  test('a refusal is worded in the language of the claim', async () => {
    const scene = await setUp(database.db, { downMinutes: [0] });
    await expect(ask(scene, { lang: 'fr' })).rejects.toThrow(/Rien n’est dû/);
  });
});
