import { expect, test } from 'vitest';
import { appealCreditRequest } from '#commands/appeal-credit-request';
import { blankClaimText } from '#commands/blank-claim-text';
import { dismissProposal } from '#commands/decide-proposal';
import { listCreditDecisions } from '#db/queries/credit-decisions';
import { listCreditMessages } from '#db/queries/credit-messages';
import { addClaimScene, askFor, decline, grant, readClaim } from '#test/support/claim-scene';
import { addCorrectionScene, correctAndAssess, proposalsOf } from '#test/support/correction-scene';
import { treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';

onEachDatabase('text of claims that was kept long enough', (database) => {
  test('stays while the claim waits for an answer, and goes once it is answered', async () => {
    const scene = await addClaimScene(database.db, { hours: [10] });
    const claim = await askFor(scene);
    await grant(scene, claim, { amounts: [3] });
    await appealCreditRequest(scene.admin, { no: claim.no, body: 'Call me: Ada, 555-0100.', lang: 'en' });
    const step = { before: scene.clock.now() + 1, limit: 100 };
    expect(await blankClaimText(scene.admin, step)).toBe(0);
    await decline(scene, claim, { ...scene.second, actor: treasurer('op-third') });
    expect(await blankClaimText(scene.admin, { ...step, before: scene.clock.now() })).toBe(0);
    expect(await blankClaimText(scene.admin, step)).toBe(4);
    expect(await blankClaimText(scene.admin, step)).toBe(0);
    const messages = await listCreditMessages(database.db, claim.id);
    expect(messages).toMatchObject([{ kind: 'appeal', authorId: null, authorName: '', body: '' }]);
    const decisions = await listCreditDecisions(database.db, claim.id);
    expect(decisions).toMatchObject([
      { firstBy: 'op-money', firstByName: '', reason: '', sumAmount: 3 },
      { firstBy: 'op-third', firstByName: '', reason: '', answer: 'decline' },
    ]);
    const blanked = await readClaim(scene, claim.no);
    expect(blanked).toMatchObject({ askedBy: claim.askedBy, askedByName: '–', note: '', decidedByName: '–' });
    expect(JSON.stringify(blanked)).not.toMatch(/Admin of|Operator op|As the arithmetic/);
  });

  test('goes from corrections that were decided, and stays with those that wait', async () => {
    const scene = await addCorrectionScene(database.db, [1]);
    await grant(scene, await askFor(scene));
    await correctAndAssess(scene, 0, 10);
    scene.clock.advance(1_000);
    const step = { before: scene.clock.now(), limit: 100 };
    await blankClaimText(scene.admin, step);
    expect(await proposalsOf(scene)).toMatchObject([{ stage: 'open', decidedByName: null }]);
    const [open] = await proposalsOf(scene);
    await dismissProposal(scene.operator, { id: open?.id ?? '', reason: 'Bob agreed to leave it.' });
    await blankClaimText(scene.admin, { ...step, before: scene.clock.now() + 1 });
    expect(await proposalsOf(scene)).toMatchObject([
      {
        stage: 'dismissed',
        decidedBy: 'op-money',
        decidedByName: '–',
        reason: '–',
        creditedAmount: 3,
        targetAmount: 7,
      },
    ]);
  });
});
