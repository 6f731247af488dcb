import { randomUUIDv7 } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { changeContract } from '#commands/change-contract';
import type { CommandContext } from '#commands/context';
import { createContract, type NewContract } from '#commands/create-contract';
import { editContract } from '#commands/edit-contract';
import { endContract } from '#commands/end-contract';
import { findContract, findGrantedDays, getFeeHistory, listContractChanges } from '#db/queries/contracts';
import { feeOfWindow } from '#domain/credits/fee';
import { dayStart } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { daysTerms, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addOrganization } from '#test/support/people-rows';
import { addContract, addService } from '#test/support/rows';

const DAY = (day: string): number => dayStart(day, 'UTC');

onEachDatabase('contracts', (database) => {
  let ctx: CommandContext;
  let gmail: string;
  let drive: string;
  let policyId: string;

  beforeAll(async () => {
    ctx = testContext(database.db, new TestClock(), treasurer());
    gmail = await addService(database.db, { name: 'Gmail' });
    drive = await addService(database.db, { name: 'Drive' });
    const first = await addContract(database.db, 'nobody', [], { terms: daysTerms() });
    policyId = (await findContract(database.db, 'every-organization', first))?.policyId ?? '';
  });

  async function organization(): Promise<string> {
    const id = randomUUIDv7();
    await addOrganization(database.db, { id, name: `Customer ${id}` });
    return id;
  }

  function contract(organizationId: string, more: Partial<NewContract> = {}): NewContract {
    return {
      organizationId,
      direction: 'we-owe',
      counterparty: 'Example Ltd',
      customerDomain: null,
      accountNumber: null,
      reseller: null,
      edition: null,
      seats: null,
      feeMinor: 310_000,
      feePer: 'contract',
      currency: 'EUR',
      billingPlan: 'monthly',
      payment: null,
      resellerDays: null,
      supportPlan: null,
      policyId,
      policyChoice: 'stays',
      zone: null,
      billingDay: null,
      serviceIds: [gmail],
      startsAt: DAY('2026-01-01'),
      endsAt: null,
      ...more,
    };
  }

  test('an organisation that is not there gets no contract', async () => {
    await expect(createContract(ctx, contract('no-such-organisation'))).rejects.toMatchObject({
      code: 'invalid',
      field: 'organizationId',
    });
  });

  test('a service that an organisation may not see is promised to it only once it may', async () => {
    const own = await organization();
    const hidden = await addService(database.db, { name: 'Skunkworks', visibility: 'organizations' });
    const forOperators = await addService(database.db, { name: 'Cellar', visibility: 'operators' });
    for (const id of [hidden, forOperators]) {
      const promise = createContract(ctx, contract(own, { serviceIds: [gmail, id] }));
      await expect(promise).rejects.toMatchObject({ code: 'invalid', field: 'services' });
    }
    await createContract(ctx, contract(own, { serviceIds: [forOperators], direction: 'owed-to-us' }));
    await database.db.insertInto('serviceOrganization').values({ serviceId: hidden, organizationId: own }).execute();
    await createContract(ctx, contract(own, { serviceIds: [gmail, hidden] }));
  });

  test('runs of rolling days that would begin twice in a month get no contract, longer ones do', async () => {
    const of = async (days: number): Promise<string> => {
      const window = { kind: 'rolling-days', zone: 'UTC', zoneStated: true, anchorDay: null, firstMonth: null, days };
      const rolling = await addContract(database.db, 'nobody', [], { terms: daysTerms({ window } as never) });
      return (await findContract(database.db, 'every-organization', rolling))?.policyId ?? '';
    };
    const made = createContract(ctx, contract(await organization(), { policyId: await of(30) }));
    await expect(made).rejects.toMatchObject({
      code: 'invalid',
      field: 'policy',
      message: expect.stringMatching(/begin twice in one month/),
    });
    await createContract(ctx, contract(await organization(), { policyId: await of(31) }));
  });

  describe('two contracts that would credit the same outage', () => {
    test('are refused with the name of the first', async () => {
      const id = await organization();
      await createContract(ctx, contract(id, { serviceIds: [gmail, drive] }));
      await expect(createContract(ctx, contract(id, { serviceIds: [drive] }))).rejects.toThrow(
        /Example Ltd from 2026-01-01 covers Drive .* both would credit/,
      );
    });

    test('live side by side with other services, times, domains, accounts or directions', async () => {
      const id = await organization();
      await createContract(ctx, contract(id, { customerDomain: 'a.example', endsAt: DAY('2026-07-01') }));
      await createContract(ctx, contract(id, { customerDomain: 'a.example', startsAt: DAY('2026-07-01') }));
      await createContract(ctx, contract(id, { customerDomain: 'b.example' }));
      await createContract(ctx, contract(id, { customerDomain: 'a.example', serviceIds: [drive] }));
      await createContract(ctx, contract(id, { direction: 'owed-to-us' }));
      await expect(createContract(ctx, contract(id, { customerDomain: 'A.example ' }))).rejects.toThrow(/both would/);
      await expect(createContract(ctx, contract(id))).rejects.toThrow(/both would/);
    });

    test('are refused as well when the second comes about by a correction or a later end', async () => {
      const id = await organization();
      const first = await createContract(ctx, contract(id, { customerDomain: 'a.example', endsAt: DAY('2026-07-01') }));
      const second = await createContract(ctx, contract(id, { customerDomain: 'b.example' }));
      const later = { contractId: first, endsAt: DAY('2026-09-01'), reason: 'Goes on.' };
      await editContract(ctx, { ...contract(id), contractId: second, customerDomain: 'b.example', reseller: 'R' });
      await createContract(ctx, contract(id, { customerDomain: 'a.example', startsAt: DAY('2026-07-01') }));
      await expect(endContract(ctx, later)).rejects.toThrow(/both would/);
      await expect(
        editContract(ctx, { ...contract(id), contractId: second, customerDomain: 'a.example' }),
      ).rejects.toThrow(/both would/);
    });

    test('are one of fifty that are recorded at once', async () => {
      const id = await organization();
      const all = await Promise.allSettled(Array.from({ length: 50 }, () => createContract(ctx, contract(id))));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const refused = all.filter((one) => one.status === 'rejected');
      expect(new Set(refused.map(({ reason }) => reason.code))).toEqual(new Set(['conflict']));
    });
  });

  describe('a change from a day on', () => {
    const change = {
      effectiveOn: '2026-10-11',
      feeMinor: 620_000,
      feePer: 'contract',
      seats: 20,
      edition: 'Plus',
      billingPlan: 'monthly',
      reason: 'Twice the seats.',
    } as const;

    test('weighs the window by days and leaves the windows before as they were', async () => {
      const id = await createContract(ctx, contract(await organization()));
      await changeContract(ctx, { ...change, contractId: id });
      const found = await findContract(database.db, 'every-organization', id);
      if (!found) throw new Error('The contract is there.');
      const history = await getFeeHistory(database.db, found, 'UTC');
      expect(feeOfWindow(history, { startedAt: DAY('2026-10-01'), endedAt: DAY('2026-11-01') })).toMatchObject({
        minor: 520_000,
      });
      expect(feeOfWindow(history, { startedAt: DAY('2026-09-01'), endedAt: DAY('2026-10-01') })).toMatchObject({
        minor: 310_000,
      });
    });

    test('is written once, by people who decide about money, inside the term, with a reason', async () => {
      const id = await createContract(ctx, contract(await organization(), { endsAt: DAY('2027-01-01') }));
      const write = (more: object, by = ctx) => changeContract(by, { ...change, contractId: id, ...more });
      const stranger = testContext(database.db, new TestClock(), {
        ...treasurer('op-2'),
        roles: ['incidents'],
      } as never);
      await expect(write({}, stranger)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(write({ reason: ' ' })).rejects.toMatchObject({ field: 'reason' });
      await expect(write({ effectiveOn: '2026-01-01' })).rejects.toMatchObject({ field: 'effectiveOn' });
      await expect(write({ effectiveOn: '2027-01-01' })).rejects.toMatchObject({ field: 'effectiveOn' });
      await expect(write({ billingPlan: null })).rejects.toMatchObject({ field: 'billingPlan' });
      await write({});
      await expect(write({})).rejects.toThrow(/Nothing would change/);
      expect(await listContractChanges(database.db, id)).toHaveLength(1);
      await expect(database.db.deleteFrom('contractChange').execute()).rejects.toThrow(/append-only/);
    });
  });

  test('a contract without entries has no days to add to its term', async () => {
    const id = await createContract(ctx, contract(await organization()));
    expect(await findGrantedDays(database.db, id)).toEqual({ granted: 0, appliedToTerm: 0, appliedToInvoice: 0 });
  });
});
