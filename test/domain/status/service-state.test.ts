import { describe, expect, test } from 'vitest';
import type { OutageFacts } from '#domain/status/facts';
import { serviceState } from '#domain/status/service-state';
import type { OutageSource, OutageState } from '#domain/words';
import { at, check, NOW, outage, service } from './facts.ts';

const MINUTE = 60_000;
const clock = (time: string): number => at(`2026-11-22T${time}Z`);

/** An outage told in phases: each begins where the one before it ended, the last goes on. */
function phased(source: OutageSource, ...phases: readonly (readonly [OutageState, string])[]): OutageFacts {
  const told = phases.map(([state, from], index) => {
    const next = phases[index + 1];
    const span = { startedAt: clock(from), endedAt: next ? clock(next[1]) : null };
    return { ...span, state, surfaces: [], locations: [], sharePpm: null };
  });
  return { ...outage(`2026-11-22T${phases[0]?.[1]}Z`, null, { source }), phases: told };
}

const stateOf = (...outages: readonly OutageFacts[]) => serviceState(service({ outages }), [], NOW);

describe('since when a service is what it is', () => {
  test('counts from the beginning of that state, not of the outage it is part of', () => {
    const worse = phased('measured', ['degraded', '10:41:44'], ['down', '10:42:48']);
    expect(stateOf(worse)).toEqual({ state: 'down', since: clock('10:42:48') });
    const better = phased('measured', ['down', '10:41:44'], ['degraded', '10:50:00']);
    expect(stateOf(better)).toEqual({ state: 'degraded', since: clock('10:50:00') });
    const again = phased('measured', ['down', '10:00:00'], ['degraded', '10:10:00'], ['down', '10:20:00']);
    expect(stateOf(again)).toEqual({ state: 'down', since: clock('10:20:00') });
  });

  test('takes adjoining phases of one state for one, also where another source goes on with it', () => {
    const [first] = phased('provider', ['down', '10:00:00']).phases;
    if (!first) throw new Error('It has a phase.');
    const stated = { ...first, endedAt: clock('10:30:00') };
    const spread = { ...first, startedAt: clock('10:30:00'), locations: [{ id: 'europe', title: 'Europe' }] };
    const provided = phased('provider', ['down', '10:00:00']);
    expect(stateOf({ ...provided, phases: [stated, spread] })).toMatchObject({ since: clock('10:00:00') });
    const over = { ...provided, endedAt: clock('10:30:00'), phases: [stated] };
    expect(stateOf(over, phased('measured', ['down', '10:25:00']))).toMatchObject({ since: clock('10:00:00') });
    expect(stateOf(over, phased('measured', ['down', '10:35:00']))).toMatchObject({ since: clock('10:35:00') });
  });

  test('counts what overran announced work from the end of the announced time, or from its own beginning', () => {
    const work = { startedAt: clock('10:00:00'), endedAt: clock('10:30:00'), announcedAt: NOW - 600 * MINUTE };
    const of = (one: OutageFacts) => serviceState(service({ outages: [one], maintenance: [work] }), [], NOW);
    expect(of(phased('measured', ['degraded', '10:05:00'], ['down', '10:10:00']))).toMatchObject({
      since: clock('10:30:00'),
    });
    expect(of(phased('measured', ['degraded', '10:05:00'], ['down', '10:40:00']))).toMatchObject({
      since: clock('10:40:00'),
    });
    expect(of(phased('measured', ['down', '09:50:00']))).toMatchObject({ since: clock('09:50:00') });
  });
});

describe('a service whose only check is new', () => {
  const fresh = check({ createdAt: NOW, lastSampleAt: null, isJudged: false, firstUpAt: null });
  const former = (firstUpAt: number | null) => check({ pausedAt: NOW - MINUTE, isJudged: false, firstUpAt });
  const stateWith = (...formerChecks: ReturnType<typeof check>[]) =>
    serviceState(service({ checks: [fresh], formerChecks }), [], NOW);

  test('is new itself while no check before it has seen it work either', () => {
    expect(stateWith()).toMatchObject({ state: 'unknown', isNew: true });
    expect(stateWith(former(null))).toMatchObject({ state: 'unknown', isNew: true });
  });

  test('is known already when a deleted check has seen it work', () => {
    expect(stateWith(former(NOW - 600 * MINUTE))).toMatchObject({ state: 'unknown' });
    expect(stateWith(former(null), former(NOW - 600 * MINUTE))).not.toHaveProperty('isNew');
  });
});
