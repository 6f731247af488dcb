import { expect, test } from 'vitest';
import { grantWindow } from '#commands/grant-window';
import { listOwedLines } from '#db/queries/customer-margins';
import { serviceMargins } from '#domain/credits/many/margins';
import { addCorrectionScene, correctAndAssess } from '#test/support/correction-scene';
import { onEachDatabase } from '#test/support/databases';

onEachDatabase('both directions of a month', (database) => {
  test('keep what was granted after a correction says that nothing was owed', async () => {
    const scene = await addCorrectionScene(database.db, [1]);
    const place = { contractId: scene.contractId, month: '2026-10', serviceIds: scene.serviceIds };
    await grantWindow(scene.operator, { ...place, reason: 'Sorry.', origin: 'offered' });
    const [serviceId = ''] = scene.serviceIds;
    const days = async (): Promise<number | undefined> => {
      const lines = await listOwedLines(database.db, { month: '2026-10' });
      return serviceMargins(lines, [serviceId])[0]?.weOwe.amounts[0]?.value;
    };
    const before = await days();
    expect(before).toBe(3);
    await correctAndAssess(scene, 0, 0.01);
    expect(await days()).toBe(before);
  });
});
