import { describe, expect, test } from 'vitest';
import { appealCreditRequest } from '#commands/appeal-credit-request';
import { applyCredit } from '#commands/apply-credit';
import { answerCreditQuestion, askAboutCredit } from '#commands/ask-about-credit';
import { reverseCreditEntry } from '#commands/reverse-credit-entry';
import { withdrawCreditRequest } from '#commands/withdraw-credit-request';
import { listCreditDecisions } from '#db/queries/credit-decisions';
import { listCreditMessages } from '#db/queries/credit-messages';
import { findBalance, listEntries } from '#db/queries/ledger';
import { DAY_MS } from '#domain/time';
import { addClaimScene, askFor, type ClaimScene, decline, grant, readClaim } from '#test/support/claim-scene';
import { adminOf } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addMember, addOrganization } from '#test/support/tickets';

const won = (results: readonly PromiseSettledResult<unknown>[]): number =>
  results.filter(({ status }) => status === 'fulfilled').length;

function sentences(results: readonly PromiseSettledResult<unknown>[]): string[] {
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason.message] : []));
}

const appeal = (scene: ClaimScene, no: number, ctx = scene.admin): Promise<void> =>
  appealCreditRequest(ctx, { no, body: 'Our own log shows it.', lang: 'en' });

const balanceOf = (scene: ClaimScene): Promise<number> =>
  findBalance(scene.admin.db, { contractId: scene.contractId, direction: 'we-owe', unit: 'days', currency: null });

function apply(scene: ClaimScene, amount: number): Promise<string> {
  return applyCredit(scene.operator, {
    contractId: scene.contractId,
    unit: 'days',
    currency: null,
    amount,
    appliedTo: 'invoice',
    reference: 'Invoice 7',
    invoiceDate: '2026-11-30',
    invoiceMinor: 100,
    invoiceCurrency: 'EUR',
    onceKey: scene.operator.newId(),
  });
}

onEachDatabase('the stages of a claim', (database) => {
  describe('question and answer', () => {
    test('a question stops the clock to decide, and the answer lets it run on with what was left', async () => {
      const scene = await addClaimScene(database.db);
      const { no, dueAt, id } = await askFor(scene);
      expect(dueAt).toBe(scene.clock.at + 30 * DAY_MS);
      scene.clock.advance(10 * DAY_MS);
      await askAboutCredit(scene.operator, { no, body: 'Which domain?' });
      expect(await readClaim(scene, no)).toMatchObject({ stage: 'in-review', dueAt: null, dueLeftMs: 20 * DAY_MS });
      scene.clock.advance(40 * DAY_MS);
      await answerCreditQuestion(scene.admin, { no, body: 'example.com', lang: 'en' });
      expect(await readClaim(scene, no)).toMatchObject({ dueAt: scene.clock.at + 20 * DAY_MS, dueLeftMs: null });
      const story = await listCreditMessages(database.db, id);
      expect(story.map(({ kind, body }) => [kind, body])).toEqual([
        ['question', 'Which domain?'],
        ['answer', 'example.com'],
      ]);
    });

    test('of fifty questions at once one is asked, and the others are told so', async () => {
      const scene = await addClaimScene(database.db);
      const { no, id } = await askFor(scene);
      const results = await Promise.allSettled(
        Array.from({ length: 50 }, () => askAboutCredit(scene.operator, { no, body: 'Which domain?' })),
      );
      expect(won(results)).toBe(1);
      expect(new Set(sentences(results))).toEqual(new Set(['A question is open already. Wait for its answer.']));
      expect(await listCreditMessages(database.db, id)).toHaveLength(1);
    });

    test('another organisation neither sees nor answers a question', async () => {
      const scene = await addClaimScene(database.db);
      const { no } = await askFor(scene);
      await askAboutCredit(scene.operator, { no, body: 'Which domain?' });
      const stranger = { ...scene.admin, actor: adminOf('org-b') };
      await expect(answerCreditQuestion(stranger, { no, body: 'mine', lang: 'en' })).rejects.toMatchObject({
        code: 'not-found',
      });
    });
  });

  describe('appeal', () => {
    test('a declined claim goes back to review once, is decided by somebody else, and is then final', async () => {
      const scene = await addClaimScene(database.db);
      const claim = await askFor(scene);
      await decline(scene, claim);
      expect((await readClaim(scene, claim.no)).appealUntil).toBe(scene.clock.at + 30 * DAY_MS);
      await appeal(scene, claim.no);
      const appealed = await readClaim(scene, claim.no);
      expect(appealed).toMatchObject({ stage: 'in-review', appealUntil: null, appealedAt: scene.clock.at });
      await expect(grant(scene, appealed)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(decline(scene, appealed)).rejects.toThrow(/Someone else has to decide on the appeal/);
      await grant(scene, appealed, { ctx: scene.second });
      expect(await readClaim(scene, claim.no)).toMatchObject({ stage: 'approved', appealUntil: null });
      expect(await balanceOf(scene)).toBe(3);
      await expect(appeal(scene, claim.no)).rejects.toThrow(/appealed already/);
      const decisions = await listCreditDecisions(database.db, claim.id);
      expect(decisions.map(({ round, answer, state }) => [round, answer, state])).toEqual([
        [1, 'decline', 'made'],
        [2, 'approve', 'made'],
      ]);
    });

    test('after a partial approval the rest is asked for beside the grant, never twice', async () => {
      const scene = await addClaimScene(database.db, { hours: [10] });
      const claim = await askFor(scene);
      await grant(scene, claim, { amounts: [3] });
      await appeal(scene, claim.no);
      const appealed = await readClaim(scene, claim.no);
      expect(appealed.items.map(({ part, askedAmount }) => [part, askedAmount])).toEqual([
        [1, 7],
        [2, 4],
      ]);
      const [, rest] = appealed.items;
      await expect(grant(scene, appealed, { ctx: scene.second, amounts: [7] })).rejects.toMatchObject({
        field: `amount-${rest?.id}`,
      });
      await expect(askFor(scene)).rejects.toMatchObject({ code: 'conflict' });
      await grant(scene, appealed, { ctx: scene.second });
      expect(await balanceOf(scene)).toBe(7);
      expect(await readClaim(scene, claim.no)).toMatchObject({ stage: 'approved', grantedAmount: 7 });
    });

    test('a declined appeal leaves what was granted before it', async () => {
      const scene = await addClaimScene(database.db, { hours: [10] });
      const claim = await askFor(scene);
      await grant(scene, claim, { amounts: [3] });
      await appeal(scene, claim.no);
      await decline(scene, claim, scene.second);
      expect(await readClaim(scene, claim.no)).toMatchObject({ stage: 'approved', grantedAmount: 3 });
      expect(await balanceOf(scene)).toBe(3);
    });

    test('fifty appeals at once are one', async () => {
      const scene = await addClaimScene(database.db);
      const claim = await askFor(scene);
      await decline(scene, claim);
      const results = await Promise.allSettled(Array.from({ length: 50 }, () => appeal(scene, claim.no)));
      expect(won(results)).toBe(1);
      expect(new Set(sentences(results))).toEqual(new Set(['This claim was appealed already; there is one appeal.']));
    });

    test('an appeal is too late after the set days, and pointless after a full grant or a new claim', async () => {
      const scene = await addClaimScene(database.db);
      const claim = await askFor(scene);
      await decline(scene, claim);
      const again = await askFor(scene);
      await expect(appeal(scene, claim.no)).rejects.toThrow(`in claim ${again.no}`);
      await grant(scene, again);
      await expect(appeal(scene, again.no)).rejects.toThrow(/nothing to appeal/);
      scene.clock.advance(30 * DAY_MS);
      await expect(appeal(scene, claim.no)).rejects.toMatchObject({ code: 'closed' });
    });
  });

  describe('credited', () => {
    test('a claim is credited once all of its grants are applied, the oldest first, and no longer when that is taken back', async () => {
      const scene = await addClaimScene(database.db, { hours: [1, 10] });
      const [first = '', second = ''] = scene.serviceIds;
      const older = await askFor(scene, [first]);
      const newer = await askFor(scene, [second]);
      await grant(scene, older);
      await grant(scene, newer);
      expect((await readClaim(scene, older.no)).dueAt).toBe(scene.clock.at + 60 * DAY_MS);
      const application = await apply(scene, 5);
      expect(await readClaim(scene, older.no)).toMatchObject({ stage: 'credited', dueAt: null });
      expect((await readClaim(scene, newer.no)).stage).toBe('approved');
      await apply(scene, 5);
      expect((await readClaim(scene, newer.no)).stage).toBe('credited');
      await reverseCreditEntry(scene.operator, { entryId: application, reason: 'wrong invoice' });
      expect((await readClaim(scene, older.no)).stage).toBe('credited');
      expect(await readClaim(scene, newer.no)).toMatchObject({ stage: 'approved', creditedAt: null });
    });

    test('a credit that was taken back is not waiting to be applied', async () => {
      const scene = await addClaimScene(database.db);
      const claim = await askFor(scene);
      await grant(scene, claim);
      const [entry] = await listEntries(database.db, 'every-organization', { limit: 1, requestId: claim.id });
      await reverseCreditEntry(scene.operator, { entryId: entry?.id ?? '', reason: 'by mistake' });
      expect(await readClaim(scene, claim.no)).toMatchObject({ stage: 'approved', dueAt: null });
    });
  });

  describe('the cap', () => {
    test('a service cut to nothing by the cap can be asked for again, one that was cut and taken back says both', async () => {
      const scene = await addClaimScene(database.db, { hours: [40, 10] });
      const claim = await askFor(scene);
      await grant(scene, claim);
      const { items } = await readClaim(scene, claim.no);
      expect(items.map(({ decidedAmount, grantedAmount, endedAt }) => [decidedAmount, grantedAmount, endedAt])).toEqual(
        [
          [15, 15, null],
          [7, 0, scene.clock.at],
        ],
      );
    });
  });

  describe('letters', () => {
    test('each step tells the other side, the customer in the language of the claim', async () => {
      const org = await addOrganization(database.db);
      const admin = await addMember(database.db, org, 'admin');
      const scene = await addClaimScene(database.db, { organizationId: org });
      const ctx = { ...scene.admin, actor: admin };
      const { requestCredit } = await import('#commands/request-credit');
      const { contractId, serviceIds } = scene;
      const claim = { contractId, month: '2026-10', serviceIds, note: '', ticketNo: null, lang: 'fr' } as const;
      const { no } = await requestCredit(ctx, claim);
      await askAboutCredit(scene.operator, { no, body: 'Quel domaine ?' });
      await answerCreditQuestion(ctx, { no, body: 'exemple.fr', lang: 'fr' });
      await decline(scene, await readClaim(scene, no));
      const mails = await database.db
        .selectFrom('delivery')
        .select('message')
        .where('organizationId', '=', org)
        .orderBy('id')
        .execute();
      const subjects = mails.map(({ message }) => JSON.parse(message).subject);
      expect(subjects).toEqual([
        `[Demande de crédit ${no}] reçue`,
        `[Demande de crédit ${no}] une question pour vous`,
        `[Demande de crédit ${no}] refusée`,
      ]);
    });
  });

  test('fifty withdrawals and approvals at once leave one answer', async () => {
    const scene = await addClaimScene(database.db);
    const claim = await askFor(scene);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        index % 2 === 0 ? grant(scene, claim) : withdrawCreditRequest(scene.admin, { no: claim.no, lang: 'en' }),
      ),
    );
    expect(won(results)).toBe(1);
    const { stage } = await readClaim(scene, claim.no);
    expect(await balanceOf(scene)).toBe(stage === 'approved' ? 3 : 0);
  });
});
