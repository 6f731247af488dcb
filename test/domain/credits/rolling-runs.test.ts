import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assessContract } from '#domain/credits/assess-contract';
import { arithmeticInput, assessInput } from '#domain/credits/closed-window';
import { type ContractEvidence, type EvidenceOutage, evidenceWithin } from '#domain/credits/evidence';
import { windowsTouching } from '#domain/credits/many/windows-touching';
import { firstWindow, type NamedWindow, nextWindow, windowStarting } from '#domain/credits/next-window';
import { isWindowOfContract, windowMonths } from '#domain/credits/window-months';
import { unionMs } from '#domain/interval';
import type { WindowRule } from '#domain/sla/policy';
import { windowOf } from '#domain/sla/window';
import { addDays, DAY_MS, dayStart, HOUR_MS, monthOf } from '#domain/time';
import { daysTerms } from '#test/support/credits';

const ZONES = ['UTC', 'Europe/Paris', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/Los_Angeles'];
const zones = fc.constantFrom(...ZONES);
const firstDays = fc.integer({ min: 0, max: 4_000 }).map((day) => addDays('2020-01-01', day));
const lengths = fc.integer({ min: 31, max: 1_096 });

function ruleOf(days: number, firstDay: string, zone: string): WindowRule {
  return {
    ...{ kind: 'rolling-days', zone, zoneStated: true, anchorDay: null, firstMonth: null },
    ...{ days, firstDay },
  };
}

function runsOf(rule: WindowRule, zone: string, count: number): NamedWindow[] {
  const term = { startsAt: dayStart(rule.firstDay ?? '', zone), endsAt: null, zone };
  const runs = [firstWindow(rule, term)];
  while (runs.length < count) {
    const next = nextWindow(rule, term, runs.at(-1) ?? firstWindow(rule, term));
    if (!next) break;
    runs.push(next);
  }
  return runs;
}

describe('rolling days under a contract', () => {
  test('are runs that begin with its first day and follow one another, each with a month of its own', () => {
    fc.assert(
      fc.property(lengths, firstDays, zones, (days, firstDay, zone) => {
        const rule = ruleOf(days, firstDay, zone);
        const runs = runsOf(rule, zone, 30);
        expect(runs[0]?.window.startedAt).toBe(dayStart(firstDay, zone));
        for (const [index, { month, window }] of runs.entries()) {
          expect(window.startedAt).toBe(dayStart(addDays(firstDay, index * days), zone));
          expect(window.endedAt).toBe(dayStart(addDays(firstDay, (index + 1) * days), zone));
          expect(monthOf(window.startedAt, zone)).toBe(month);
          expect(windowOf(rule, month, zone)).toEqual(window);
          expect(windowStarting(rule, window.startedAt, zone)).toEqual({ month, window });
        }
        expect(new Set(runs.map(({ month }) => month)).size).toBe(runs.length);
      }),
      { numRuns: 60 },
    );
  });

  test('are listed, found and opened by the same months, the one that runs included', () => {
    fc.assert(
      fc.property(lengths, firstDays, zones, fc.integer({ min: 0, max: 3_000 }), (days, firstDay, zone, after) => {
        const rule = ruleOf(days, firstDay, zone);
        const term = { startsAt: dayStart(firstDay, zone), endsAt: null, zone };
        const now = dayStart(addDays(firstDay, after), zone) + HOUR_MS;
        const begun = runsOf(rule, zone, 110).filter(({ window }) => window.startedAt <= now);
        const names = begun.map(({ month }) => month);
        expect(windowMonths(rule, term, { now, limit: 200 })).toEqual(names.toReversed());
        for (const month of names) expect(isWindowOfContract(rule, term, { month, now })).toBe(true);
        const [running] = windowsTouching(rule, zone, { startedAt: now - 1, endedAt: now });
        expect(running).toEqual(begun.at(-1));
      }),
      { numRuns: 40 },
    );
  });

  test('count every instant of downtime in exactly one run', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 * 24 }), fc.integer({ min: 1, max: 2_000 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.integer({ min: 31, max: 120 }), zones, spans, (days, zone, hours) => {
        const rule = ruleOf(days, '2025-02-11', zone);
        const start = dayStart('2025-02-11', zone);
        const downtime = hours.map(([from, long]) => ({
          startedAt: start + from * HOUR_MS,
          endedAt: start + (from + long) * HOUR_MS,
        }));
        const evidence = evidenceOf(rule, zone, downtime);
        const counted = runsOf(rule, zone, 40).map(({ month, window }) => {
          const within = evidenceWithin(evidence, window);
          const input = arithmeticInput(within, { month, window, now: start + 4_000 * DAY_MS });
          const line = assessContract(within, month, start + 4_000 * DAY_MS).lines[0]?.line;
          expect(assessInput(input).lines[0]?.line.downtime.ms).toBe(line?.downtime.ms);
          return line?.downtime.ms ?? Number.NaN;
        });
        expect(counted.reduce((sum, ms) => sum + ms, 0)).toBe(unionMs(downtime));
      }),
      { numRuns: 20 },
    );
  });

  test('say in which run they count, and that other runs could show more', () => {
    const rule = ruleOf(90, '2026-01-15', 'UTC');
    const evidence = evidenceOf(rule, 'UTC', []);
    const { assessment, lines } = assessContract(evidence, '2026-01', Date.parse('2026-09-01T00:00:00Z'));
    expect(assessment.total.explanation).toContainEqual({
      code: 'rolling-days',
      values: { days: 90, from: '2026-01-15', until: '2026-04-14' },
    });
    expect(lines[0]?.line.assumptions).toContainEqual({
      code: 'rolling-runs-taken',
      values: { days: 90, firstDay: '2026-01-15' },
    });
  });
});

function evidenceOf(
  rule: WindowRule,
  zone: string,
  downtime: readonly { readonly startedAt: number; readonly endedAt: number }[],
): ContractEvidence {
  const outages = downtime.map((span, index): EvidenceOutage => {
    const phase = { ...span, state: 'down', surfaces: [], locations: [], sharePpm: null } as const;
    return { id: `o-${index}`, serviceId: 's', source: 'declared', revision: 1, incident: null, phases: [phase] };
  });
  const terms = daysTerms({ window: rule });
  return {
    policy: { id: 'p', version: 1, name: 'P', effectiveFrom: '2020-01-01', terms },
    contract: { id: 'c', zone, startsAt: dayStart(rule.firstDay ?? '', zone), endsAt: null },
    services: [{ id: 's', name: 'Gmail', measuredSince: null, statedBy: null }],
    ...{ checks: [], outages, gaps: [] },
  };
}
