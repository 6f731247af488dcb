import { expect, test } from 'vitest';
import { requestCredit } from '#commands/request-credit';
import { listAffectedCredits } from '#db/queries/affected-credits';
import { findContractWindow } from '#db/queries/credit-windows';
import { findEvidenceDocument } from '#db/queries/evidence-document';
import { findIncidentReach } from '#db/queries/incident-reach';
import { findBalance } from '#db/queries/ledger';
import { HOUR_MS } from '#domain/time';
import { checkBundle } from '#lib/check-bundle';
import { zipBundle } from '#lib/evidence-bundle';
import { runAssessments } from '#test/support/assessments';
import { grant, readClaim } from '#test/support/claim-scene';
import { TestClock, testContext } from '#test/support/context';
import { adminOf, daysTerms, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addContract, addIncident, addOutage, addService } from '#test/support/rows';

const at = (text: string): number => Date.parse(text);
const FIRST = at('2026-05-15T00:00:00Z');
/** The first run of ninety days ends with 12 August. */
const EDGE = at('2026-08-13T00:00:00Z');
const window = { zone: 'UTC', zoneStated: true, anchorDay: null, firstMonth: null };
const ROLLING = daysTerms({
  window: { ...window, kind: 'rolling-days', days: 90 },
  claim: { automatic: false, readings: [{ anchor: 'window-end', days: 365, count: null }], evidence: [] },
});

onEachDatabase('a contract that looks back over ninety days', (database) => {
  const scene = async (organizationId: string) => {
    const { db } = database;
    const serviceId = await addService(db);
    await addOutage(db, serviceId, { startedAt: EDGE - 12 * HOUR_MS, endedAt: EDGE + 12 * HOUR_MS });
    const contractId = await addContract(db, organizationId, [serviceId], { startsAt: FIRST, terms: ROLLING });
    const clock = new TestClock('2026-12-01T00:00:00Z');
    const as = (actor: Parameters<typeof testContext>[2]) => testContext(db, clock, actor);
    const people = { admin: as(adminOf(organizationId)), operator: as(treasurer()), second: as(treasurer('op-2')) };
    return { clock, ...people, contractId, serviceIds: [serviceId], organizationId };
  };
  type Scene = Awaited<ReturnType<typeof scene>>;
  const assessed = ({ contractId, clock }: Scene, month: string) =>
    findContractWindow(database.db, 'every-organization', { contractId, month, now: clock.at });

  test('counts an outage over the edge of two runs once, half in each, open and frozen alike', async () => {
    const one = await scene('rolling-edge');
    for (const isFrozen of [false, true]) {
      if (isFrozen) await runAssessments(database.db, one.clock);
      for (const month of ['2026-05', '2026-08']) {
        const found = await assessed(one, month);
        expect(found?.frozen !== null).toBe(isFrozen);
        expect(found?.window.lines[0]?.line.downtime.ms).toBe(12 * HOUR_MS);
      }
      expect(await assessed(one, '2026-11')).toMatchObject({ frozen: null });
      for (const month of ['2026-04', '2026-06', '2026-07', '2026-09', '2026-10', '2026-12']) {
        expect(await assessed(one, month)).toBeUndefined();
      }
    }
  });

  test('is credited once for each run, and its evidence gives the same numbers elsewhere', async () => {
    const one = await scene('rolling-claim');
    await runAssessments(database.db, one.clock);
    const { contractId, serviceIds, organizationId } = one;
    const ask = async (month: string) => {
      const claim = { contractId, month, serviceIds, note: '', ticketNo: null, lang: 'en' } as const;
      return readClaim(one, (await requestCredit(one.admin, claim)).no);
    };
    for (const month of ['2026-05', '2026-08']) {
      await grant(one, await ask(month));
      await expect(ask(month)).rejects.toMatchObject({ code: 'conflict' });
    }
    await expect(ask('2026-07')).rejects.toMatchObject({ code: 'not-found' });
    const balance = { contractId, direction: 'we-owe', unit: 'days', currency: null } as const;
    expect(await findBalance(database.db, balance)).toBe(6);
    const place = { contractId, month: '2026-08', now: one.clock.at };
    const documented = await findEvidenceDocument(database.db, { organizationId }, place);
    if (!documented) throw new Error('no evidence');
    const bundle = { document: documented.document, window: documented.found.window };
    const checked = checkBundle(Buffer.from(zipBundle(bundle)));
    expect(checked).toMatchObject({ mistakes: [], window: { assessment: { window: { startedAt: EDGE } } } });
  });

  test.each([
    [
      'first days',
      ROLLING,
      [{ startsAt: FIRST }, { startsAt: FIRST + 20 * 24 * HOUR_MS }],
      [FIRST, FIRST + 20 * 24 * HOUR_MS],
    ],
    [
      'billing days',
      daysTerms({ window: { ...window, kind: 'billing-month' } }),
      [{ billingDay: 5 }, { billingDay: 20 }],
      [at('2026-08-05T00:00:00Z'), at('2026-07-20T00:00:00Z')],
    ],
  ] as const)('contracts of one policy are each reached in windows of their own %s', async (_, terms, rows, starts) => {
    const { db } = database;
    const serviceId = await addService(db);
    const hit = { startedAt: at('2026-08-10T00:00:00Z'), endedAt: at('2026-08-10T05:00:00Z') };
    const incidentId = await addIncident(db, [serviceId], {
      startedAt: hit.startedAt,
      resolvedAt: hit.endedAt,
      stage: 'resolved',
    });
    await addOutage(db, serviceId, { ...hit, incidentId });
    const first = await addContract(db, 'reached-1', [serviceId], { terms, ...rows[0] });
    const { policyId } = await db
      .selectFrom('contract')
      .select('policyId')
      .where('id', '=', first)
      .executeTakeFirstOrThrow();
    const second = await addContract(db, 'reached-2', [serviceId], { policyId, ...rows[1] });
    const hits = (await findIncidentReach(db, incidentId))?.hits ?? [];
    const reached = await listAffectedCredits(db, { hits, now: at('2026-12-01T00:00:00Z') });
    const startOf = (id: string) => reached.find(({ contractId }) => contractId === id)?.windowStart;
    expect([startOf(first), startOf(second)]).toEqual(starts);
  });
});
