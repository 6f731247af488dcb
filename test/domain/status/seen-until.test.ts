import { describe, expect, test } from 'vitest';
import type { CheckFacts, ServiceFacts } from '#domain/status/facts';
import { statusView } from '#domain/status/status-view';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain/time';
import { check, NOW, outage, service } from './facts.ts';

const seen = (ms: number, given: Partial<CheckFacts> = {}) => check({ lastSampleAt: NOW - ms, ...given });
const view = (...services: readonly ServiceFacts[]) => statusView({ services, groups: [], openIncidents: [] }, NOW);
const works = (...checks: readonly CheckFacts[]) => view(service({ checks })).headline.workingCount === 1;

describe('how long a look counts', () => {
  test('is two intervals and a deadline, as the judge of the checks counts it', () => {
    expect(works(seen(70 * SECOND_MS))).toBe(true);
    expect(works(seen(70 * SECOND_MS + 1))).toBe(false);
    const quick = { intervalMs: 10 * SECOND_MS, timeoutMs: 5 * SECOND_MS };
    expect([works(seen(25 * SECOND_MS, quick)), works(seen(30 * SECOND_MS, quick))]).toEqual([true, false]);
  });

  test('covers a poll that comes late and takes as long as it may, also of a check that looks once an hour', () => {
    for (const intervalMs of [5 * SECOND_MS, MINUTE_MS, HOUR_MS]) {
      const late = intervalMs + intervalMs / 2 + 10 * SECOND_MS;
      expect(works(seen(late, { intervalMs }))).toBe(true);
    }
  });

  test('covers the way from another place', () => {
    const ago = 70 * SECOND_MS + 15 * SECOND_MS;
    expect([works(seen(ago)), works(seen(ago, { polledFrom: 'places' }))]).toEqual([false, true]);
  });

  test('keeps the patience a look had when the check was given a shorter interval', () => {
    const edited = { intervalMs: 10 * SECOND_MS, rhythmSince: NOW - SECOND_MS, patienceBeforeMs: 2 * HOUR_MS };
    expect(works(seen(HOUR_MS, edited))).toBe(true);
  });
});

describe('until when a page that says “works” is true', () => {
  test('is until the last look counts no more at the first of its services, of each by the check that looks best', () => {
    const twice = service({ checks: [seen(60 * SECOND_MS), seen(10 * SECOND_MS)] });
    const once = service({ checks: [seen(20 * SECOND_MS)] });
    expect(view(twice).seenUntil).toBe(NOW + 60 * SECOND_MS);
    expect(view(twice, once).seenUntil).toBe(NOW + 50 * SECOND_MS);
  });

  test('is for ever where nothing that it calls working is looked at', () => {
    const down = service({ outages: [outage('2026-11-22T11:00:00Z', null)] });
    const stated = service({ checks: [], provider: 'google-workspace' });
    const unseen = service({ checks: [seen(HOUR_MS)] });
    expect(view(down, stated, unseen).seenUntil).toBeNull();
  });
});
