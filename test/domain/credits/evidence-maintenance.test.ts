import { describe, expect, test } from 'vitest';
import { assessContract } from '#domain/credits/assess-contract';
import { arithmeticInput } from '#domain/credits/closed-window';
import {
  type ContractEvidence,
  type EvidenceMaintenance,
  type EvidenceOutage,
  evidenceWithin,
} from '#domain/credits/evidence';
import type { MaintenanceRule } from '#domain/sla/policy';
import { windowOf } from '#domain/sla/window';
import type { OutageState } from '#domain/words';
import { daysTerms } from '#test/support/credits';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => Date.parse(text);
const TWO = at('2026-10-10T02:00:00Z');
const NOW = at('2026-11-05T00:00:00Z');
const FIVE_DAYS: MaintenanceRule = { treatment: 'excluded', noticeHours: 120, maximumHoursPerYear: null };

const planned = (announced: string, startedAt = TWO, hours = 2): EvidenceMaintenance => ({
  ...{ serviceId: 's', startedAt, endedAt: startedAt + hours * HOUR, announcedAt: at(announced) },
});

function outage(startedAt: number, minutes: number, state: OutageState = 'down'): EvidenceOutage {
  const phase = {
    startedAt,
    endedAt: startedAt + minutes * MINUTE,
    state,
    surfaces: [],
    locations: [],
    sharePpm: null,
  };
  return { id: `o-${startedAt}`, serviceId: 's', source: 'measured', revision: 1, incident: null, phases: [phase] };
}

function evidence(
  rule: MaintenanceRule,
  outages: readonly EvidenceOutage[],
  maintenance: readonly EvidenceMaintenance[],
): ContractEvidence {
  const terms = { ...daysTerms(), maintenance: rule };
  return {
    policy: { id: 'p', version: 1, name: 'P', effectiveFrom: '2020-01-01', terms },
    contract: { id: 'c', zone: 'UTC', startsAt: at('2026-01-01T00:00:00Z'), endsAt: null },
    services: [{ id: 's', name: 'Gmail', measuredSince: 0, statedBy: null }],
    checks: [{ id: 'web', serviceId: 's', createdAt: 0, archivedAt: null }],
    ...{ outages, gaps: [], maintenance },
  };
}

function october(...given: Parameters<typeof evidence>) {
  const [only] = assessContract(evidence(...given), '2026-10', NOW).lines;
  if (!only) throw new Error('no line');
  return only;
}
const downMinutes = (...given: Parameters<typeof evidence>) => october(...given).line.downtime.ms / MINUTE;

describe('announced maintenance in the arithmetic of a contract', () => {
  const down = outage(TWO + 10 * MINUTE, 90);

  test('takes out what failed during it, in the figure that counts and in what we measured', () => {
    const { line, bySource } = october(FIVE_DAYS, [down], [planned('2026-10-01T00:00:00Z')]);
    expect(line).toMatchObject({ verdict: 'not-owed', downtime: { ms: 0 }, uptime: { percent: '100.000000' } });
    expect(bySource.measured).toMatchObject({ percent: '100.000000' });
    expect(line.explanation).toContainEqual({ code: 'maintenance-excluded', values: { ms: 90 * MINUTE } });
  });

  test('takes out only its own time: what began before it and what overruns it counts', () => {
    const around = outage(TWO - 20 * MINUTE, 180);
    expect(downMinutes(FIVE_DAYS, [around], [planned('2026-10-01T00:00:00Z')])).toBe(60);
  });

  test('announced late takes out nothing, and adds nothing that nobody saw fail', () => {
    const late = [planned('2026-10-05T02:00:00.001Z')];
    expect(downMinutes(FIVE_DAYS, [down], late)).toBe(90);
    expect(downMinutes(FIVE_DAYS, [], late)).toBe(0);
    expect(downMinutes(FIVE_DAYS, [down], [planned('2026-10-05T02:00:00Z')])).toBe(0);
    const { explanation } = october(FIVE_DAYS, [down], late).line;
    const told = { code: 'maintenance-counted', values: { ms: 90 * MINUTE, noticeHours: 120 } };
    expect(explanation).toContainEqual(told);
  });

  test('announced once an outage had begun it does not erase it, even where the contract names no notice', () => {
    const rule: MaintenanceRule = { ...FIVE_DAYS, noticeHours: null };
    const began = outage(TWO - 5 * MINUTE, 65);
    const after = planned('2026-10-10T02:00:00Z');
    expect(downMinutes(rule, [began], [after])).toBe(65);
    expect(downMinutes(rule, [down], [after])).toBe(0);
  });

  test('notice is given of the whole window, not of what is left of it', () => {
    const began = outage(at('2026-10-01T00:00:00Z'), 60 * 24 * 9 + 180);
    const span = planned('2026-10-05T02:30:00Z');
    const later = outage(TWO + 70 * MINUTE, 50);
    const rest = { ...began, phases: began.phases.map((phase) => ({ ...phase, endedAt: TWO + HOUR })) };
    expect(downMinutes(FIVE_DAYS, [later], [span])).toBe(50);
    expect(downMinutes(FIVE_DAYS, [rest, later], [span])).toBe(60 * 24 * 9 + 180 + 50);
  });

  test('where the contract counts it, only what failed is downtime; where it says nothing, the result depends on it', () => {
    const counts: MaintenanceRule = { treatment: 'counts', noticeHours: null, maximumHoursPerYear: null };
    const silent: MaintenanceRule = { ...counts, treatment: 'not-mentioned' };
    const long = outage(TWO + 10 * MINUTE, 100);
    const told = [planned('2026-01-01T00:00:00Z')];
    expect(downMinutes(counts, [long], told)).toBe(100);
    expect(downMinutes(counts, [], told)).toBe(0);
    const depends = october(silent, [long], told).line;
    expect(depends).toMatchObject({ verdict: 'depends', missing: [{ code: 'maintenance-in-contract' }] });
    expect(depends.certain.downtime.ms).toBe(0);
    expect(october(silent, [], told).line).toMatchObject({ verdict: 'not-owed', missing: [] });
  });

  test('the yearly allowance is used up by what was announced earlier in the year', () => {
    const rule: MaintenanceRule = { ...FIVE_DAYS, maximumHoursPerYear: 12 };
    const before = planned('2026-01-10T00:00:00Z', at('2026-03-01T00:00:00Z'), 11);
    const given = evidence(rule, [outage(TWO, 120)], [before, planned('2026-10-01T00:00:00Z')]);
    const window = windowOf(given.policy.terms.window, '2026-10', 'UTC');
    const input = arithmeticInput(evidenceWithin(given, window), { month: '2026-10', window, now: NOW });
    expect(input.maintenance).toHaveLength(2);
    const [only] = assessContract(input, '2026-10', input.asOf).lines;
    expect(only?.line.downtime.ms).toBe(HOUR);
    expect(only?.line.explanation).toContainEqual({ code: 'maintenance-beyond-cap', values: { ms: HOUR, hours: 12 } });
  });
});

describe('what a window keeps of the schedule', () => {
  const inputOf = (maintenance: readonly EvidenceMaintenance[], rule = FIVE_DAYS) => {
    const given = evidence(rule, [], maintenance);
    const window = windowOf(given.policy.terms.window, '2026-10', 'UTC');
    return arithmeticInput(evidenceWithin(given, window), { month: '2026-10', window, now: NOW });
  };

  test('nothing where nothing was announced for it: such windows rest on what they rested on before', () => {
    expect(inputOf([])).not.toHaveProperty('maintenance');
    expect(inputOf([planned('2026-01-10T00:00:00Z', at('2026-03-01T00:00:00Z'))])).not.toHaveProperty('maintenance');
    expect(inputOf([planned('2026-10-01T00:00:00Z', at('2026-11-02T00:00:00Z'))])).not.toHaveProperty('maintenance');
  });

  test('what touches it, with the moment it was announced', () => {
    const span = planned('2026-10-01T00:00:00Z');
    expect(inputOf([span]).maintenance).toEqual([span]);
  });
});

describe('the yearly allowance and outages of earlier months', () => {
  const rule: MaintenanceRule = { treatment: 'excluded', noticeHours: null, maximumHoursPerYear: 10 };
  const march = at('2026-03-05T02:00:00Z');
  /** Announced once it had failed already: no maintenance, however long it was. */
  const late = planned('2026-03-05T02:30:00Z', march, 4);
  const failed = outage(march, 240);
  const inTime = planned('2026-09-01T00:00:00Z', TWO, 10);
  const failedInTime = outage(TWO, 600);
  const window = windowOf(daysTerms().window, '2026-10', 'UTC');

  const assessed = (given: ContractEvidence) => {
    const input = arithmeticInput(evidenceWithin(given, window), { month: '2026-10', window, now: NOW });
    const [only] = assessContract(input, '2026-10', input.asOf).lines;
    return { input, hours: (only?.line.downtime.ms ?? Number.NaN) / HOUR };
  };

  test('what was announced too late in March uses up nothing of it in October', () => {
    // 10 hours are allowed, none are used up before October, and October's work lasts 10 hours: nothing is downtime.
    const { input, hours } = assessed(evidence(rule, [failed, failedInTime], [late, inTime]));
    expect(hours).toBe(0);
    expect(input.outages.map(({ id }) => id)).toEqual([failedInTime.id]);
  });

  test('what was announced in time in March does: of October 4 hours are beyond it', () => {
    const told = planned('2026-03-05T02:00:00Z', march, 4);
    expect(assessed(evidence(rule, [failed, failedInTime], [told, inTime])).hours).toBe(4);
  });

  test('a part of the work that had failed before uses up only the rest', () => {
    const half = outage(march - HOUR, 180);
    expect(assessed(evidence(rule, [half, failedInTime], [late, inTime])).hours).toBe(2);
  });

  test('cut to the window once or twice, the evidence gives the same', () => {
    const given = evidence(rule, [failed, failedInTime], [late, inTime]);
    const summer = { startedAt: at('2026-06-01T00:00:00Z'), endedAt: window.endedAt };
    expect(assessed(evidenceWithin(given, summer)).input).toEqual(assessed(given).input);
  });

  test('where the terms allow no hours a year, nothing of earlier months is kept', () => {
    const open = { ...rule, maximumHoursPerYear: null };
    const across = planned('2026-09-30T23:30:00Z', at('2026-09-30T23:00:00Z'), 4);
    const before = outage(at('2026-09-30T23:00:00Z'), 45);
    const { input } = assessed(evidence(open, [before, failedInTime], [late, across]));
    expect(input.maintenance).toEqual([across]);
  });
});
