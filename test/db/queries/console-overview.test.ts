import { expect, test } from 'vitest';
import { appealCreditRequest } from '#commands/appeal-credit-request';
import { findDutyCounts } from '#db/queries/console-overview';
import { addClaimScene, askFor, decline } from '#test/support/claim-scene';
import { onEachDatabase } from '#test/support/databases';

onEachDatabase('what waits for an operator', (database) => {
  test('counts claims until they are answered, and again once the answer is appealed', async () => {
    const counts = async () => (await findDutyCounts(database.db)).credits;
    const scene = await addClaimScene(database.db);
    const claim = await askFor(scene);
    expect(await counts()).toBe(1);
    await decline(scene, claim);
    expect(await counts()).toBe(0);
    await appealCreditRequest(scene.admin, { no: claim.no, body: 'Our log shows otherwise.', lang: 'en' });
    expect(await counts()).toBe(1);
  });

  test('does not count claims that a provider has to answer', async () => {
    const before = (await findDutyCounts(database.db)).credits;
    await askFor(await addClaimScene(database.db, { direction: 'owed-to-us' }));
    expect((await findDutyCounts(database.db)).credits).toBe(before);
  });
});
