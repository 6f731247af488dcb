import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { applyCredit } from '#commands/apply-credit';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { requestCredit } from '#commands/request-credit';
import { reverseCreditEntry } from '#commands/reverse-credit-entry';
import { findCreditRequest } from '#db/queries/credit-requests';
import { listBalances, listEntries } from '#db/queries/ledger';
import { listCreditedServices } from '#db/queries/proposals';
import { getStatement } from '#db/queries/statements';
import { HOUR_MS } from '#domain/time';
import { balanceText, sharesText } from '#i18n/ledger/balance-text';
import { nameOfApplication } from '#i18n/ledger/name-of-application';
import { TestClock, testContext } from '#test/support/context';
import { adminOf, daysTerms, NOVEMBER, OCTOBER, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addContract, addOutage, addService } from '#test/support/rows';

onEachDatabase('percentages of the fees of several services', (database) => {
  test('a tenth of each of three services’ fees is stated as at most a tenth of their sum', async () => {
    const { db } = database;
    const services = await Promise.all(['Mail', 'Files', 'Calls'].map((name) => addService(db, { name })));
    const startedAt = OCTOBER + 96 * HOUR_MS;
    for (const id of services) await addOutage(db, id, { startedAt, endedAt: startedAt + HOUR_MS });
    const contractId = await addContract(db, 'org-a', services, {
      startsAt: OCTOBER,
      terms: daysTerms({
        tiers: [{ below: '99.9', inclusive: false, credit: '10', floor: null }],
        credit: { unit: 'percent', feeBase: 'service-month', minimum: null },
        cap: null,
      }),
      feeMinor: 30_000,
      currency: 'EUR',
      billingPlan: 'monthly',
    });
    const clock = new TestClock(NOVEMBER + HOUR_MS);
    const claim = { contractId, month: '2026-10', serviceIds: services, note: '', ticketNo: null, lang: 'en' } as const;
    const { no } = await requestCredit(testContext(db, clock, adminOf('org-a')), claim);
    const request = await findCreditRequest(db, 'every-organization', no);
    const amounts = Object.fromEntries(request?.items.map(({ id, askedAmount }) => [id, askedAmount]) ?? []);
    const ctx = testContext(db, clock, treasurer());
    await decideCreditRequest(ctx, { no, decision: 'approve', amounts, reason: 'as owed' });

    const [kept] = await listBalances(db, { organizationId: 'org-a' });
    expect(kept).toMatchObject({ unit: 'percent', month: '2026-10' });
    const told = sharesText({ shares: kept?.shares ?? [] }, 'en');
    for (const name of ['Mail', 'Files', 'Calls']) expect(told).toMatch(new RegExp(`${name} 10.%`));

    const closing = async () => {
      const period = { from: '2026-01-01', to: '2026-12-31', now: clock.at };
      return (await getStatement(db, { organizationId: 'org-a' }, period)).parts[0]?.closing[0];
    };
    const balance = await closing();
    expect(balance?.worth).toEqual({ minor: 3_000, currency: 'EUR', atMost: true });
    const text = balance ? balanceText(balance, 'en') : '';
    expect(text).toMatch(/Mail 10.%/);
    expect(text).toMatch(/Calls 10.%/);
    expect(text).toContain('worth at most €30.00');

    const [mail = '', files = '', calls = ''] = services;
    const apply = (amount: number, serviceId: string | null) => {
      const part = { contractId, unit: 'percent', currency: null, windowStart: OCTOBER, amount, serviceId } as const;
      const goal = { appliedTo: 'invoice', reference: 'R1', onceKey: randomUUIDv7() } as const;
      const invoice = { invoiceDate: '2026-11-01', invoiceMinor: 2_500, invoiceCurrency: 'EUR' } as const;
      return applyCredit(ctx, { ...part, ...goal, ...invoice });
    };
    // Three tenths of one invoice are owed by nobody: each tenth is of a fee of its own.
    for (const [amount, serviceId] of [
      [300_000, null],
      [100_001, mail],
      [1, 'elsewhere'],
    ] as const) {
      await expect(apply(amount, serviceId)).rejects.toMatchObject({ name: 'DomainError' });
    }
    const used = await apply(100_000, mail);
    await apply(50_000, files);
    await expect(apply(1, mail)).rejects.toMatchObject({ code: 'invalid' });
    await expect(apply(50_001, files)).rejects.toMatchObject({ code: 'conflict' });
    const [entry] = await listEntries(db, { organizationId: 'org-a' }, { limit: 1 });
    expect(entry && nameOfApplication(entry, 'en')).toMatch(/^Files: /);
    // What was used up stays credited: nothing of it is asked for or proposed again.
    const credited = await listCreditedServices(db, { contractId, windowStart: OCTOBER });
    expect(credited.map(({ creditedAmount }) => creditedAmount)).toEqual([100_000, 100_000, 100_000]);
    const claimed = await findCreditRequest(db, 'every-organization', no);
    expect(claimed?.items.map(({ creditedAmount }) => creditedAmount)).toEqual([100_000, 100_000, 100_000]);
    await reverseCreditEntry(ctx, { entryId: used, reason: 'Wrong invoice.' });
    await apply(100_000, mail);
    const grants = await database.db
      .selectFrom('creditEntry as entry')
      .innerJoin('creditRequestItem as item', 'item.id', 'entry.itemId')
      .select(['entry.id', 'item.serviceId'])
      .where('entry.contractId', '=', contractId)
      .where('entry.kind', '=', 'grant')
      .execute();
    const takeBack = (id: string) =>
      reverseCreditEntry(ctx, {
        entryId: grants.find(({ serviceId }) => serviceId === id)?.id ?? '',
        reason: 'Granted anew, and used twice?',
      });
    for (const id of [mail, files]) await expect(takeBack(id)).rejects.toThrow(/applied already/);
    await takeBack(calls);
  });
});
