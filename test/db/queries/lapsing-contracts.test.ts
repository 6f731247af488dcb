import { expect, test } from 'vitest';
import { listLapsingContracts } from '#db/queries/lapsing-contracts';
import { DAY_MS } from '#domain/time';
import { runAssessments } from '#test/support/assessments';
import { addClaimScene } from '#test/support/claim-scene';
import { daysTerms } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';

onEachDatabase('contracts under which something may lapse', (database) => {
  test('are those that owe, that were down lately, or that count unknown time; quiet ones are not read', async () => {
    const { db } = database;
    const down = await addClaimScene(db);
    const quiet = await addClaimScene(db, { hours: [0] });
    const downtime = { ...daysTerms().downtime, unknown: 'down' as const };
    const unknown = await addClaimScene(db, { hours: [0], terms: { downtime } });
    const found = await listLapsingContracts(db, down.clock.now());
    expect(found).toContain(down.contractId);
    expect(found).toContain(unknown.contractId);
    expect(found).not.toContain(quiet.contractId);
  });

  test('stay in the list while a frozen month is in time, and leave it once all is long past', async () => {
    const { db } = database;
    const readings = [{ anchor: 'window-end', days: 150, count: null }] as const;
    const scene = await addClaimScene(db, {
      terms: { claim: { automatic: false, readings: [...readings], evidence: [] } },
    });
    await runAssessments(db, scene.clock);
    const at = (day: string) => listLapsingContracts(db, Date.parse(day) + DAY_MS);
    expect(await at('2027-03-20')).toContain(scene.contractId);
    expect(await at('2027-06-01')).not.toContain(scene.contractId);
  });
});
