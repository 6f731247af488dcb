import { describe, expect, test } from 'vitest';
import { listAskable } from '#domain/credits/askable';
import { assessContract } from '#domain/credits/assess-contract';
import { creditTable } from '#domain/credits/credit-table';
import type { ContractEvidence, EvidenceOutage } from '#domain/credits/evidence';
import { judgeClaim } from '#domain/credits/judge-claim';
import { windowMonths } from '#domain/credits/window-months';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import type { OutageSource, OutageState } from '#domain/words';
import { daysTerms } from '#test/support/credits';

const OCTOBER = Date.parse('2026-10-01T00:00:00Z');
const NOW = Date.parse('2026-11-10T00:00:00Z');

function outage(
  source: OutageSource,
  minutes: number,
  state: OutageState = 'down',
  at = OCTOBER + HOUR_MS,
): EvidenceOutage {
  const phase = {
    startedAt: at,
    endedAt: at + minutes * MINUTE_MS,
    state,
    surfaces: [],
    locations: [],
    sharePpm: null,
  };
  return { id: `${source}-${at}`, serviceId: 's', source, revision: 1, incident: null, phases: [phase] };
}

function evidence(outages: readonly EvidenceOutage[], changes: Partial<ContractEvidence> = {}): ContractEvidence {
  return {
    policy: { id: 'p', version: 1, name: 'P', effectiveFrom: '2020-01-01', terms: daysTerms() },
    contract: { id: 'c', zone: 'UTC', startsAt: 0, endsAt: null },
    services: [{ id: 's', name: 'Gmail', measuredSince: 0, statedBy: 'google' }],
    checks: [
      { id: 'web', serviceId: 's', createdAt: 0, archivedAt: null },
      { id: 'imap', serviceId: 's', createdAt: 0, archivedAt: null },
    ],
    outages,
    gaps: [],
    ...changes,
  };
}

const line = (given: ContractEvidence) => {
  const [only] = assessContract(given, '2026-10', NOW).lines;
  if (!only) throw new Error('no line');
  return only;
};

describe('a contract’s month', () => {
  test('sets what each source says side by side, and lets the policy choose whose word counts', () => {
    const { bySource, counted, line: counts } = line(evidence([outage('provider', 60), outage('measured', 90)]));
    expect(bySource.provider).toMatchObject({ percent: '99.865591' });
    expect(bySource.measured).toMatchObject({ percent: '99.798387' });
    expect(bySource.declared).toEqual({ said: 'nothing' });
    expect(counted).toEqual(['provider']);
    expect(counts.uptime.percent).toBe('99.865591');
  });

  test('names the record that was used, also where it is too mild to cost anything', () => {
    const stated = outage('provider', 10, 'degraded');
    const { counted, line: counts } = line(evidence([stated, outage('measured', 90)]));
    expect(counts.uptime.percent).toBe('100.000000');
    expect(counted).toEqual(['provider']);
  });

  test('takes the silence of a feed or a check for “all up”, and that of people for nothing', () => {
    const { bySource } = line(evidence([]));
    expect(bySource.measured).toMatchObject({ percent: '100.000000' });
    expect(bySource.provider).toMatchObject({ percent: '100.000000' });
    const services = [{ id: 's', name: 'Gmail', measuredSince: null, statedBy: null }];
    expect(line(evidence([], { services })).bySource.provider).toEqual({ said: 'nothing' });
    expect(line(evidence([], { services })).bySource.measured).toEqual({ said: 'nothing' });
  });

  test('shows a disruption as a range, from the worst reading to the sure one', () => {
    const { bySource } = line(evidence([outage('provider', 60, 'degraded')]));
    expect(bySource.provider).toMatchObject({ percent: '99.865591', certainPercent: '100.000000' });
  });

  test('calls unknown what not one check could see, and the time before measuring began', () => {
    const span = { serviceId: 's', startedAt: OCTOBER, endedAt: OCTOBER + 2 * HOUR_MS };
    const one = line(evidence([], { gaps: [{ ...span, checkId: 'web' }] }));
    expect(one.line.unknownMs).toBe(0);
    const later = { ...span, checkId: 'imap', startedAt: OCTOBER + HOUR_MS, endedAt: null };
    const both = line(evidence([], { gaps: [{ ...span, checkId: 'web' }, later] }));
    expect(both.line.unknownMs).toBe(HOUR_MS);
    const checks = [{ id: 'web', serviceId: 's', createdAt: OCTOBER + 3 * HOUR_MS, archivedAt: null }];
    expect(line(evidence([], { checks })).line.unknownMs).toBe(3 * HOUR_MS);
  });

  test('a check that came later did not see what the first one missed, and an archived one saw what it saw', () => {
    const gaps = [{ serviceId: 's', checkId: 'old', startedAt: OCTOBER, endedAt: OCTOBER + HOUR_MS }];
    const old = { id: 'old', serviceId: 's', createdAt: 0, archivedAt: null };
    const later = { id: 'new', serviceId: 's', createdAt: OCTOBER + 48 * HOUR_MS, archivedAt: null };
    expect(line(evidence([], { gaps, checks: [old, later] })).line.unknownMs).toBe(HOUR_MS);
    const replaced = { ...old, archivedAt: OCTOBER + 46 * HOUR_MS };
    expect(line(evidence([], { gaps, checks: [replaced, later] })).line.unknownMs).toBe(3 * HOUR_MS);
  });

  test('clips outages to the term of the contract and says so, the month keeping its length', () => {
    const startsAt = OCTOBER + HOUR_MS + 30 * MINUTE_MS;
    const given = evidence([outage('provider', 60)], { contract: { id: 'c', zone: 'UTC', startsAt, endsAt: null } });
    const month = assessContract(given, '2026-10', NOW);
    expect(month.lines[0]?.line.downtime.ms).toBe(30 * MINUTE_MS);
    expect(month.assessment.window.ms).toBe(31 * 24 * HOUR_MS);
    expect(month.term).toEqual({ beganInside: startsAt, endedInside: null });
  });

  test('an open outage under an ended contract ends with it', () => {
    const [base] = [outage('provider', 60)];
    const phases = base.phases.map((phase) => ({ ...phase, endedAt: null }));
    const endsAt = OCTOBER + 2 * HOUR_MS;
    const given = evidence([{ ...base, phases }], { contract: { id: 'c', zone: 'UTC', startsAt: 0, endsAt } });
    expect(line(given).line.downtime.ms).toBe(HOUR_MS);
  });
});

describe('the table', () => {
  test('gives a row to what has something to tell, and counts the rest', () => {
    const services = ['s', 't', 'u'].map((id) => ({ id, name: id, measuredSince: 0, statedBy: null }));
    const checks = services.map(({ id }) => ({ id, serviceId: id, createdAt: 0, archivedAt: null }));
    const [month] = creditTable(
      [assessContract(evidence([outage('measured', 1)], { services, checks }), '2026-10', NOW)],
      [],
      NOW,
    );
    expect(month?.rows.map(({ serviceId }) => serviceId)).toEqual(['s']);
    expect(month?.quiet).toBe(2);
  });

  test('names the cap where the services together pass it', () => {
    const services = ['s', 't'].map((id) => ({ id, name: id, measuredSince: 0, statedBy: null }));
    const outages = ['s', 't'].map((serviceId) => ({ ...outage('measured', 3_000), serviceId }));
    const [month] = creditTable([assessContract(evidence(outages, { services }), '2026-10', NOW)], [], NOW);
    expect(month?.capped).toEqual({ unit: 'days', amount: 15 });
  });
});

describe('the time to ask', () => {
  const owing = (now: number) => {
    const { assessment, lines } = assessContract(evidence([outage('provider', 60)]), '2026-10', now);
    const [first] = lines;
    if (!first) throw new Error('no line');
    return judgeClaim({ line: first.line, window: assessment.window, now, earlier: undefined });
  };

  test('counts calendar days, and the last day is one of them', () => {
    expect(owing(Date.parse('2026-11-22T23:59:00Z'))).toMatchObject({
      can: 'ask',
      time: { by: '2026-11-30', daysLeft: 8 },
    });
    expect(owing(Date.parse('2026-11-30T23:59:59.999Z'))).toMatchObject({ can: 'ask', time: { daysLeft: 0 } });
    expect(owing(Date.parse('2026-12-01T00:00:00Z'))).toMatchObject({ can: 'not', why: 'lapsed' });
  });

  test('is early while the month runs', () => {
    expect(owing(Date.parse('2026-10-31T23:59:59.999Z'))).toMatchObject({ can: 'ask', early: true });
    expect(owing(Date.parse('2026-11-01T00:00:00Z'))).toMatchObject({ can: 'ask', early: false });
  });
});

describe('what may be asked for now', () => {
  test('stands in the order of the days it shows, however late another reading of the terms is', () => {
    const readings = [
      { anchor: 'eligibility', days: 30, count: null },
      { anchor: 'window-end', days: 30, count: null },
    ] as const;
    const terms = daysTerms({ claim: { automatic: false, readings, evidence: [] } });
    const services = ['s', 't'].map((id) => ({ id, name: id, measuredSince: 0, statedBy: null }));
    const late = outage('measured', 60, 'down', OCTOBER + 20 * 24 * HOUR_MS);
    const early = { ...outage('measured', 60, 'down', OCTOBER + 15 * 24 * HOUR_MS), serviceId: 't' };
    const policy = { id: 'p', version: 1, name: 'P', effectiveFrom: '2020-01-01', terms };
    const months = creditTable(
      [assessContract(evidence([late, early], { services, policy }), '2026-10', NOW)],
      [],
      NOW,
    );
    const askable = listAskable([{ contract: { id: 'c', counterparty: 'C', services: [] }, months }]);
    expect(askable.map(({ claim }) => claim.time?.by)).toEqual(['2026-11-15', '2026-11-20']);
  });
});

describe('the windows of a contract', () => {
  const term = { startsAt: Date.parse('2025-11-15T00:00:00Z'), endsAt: null, zone: 'UTC' };
  const rule = daysTerms().window;

  test('run from its first month to this one, newest first, in pages', () => {
    const all = windowMonths(rule, term, { now: NOW, limit: 99 });
    expect(all).toHaveLength(13);
    expect([all.at(0), all.at(-1)]).toEqual(['2026-11', '2025-11']);
    expect(windowMonths(rule, term, { now: NOW, limit: 2, before: '2026-10' })).toEqual(['2026-09', '2026-08']);
  });

  test('are quarters named by their first month where the policy says so', () => {
    const quarters = { ...rule, kind: 'fiscal-quarter', firstMonth: 2 } as const;
    expect(windowMonths(quarters, term, { now: NOW, limit: 99 })).toEqual([
      '2026-11',
      '2026-08',
      '2026-05',
      '2026-02',
      '2025-11',
    ]);
  });

  test('end with the contract', () => {
    const ended = { ...term, endsAt: Date.parse('2026-01-01T00:00:00Z') };
    expect(windowMonths(rule, ended, { now: NOW, limit: 99 })).toEqual(['2025-12', '2025-11']);
  });
});

describe('a window that no record reaches', () => {
  const JUNE = Date.parse('2026-06-01T00:00:00Z');
  const rowIn = (month: string, given: ContractEvidence, now = NOW) =>
    creditTable([assessContract(given, month, now)], [], now)[0];
  const late = (changes: Partial<ContractEvidence['services'][number]>, at = OCTOBER): Partial<ContractEvidence> => ({
    services: [{ id: 's', name: 'Gmail', measuredSince: at, statedBy: null, ...changes }],
    checks: [{ id: 'web', serviceId: 's', createdAt: at, archivedAt: null }],
  });

  test('is not measured: neither owed nor “nothing owed”, and cannot be asked for', () => {
    const given = evidence([], late({}));
    const [only] = assessContract(given, '2026-06', NOW).lines;
    expect(only).toMatchObject({ recordedFrom: null, bySource: { measured: { said: 'nothing' } } });
    expect(rowIn('2026-06', given)).toMatchObject({ rows: [], quiet: 0, unmeasured: 1 });
    expect(rowIn('2026-10', given)).toMatchObject({ rows: [], quiet: 1, unmeasured: 0, recordedFrom: null });
  });

  test('is not measured either where unknown time counts as down', () => {
    const { downtime } = daysTerms();
    const terms = daysTerms({ downtime: { ...downtime, unknown: 'down' } });
    const policy = { id: 'p', version: 1, name: 'P', effectiveFrom: '2020-01-01', terms };
    const given = evidence([], { ...late({}), policy });
    const window = assessContract(given, '2026-06', NOW);
    const [claim] = window.lines.map(({ line: one, recordedFrom }) =>
      judgeClaim({
        line: one,
        window: window.assessment.window,
        now: NOW,
        earlier: undefined,
        unmeasured: recordedFrom === null,
      }),
    );
    expect(claim).toEqual({ can: 'not', why: 'not-measured' });
  });

  test('is measured from where an outage was declared in it', () => {
    const given = evidence([outage('declared', 90, 'down', JUNE + HOUR_MS)], late({}));
    expect(assessContract(given, '2026-06', NOW).lines[0]).toMatchObject({
      recordedFrom: JUNE + HOUR_MS,
      line: { verdict: 'owed' },
    });
  });

  test('says from which day on the record begins inside it', () => {
    const tenth = OCTOBER + 9 * 24 * HOUR_MS;
    expect(rowIn('2026-10', evidence([], late({}, tenth)))).toMatchObject({ quiet: 1, recordedFrom: tenth });
  });

  test('is stated by the provider from the first reading of its feed alone', () => {
    const stated = late({ measuredSince: null, statedBy: 'google', statedSince: OCTOBER + 24 * HOUR_MS });
    const given = evidence([], { ...stated, checks: [] });
    expect(assessContract(given, '2026-09', NOW).lines[0]).toMatchObject({
      recordedFrom: null,
      bySource: { provider: { said: 'nothing' } },
    });
    expect(assessContract(given, '2026-10', NOW).lines[0]).toMatchObject({
      recordedFrom: OCTOBER + 24 * HOUR_MS,
      bySource: { provider: { said: 'figure', percent: '100.000000', unknownMs: 24 * HOUR_MS } },
    });
  });

  test('is not said of a window that has only begun', () => {
    const given = evidence([], late({}));
    expect(assessContract(given, '2026-10', OCTOBER).lines[0]?.recordedFrom).toBe(OCTOBER);
  });
});
