import { expect, test } from 'vitest';
import { findContractWindow } from '#db/queries/credit-windows';
import { HOUR_MS } from '#domain/time';
import { daysTerms, NOVEMBER, OCTOBER } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addContract, addIncident, addOutage, addService } from '#test/support/rows';

onEachDatabase('the evidence of a contract', (database) => {
  const evidenceOf = (contractId: string) => {
    const scope = { organizationId: 'org-a' };
    return findContractWindow(database.db, scope, { contractId, month: '2026-10', now: NOVEMBER });
  };

  test('names no incident that only operators may read of, published or not', async () => {
    const { db } = database;
    const service = await addService(db);
    const contractId = await addContract(db, 'org-a', [service], { terms: daysTerms() });
    const shown = { public: 'told to all', operators: 'for us alone' } as const;
    for (const [index, visibility] of (['public', 'operators'] as const).entries()) {
      const span = { startedAt: OCTOBER + index * HOUR_MS, endedAt: OCTOBER + (index + 1) * HOUR_MS };
      const incidentId = await addIncident(db, [service], { title: shown[visibility], visibility });
      await addOutage(db, service, { ...span, incidentId });
    }
    const found = await evidenceOf(contractId);
    expect(found?.evidence.outages.map(({ incident }) => [incident?.title, incident?.published])).toEqual([
      ['told to all', true],
      ['', false],
    ]);
  });

  test('what an archived check saw is not unknown', async () => {
    const { db } = database;
    const service = await addService(db);
    const change = OCTOBER + 100 * HOUR_MS;
    await addCheck(db, service, { archivedAt: change });
    await addCheck(db, service, { createdAt: change });
    const found = await evidenceOf(await addContract(db, 'org-a', [service], { terms: daysTerms() }));
    expect(found?.window.lines[0]?.line.unknownMs).toBe(0);
  });
});
