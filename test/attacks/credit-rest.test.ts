import { expect, test } from 'vitest';
import { appealCreditRequest } from '#commands/appeal-credit-request';
import { acceptProposal } from '#commands/decide-proposal';
import { reverseCreditEntry } from '#commands/reverse-credit-entry';
import { askFor, grant, readClaim } from '#test/support/claim-scene';
import {
  acceptNewest,
  addCorrectionScene,
  balanceOf,
  type CorrectionScene,
  correctAndAssess,
  entriesOf,
  proposalsOf,
} from '#test/support/correction-scene';
import { onEachDatabase } from '#test/support/databases';

async function takeBackFirst(scene: CorrectionScene): Promise<void> {
  const [first] = await entriesOf(scene);
  await reverseCreditEntry(scene.operator, { entryId: first?.id ?? '', reason: 'Wrong invoice.' });
}

const appeal = (scene: CorrectionScene, no: number): Promise<void> =>
  appealCreditRequest(scene.admin, { no, body: 'The rest, please.', lang: 'en' });

onEachDatabase('what is left of a credit', (database) => {
  test('a top-up that nobody decided is kept when another service of the window is corrected', async () => {
    const scene = await addCorrectionScene(database.db, [1, 1]);
    await grant(scene, await askFor(scene));
    await correctAndAssess(scene, 0, 10);
    await correctAndAssess(scene, 1, 2);
    const open = (await proposalsOf(scene)).filter(({ stage }) => stage === 'open');
    expect(open).toMatchObject([{ serviceId: scene.serviceIds[0], creditedAmount: 3, targetAmount: 7 }]);
  });

  test('a first grant taken back beside a standing top-up leaves the service asked for', async () => {
    const scene = await addCorrectionScene(database.db, [1], { cap: null });
    await grant(scene, await askFor(scene));
    await correctAndAssess(scene, 0, 10);
    await acceptNewest(scene);
    await takeBackFirst(scene);
    expect(await balanceOf(scene)).toBe(4);
    await expect(askFor(scene)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('a first grant taken back beside an appeal for its rest leaves the service asked for', async () => {
    const scene = await addCorrectionScene(database.db, [1], { cap: null });
    const claim = await askFor(scene);
    await grant(scene, claim, { amounts: [1] });
    await appeal(scene, claim.no);
    await takeBackFirst(scene);
    await expect(askFor(scene)).rejects.toMatchObject({ code: 'conflict' });
    await grant(scene, await readClaim(scene, claim.no), { ctx: scene.second });
    expect(await balanceOf(scene)).toBe(2);
  });

  test('once the top-up is taken back too, the service can be asked for anew', async () => {
    const scene = await addCorrectionScene(database.db, [1], { cap: null });
    await grant(scene, await askFor(scene));
    await correctAndAssess(scene, 0, 10);
    await acceptNewest(scene);
    for (const { id } of await entriesOf(scene)) {
      await reverseCreditEntry(scene.operator, { entryId: id, reason: 'Wrong invoice.' });
    }
    await grant(scene, await askFor(scene));
    expect(await balanceOf(scene)).toBe(7);
  });

  test('a rest that a top-up has paid is not granted on appeal again', async () => {
    const scene = await addCorrectionScene(database.db, [1], { cap: null });
    const claim = await askFor(scene);
    await grant(scene, claim, { amounts: [1] });
    await appeal(scene, claim.no);
    await correctAndAssess(scene, 0, 10);
    await acceptNewest(scene);
    expect(await balanceOf(scene)).toBe(7);
    const again = grant(scene, await readClaim(scene, claim.no), { ctx: scene.second });
    await expect(again).rejects.toMatchObject({ code: 'invalid' });
    expect(await balanceOf(scene)).toBe(7);
  });

  test('a rest that an appeal has got is not paid by the top-up proposed before', async () => {
    const scene = await addCorrectionScene(database.db, [1], { cap: null });
    const claim = await askFor(scene);
    await grant(scene, claim, { amounts: [1] });
    await appeal(scene, claim.no);
    await correctAndAssess(scene, 0, 10);
    await grant(scene, await readClaim(scene, claim.no), { ctx: scene.second });
    const [proposal] = await proposalsOf(scene);
    const topUp = acceptProposal(scene.operator, { id: proposal?.id ?? '' });
    await expect(topUp).rejects.toMatchObject({ code: 'conflict' });
    expect(await balanceOf(scene)).toBe(3);
  });

  test('there is nothing to appeal once a top-up has paid more than was asked', async () => {
    const scene = await addCorrectionScene(database.db, [1], { cap: null });
    const claim = await askFor(scene);
    await grant(scene, claim, { amounts: [1] });
    await correctAndAssess(scene, 0, 10);
    await acceptNewest(scene);
    await expect(appeal(scene, claim.no)).rejects.toMatchObject({ code: 'conflict' });
    expect(await readClaim(scene, claim.no)).toMatchObject({ stage: 'approved', appealedAt: null });
  });

  test('a credit that was taken back can be granted on appeal, once', async () => {
    const scene = await addCorrectionScene(database.db, [10]);
    const claim = await askFor(scene);
    await grant(scene, claim, { amounts: [3] });
    await takeBackFirst(scene);
    await appeal(scene, claim.no);
    await expect(askFor(scene)).rejects.toMatchObject({ code: 'conflict' });
    await grant(scene, await readClaim(scene, claim.no), { ctx: scene.second });
    expect(await balanceOf(scene)).toBe(7);
    await expect(askFor(scene)).rejects.toMatchObject({ code: 'conflict' });
  });
});
