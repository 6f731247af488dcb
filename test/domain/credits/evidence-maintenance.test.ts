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
