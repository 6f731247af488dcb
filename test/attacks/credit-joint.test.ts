import { expect, test } from 'vitest';
import { appealCreditRequest } from '#commands/appeal-credit-request';
import { grantAutomaticCredits } from '#commands/grant-automatic-credits';
import { askFor, decline, grant, readClaim } from '#test/support/claim-scene';
import { testContext } from '#test/support/context';
import {
  acceptNewest,
  addCorrectionScene,
  balanceOf,
  type CorrectionScene,
  correctAndAssess,
  proposalsOf,
} from '#test/support/correction-scene';
import { onEachDatabase } from '#test/support/databases';

const JOINT = { scope: 'worst-service', cap: null } as const;

function giveUnasked({ db, clock }: CorrectionScene): Promise<number> {
  const onFailure = (_: unknown, error: unknown): never => {
    throw error;
  };
  return grantAutomaticCredits(testContext(db, clock), { signal: new AbortController().signal, onFailure });
}

onEachDatabase('one credit for all services', (database) => {
  test('is not claimed again when it comes to stand with another service', async () => {
    const scene = await addCorrectionScene(database.db, [10, 9], JOINT);
    const [first = '', second = ''] = scene.serviceIds;
    await grant(scene, await askFor(scene, [first]));
    expect(await balanceOf(scene)).toBe(7);
    await correctAndAssess(scene, 0, 8);
    expect(await proposalsOf(scene)).toEqual([]);
    await expect(askFor(scene, [second])).rejects.toMatchObject({ code: 'conflict' });
    expect(await balanceOf(scene)).toBe(7);
  });

  test('over the union of the services is not claimed again either', async () => {
    const scene = await addCorrectionScene(database.db, [10, 9], { scope: 'union-of-services', cap: null });
    const [first = '', second = ''] = scene.serviceIds;
    await grant(scene, await askFor(scene, [first]));
    await correctAndAssess(scene, 0, 8);
    await expect(askFor(scene, [second])).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is topped up and lowered where it was granted, whichever service it stands with', async () => {
    const scene = await addCorrectionScene(database.db, [10, 9], JOINT);
    await grant(scene, await askFor(scene, scene.serviceIds.slice(0, 1)));
    await correctAndAssess(scene, 1, 40);
    expect(await proposalsOf(scene)).toMatchObject([{ kind: 'top-up', creditedAmount: 7, targetAmount: 15 }]);
    await acceptNewest(scene);
    expect(await balanceOf(scene)).toBe(15);
    await correctAndAssess(scene, 0, 1);
    await correctAndAssess(scene, 1, 2);
    await acceptNewest(scene);
    expect(await balanceOf(scene)).toBe(3);
  });

  test('is not granted to a declined service on appeal after another service got it', async () => {
    const scene = await addCorrectionScene(database.db, [10, 9], JOINT);
    const [first = '', second = ''] = scene.serviceIds;
    const declined = await askFor(scene, [first]);
    await decline(scene, declined);
    await correctAndAssess(scene, 0, 8);
    await grant(scene, await askFor(scene, [second]));
    await appealCreditRequest(scene.admin, { no: declined.no, body: 'Please look again.', lang: 'en' });
    const again = grant(scene, await readClaim(scene, declined.no), { ctx: scene.second });
    await expect(again).rejects.toMatchObject({ code: 'invalid' });
    expect(await balanceOf(scene)).toBe(7);
  });

  test('given without being asked for is not given again when it comes to stand with another service', async () => {
    const claim = { automatic: true, readings: [], evidence: [] };
    const scene = await addCorrectionScene(database.db, [10, 9], { ...JOINT, claim });
    await giveUnasked(scene);
    expect(await balanceOf(scene)).toBe(7);
    await correctAndAssess(scene, 0, 8);
    await giveUnasked(scene);
    expect(await balanceOf(scene)).toBe(7);
  });
});
