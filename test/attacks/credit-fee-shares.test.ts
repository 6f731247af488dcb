import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { applyCredit } from '#commands/apply-credit';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { requestCredit } from '#commands/request-credit';
import { findCreditRequest } from '#db/queries/credit-requests';
import { listBalances } from '#db/queries/ledger';
import { getStatement } from '#db/queries/statements';
import { HOUR_MS } from '#domain/time';
import { balanceText, sharesText } from '#i18n/ledger/balance-text';
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

    const part = { contractId, unit: 'percent', currency: null, windowStart: OCTOBER, amount: 250_000 } as const;
    const goal = { appliedTo: 'invoice', reference: 'R1', onceKey: randomUUIDv7() } as const;
    const invoice = { invoiceDate: '2026-11-01', invoiceMinor: 2_500, invoiceCurrency: 'EUR' } as const;
    await applyCredit(ctx, { ...part, ...goal, ...invoice });
    expect((await closing())?.worth).toEqual({ minor: 1_500, currency: 'EUR', atMost: true });
  });
});
