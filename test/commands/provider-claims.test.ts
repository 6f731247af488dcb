import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { recordProviderCreditSeen } from '#commands/record-provider-credit-seen';
import { type GivenCredit, recordProviderDecision } from '#commands/record-provider-decision';
import { recordProviderReply } from '#commands/record-provider-reply';
import { recordProviderSending } from '#commands/record-provider-sending';
import { reverseCreditEntry } from '#commands/reverse-credit-entry';
import { findCreditRequest } from '#db/queries/credit-requests';
import { findBalance, listEntries } from '#db/queries/ledger';
import { getProviderClaim } from '#db/queries/provider-side';
import type { Actor } from '#domain/actor';
import { TestClock, testContext } from '#test/support/context';
import { type AddedRequest, addCreditRequest, adminOf, daysTerms, OCTOBER, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addContract, addService } from '#test/support/rows';

const ORG = 'org-provider';

onEachDatabase('what goes between us and a provider', (database) => {
  const clock = new TestClock('2026-11-10T09:00:00Z');
  let contractId: string;
  let claim: AddedRequest;

  const as = (actor: Actor = adminOf(ORG)) => testContext(database.db, clock, actor);
  const record = (words = 'As they wrote.') => ({
    no: claim.no,
    happenedOn: '2026-11-10',
    words,
    onceKey: randomUUID(),
    lang: 'en' as const,
  });
  const send = (caseNumber = '', ctx = as()) =>
    recordProviderSending(ctx, { ...record(''), channel: 'form', caseNumber });
  const days = (...amounts: number[]): GivenCredit => ({
    unit: 'days',
    currency: null,
    amounts: Object.fromEntries(claim.itemIds.map((id, index) => [id, amounts[index] ?? 0])),
    total: null,
  });
  const answer = (given: GivenCredit | null, ctx = as()) =>
    recordProviderDecision(ctx, { ...record(), answer: given ? 'granted' : 'refused', given });
  const seen = (amount: number, input = {}) =>
    recordProviderCreditSeen(as(), {
      ...record(''),
      credit: 'days|',
      amount,
      seenOn: 'term',
      reference: '2027-03-18',
      ...input,
    });
  const balance = (unit: 'days' | 'money' | 'percent' = 'days', currency: string | null = null) =>
    findBalance(database.db, { contractId, direction: 'owed-to-us', unit, currency, windowStart: null });
  const found = async () => {
    const request = await findCreditRequest(database.db, { organizationId: ORG }, claim.no);
    if (!request) throw new Error('The claim is not there.');
    return { request, ...(await getProviderClaim(database.db, request, clock.now())) };
  };

  beforeEach(async () => {
    clock.at = Date.parse('2026-11-10T09:00:00Z');
    const services = [await addService(database.db), await addService(database.db)];
    contractId = await addContract(database.db, ORG, services, {
      direction: 'owed-to-us',
      counterparty: 'Google',
      currency: 'EUR',
      terms: daysTerms(),
    });
    claim = await addCreditRequest(database.db, {
      organizationId: ORG,
      contractId,
      items: Object.fromEntries(services.map((id) => [id, 3])),
      row: { direction: 'owed-to-us', lapsesAt: Date.parse('2026-12-01T00:00:00Z') },
    });
  });

  describe('who may not', () => {
    test('viewers, operators without money and other organisations record nothing', async () => {
      const viewer: Actor = { kind: 'member', id: 'v', name: 'V', role: 'viewer', organizationId: ORG };
      const clerk: Actor = { kind: 'operator', id: 'c', name: 'C', roles: ['tickets', 'incidents', 'audit'] };
      for (const actor of [viewer, clerk]) {
        await expect(send('1', as(actor))).rejects.toMatchObject({ code: 'forbidden' });
        await expect(answer(days(3, 3), as(actor))).rejects.toMatchObject({ code: 'forbidden' });
      }
      await expect(send('1', as(adminOf('org-other')))).rejects.toMatchObject({ code: 'not-found' });
      await expect(answer(days(3, 3), as(adminOf('org-other')))).rejects.toMatchObject({ code: 'not-found' });
      expect((await found()).history).toEqual([]);
      expect(await balance()).toBe(0);
    });

    test('nobody answers for us by these forms: a claim against us is not found', async () => {
      const ours = await addContract(database.db, ORG, [], { terms: daysTerms() });
      const own = await addCreditRequest(database.db, { organizationId: ORG, contractId: ours, items: {} });
      claim = own;
      await expect(answer({ ...days(), total: 9 })).rejects.toMatchObject({ code: 'not-found' });
      await expect(answer({ ...days(), total: 9 }, as(treasurer()))).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  test('from sending to the end of the term: each step is kept, the credit enters the ledger once', async () => {
    await send();
    await recordProviderReply(as(), {
      ...record('Got it'),
      kind: 'acknowledged',
      caseNumber: '45-119',
      answerBy: null,
    });
    await recordProviderReply(as(), {
      ...record('Which users?'),
      kind: 'asked',
      caseNumber: '',
      answerBy: '2026-11-20',
    });
    expect((await found()).side).toMatchObject({ place: 'asked', question: { answerBy: '2026-11-20' } });
    await recordProviderReply(as(), { ...record('All 40.'), kind: 'supplied', caseNumber: '', answerBy: null });
    expect((await found()).side).toMatchObject({ place: 'acknowledged', question: null, caseNumber: '45-119' });
    await answer(days(3, 3));
    expect(await balance()).toBe(6);
    expect((await found()).request.stage).toBe('approved');
    await seen(6);
    expect(await balance()).toBe(0);
    const { request, history, side } = await found();
    expect(history.map(({ kind }) => kind)).toEqual(['sent', 'acknowledged', 'asked', 'supplied', 'granted', 'seen']);
    expect(request.stage).toBe('credited');
    expect(side.next).toEqual([]);
  });

  test('a claim that is kept back until its month ends can be sent before, and nothing else be recorded of it', async () => {
    const held = { stage: 'held', submittedAt: null } as const;
    await database.db.updateTable('creditRequest').set(held).where('no', '=', claim.no).execute();
    expect((await found()).side.next).toEqual(['sent']);
    await expect(answer(days(3, 3))).rejects.toMatchObject({ code: 'conflict' });
    await send('45-120');
    const { request, side } = await found();
    expect(request).toMatchObject({ stage: 'in-review', submittedAt: clock.now(), providerCaseNumber: '45-120' });
    expect(side.next).toContain('granted');
  });

  test('the same form sent twice, or fifty at once, credits once', async () => {
    await send('45-119');
    const same = { ...record(), answer: 'granted', given: days(3, 3) } as const;
    const tries = Array.from({ length: 50 }, (_, index) =>
      recordProviderDecision(as(), index % 2 === 0 ? same : { ...same, onceKey: `other-${index}` }),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason.name).toBe('DomainError');
    }
    expect(await balance()).toBe(6);
    const uses = await Promise.allSettled(Array.from({ length: 20 }, () => seen(4)));
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await balance()).toBe(2);
  });

  test('a provider that pays money for days is entered as money, and nothing is subtracted across units', async () => {
    await send('45-119');
    const given = { unit: 'money', currency: 'EUR', amounts: {}, total: 12_550 } as const;
    await answer(given);
    expect(await balance('money', 'EUR')).toBe(12_550);
    expect(await balance()).toBe(0);
    const { history, received, request } = await found();
    expect(history.at(-1)).toMatchObject({ kind: 'granted', unit: 'money', currency: 'EUR', amount: 12_550 });
    expect(received).toEqual([{ credit: { unit: 'money', currency: 'EUR', value: 12_550 }, unseen: 12_550 }]);
    expect(request.items.map(({ creditedAmount }) => creditedAmount)).toEqual([0, 0]);
    await seen(12_550, { credit: 'money|EUR', seenOn: 'invoice', reference: 'INV-7' });
    expect(await balance('money', 'EUR')).toBe(0);
    const [entry] = await listEntries(database.db, { organizationId: ORG }, { limit: 1, contractId });
    expect(entry).toMatchObject({ kind: 'application', reference: 'INV-7', appliedTo: 'invoice' });
  });

  test('money by service does not show as days', async () => {
    const [first = ''] = claim.itemIds;
    await answer({ unit: 'money', currency: 'EUR', amounts: { [first]: 500 }, total: null });
    expect((await found()).request.items.map(({ creditedAmount }) => creditedAmount)).toEqual([0, 0]);
  });

  test('less than asked is a part, and the rest can be asked for again under another number while in time', async () => {
    await send('45-119');
    await answer(days(3, 0));
    expect((await found()).side).toMatchObject({ place: 'partly', next: ['sent', 'seen'] });
    await send('45-200');
    expect((await found()).request).toMatchObject({ stage: 'in-review', providerCaseNumber: '45-200' });
    await answer(days(0, 2));
    expect(await balance()).toBe(5);
    await send('45-300');
    await answer(days(0, 1));
    const { side, received, request } = await found();
    expect(side).toMatchObject({ place: 'granted', rounds: 3 });
    expect(received).toEqual([{ credit: { unit: 'days', currency: null, value: 6 }, unseen: 6 }]);
    expect(request.stage).toBe('approved');
  });

  test('a refusal is kept word for word and can be sent again until the time is over', async () => {
    await send('45-119');
    await answer(null);
    expect((await found()).request.stage).toBe('declined');
    await send('45-200');
    const again = await found();
    expect(again.request.stage).toBe('in-review');
    expect(again.request.items.every(({ endedAt }) => endedAt === null)).toBe(true);
    await answer(null);
    clock.at = Date.parse('2026-12-01T00:00:00Z');
    await expect(send('45-300')).rejects.toMatchObject({
      code: 'conflict',
      message: 'The time to ask again has passed.',
    });
    expect((await found()).history.map(({ kind }) => kind)).toEqual(['sent', 'refused', 'sent', 'refused']);
  });

  test('what was refused and asked for in another claim since is continued there', async () => {
    await send('45-119');
    await answer(null);
    const { request } = await found();
    const items = Object.fromEntries(request.items.map(({ serviceId }) => [serviceId, 3]));
    await addCreditRequest(database.db, { organizationId: ORG, contractId, items, row: { direction: 'owed-to-us' } });
    await expect(send('45-200')).rejects.toMatchObject({ code: 'conflict' });
    expect((await found()).request.stage).toBe('declined');
  });

  test('what it gives beyond the cap is entered as it was given', async () => {
    await answer(days(20, 0));
    expect(await balance()).toBe(20);
    expect((await found()).side.place).toBe('granted');
  });

  test('an answer needs the words of the provider', async () => {
    const given = days(3, 3);
    const silent = { ...record(' '), answer: 'granted', given } as const;
    await expect(recordProviderDecision(as(), silent)).rejects.toMatchObject({ field: 'words' });
    await expect(recordProviderDecision(as(), { ...record(), answer: 'granted', given: null })).rejects.toMatchObject({
      field: 'unit',
    });
  });

  test('a refusal after a part was granted takes nothing back', async () => {
    await answer(days(3, 0));
    await send('45-200');
    await answer(null);
    expect(await balance()).toBe(3);
    expect((await found()).request.stage).toBe('approved');
  });

  test('a credit that was taken back is no credit any more', async () => {
    await answer(days(3, 3));
    const entries = await listEntries(database.db, { organizationId: ORG }, { limit: 9, contractId });
    for (const { id } of entries) await reverseCreditEntry(as(treasurer()), { entryId: id, reason: 'Typed wrong.' });
    expect((await found()).received).toEqual([{ credit: { unit: 'days', currency: null, value: 0 }, unseen: 0 }]);
    await expect(seen(1)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('taking back what a provider gave leaves what we granted in that window as it is', async () => {
    const window = { unit: 'days' as const, grantedAmount: 1, capAmount: 15, version: 1 };
    await database.db
      .insertInto('creditWindow')
      .values({ contractId, windowStart: OCTOBER, ...window })
      .execute();
    await send();
    await answer(days(3, 3));
    const [entry] = await listEntries(database.db, { organizationId: ORG }, { limit: 1, contractId });
    await reverseCreditEntry(as(treasurer()), { entryId: entry?.id ?? '', reason: 'They took it back.' });
    expect(await balance()).toBe(3);
    const kept = await database.db
      .selectFrom('creditWindow')
      .select(['grantedAmount', 'version'])
      .where('contractId', '=', contractId)
      .executeTakeFirst();
    expect(kept).toEqual({ grantedAmount: 1, version: 1 });
  });

  test('impossible amounts, days and numbers are refused beside their field', async () => {
    await send('45-119');
    const refused = (given: Partial<GivenCredit>) => answer({ ...days(), ...given });
    const [first = ''] = claim.itemIds;
    for (const bad of [-1, 1.5, Number.NaN, 1e15]) {
      await expect(refused({ amounts: { [first]: bad } })).rejects.toMatchObject({ field: `amount-${first}` });
      await expect(refused({ total: bad })).rejects.toMatchObject({ code: 'invalid' });
    }
    await expect(refused({})).rejects.toMatchObject({ field: 'unit' });
    await expect(refused({ amounts: { [first]: 1 }, total: 1 })).rejects.toMatchObject({ field: 'total' });
    await expect(refused({ unit: 'money', currency: 'XQX', total: 1 })).rejects.toMatchObject({ field: 'currency' });
    await expect(refused({ amounts: { stranger: 3 } })).rejects.toMatchObject({ field: 'unit' });
    const late = { ...record(), kind: 'acknowledged', caseNumber: '', answerBy: null } as const;
    await expect(recordProviderReply(as(), { ...late, happenedOn: '2026-11-12' })).rejects.toMatchObject({
      field: 'happenedOn',
    });
    await expect(recordProviderReply(as(), { ...late, happenedOn: '10.11.2026' })).rejects.toMatchObject({
      field: 'happenedOn',
    });
    await answer(days(3, 3));
    for (const amount of [0, -2, 7]) await expect(seen(amount)).rejects.toMatchObject({ field: 'amount' });
    await expect(seen(1, { reference: ' \n ' })).rejects.toMatchObject({ field: 'reference' });
    await expect(seen(1, { credit: 'money|EUR' })).rejects.toMatchObject({ field: 'credit' });
    expect(await balance()).toBe(6);
  });

  test('a case number stays on one line', async () => {
    await send('45-119\r\nBcc: x@example.com');
    expect((await found()).side.caseNumber).toBe('45-119 Bcc: x@example.com');
  });

  test('its history can be neither changed nor removed', async () => {
    await send('45-119');
    await expect(database.db.updateTable('providerExchange').set({ words: 'x' }).execute()).rejects.toThrow(
      /append-only/,
    );
    await expect(database.db.deleteFrom('providerExchange').execute()).rejects.toThrow(/append-only/);
  });
});
