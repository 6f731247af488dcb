import { describe, expect, test } from 'vitest';
import { barWindow, dayBars } from '#domain/status/day-bars';
import type { ServiceFacts } from '#domain/status/facts';
import { headline } from '#domain/status/headline';
import { serviceState } from '#domain/status/service-state';
import { serviceView } from '#domain/status/service-view';
import { serviceLine } from '#domain/status/status-view';
import { serviceTimeline } from '#domain/status/timeline';
import { uptimeFigure } from '#domain/status/uptime';
import { headlineText } from '#i18n/public/headline-text';
import { plainText } from '#i18n/rich';
import { at, incident, NOW, outage, service } from './facts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ANNOUNCED = at('2026-11-10T10:00:00Z');

/** A service under announced work on 20 November, 02:00 to 04:00. */
const worked = (given: Partial<ServiceFacts> = {}): ServiceFacts =>
  service({
    maintenance: [
      { startedAt: at('2026-11-20T02:00:00Z'), endedAt: at('2026-11-20T04:00:00Z'), announcedAt: ANNOUNCED },
    ],
    ...given,
  });
const figureOf = (facts: ServiceFacts) => uptimeFigure(serviceTimeline(facts, barWindow(NOW)));
const dayOf = (facts: ServiceFacts, day: string) =>
  dayBars(serviceTimeline(facts, barWindow(NOW))).find((bar) => bar.day === day);

describe('announced maintenance in figures and bars', () => {
  test('stands on neither side of the uptime, and an outage inside it is part of it', () => {
    const facts = worked({ outages: [outage('2026-11-20T02:10:00Z', '2026-11-20T03:50:00Z')] });
    expect(figureOf(facts)).toMatchObject({ uptimePpm: 1_000_000, downMs: 0, maintenanceMs: 2 * HOUR, unknownMs: 0 });
    expect(dayOf(facts, '2026-11-20')).toMatchObject({ state: 'maintenance', downMs: 0, maintenanceMs: 2 * HOUR });
    expect(dayOf(facts, '2026-11-19')).toMatchObject({ state: 'operational', maintenanceMs: 0 });
  });

  test('takes out of an outage only the announced part: what came before it and what overran it was an outage', () => {
    const facts = worked({ outages: [outage('2026-11-20T01:50:00Z', '2026-11-20T04:30:00Z')] });
    expect(figureOf(facts)).toMatchObject({ downMs: 40 * MINUTE, maintenanceMs: 2 * HOUR });
    expect(dayOf(facts, '2026-11-20')).toMatchObject({ state: 'down', downMs: 40 * MINUTE });
  });

  test('erases nothing when it was announced after the outage had begun', () => {
    const [span] = worked().maintenance;
    const late = worked({
      maintenance: span ? [{ ...span, announcedAt: at('2026-11-20T01:55:00Z') }] : [],
      outages: [outage('2026-11-20T01:50:00Z', '2026-11-20T04:30:00Z')],
    });
    expect(figureOf(late)).toMatchObject({ downMs: 160 * MINUTE, maintenanceMs: 0 });
  });

  test('does not take away what a person or a provider states', () => {
    for (const source of ['declared', 'provider'] as const) {
      const facts = worked({ outages: [outage('2026-11-20T02:10:00Z', '2026-11-20T03:10:00Z', { source })] });
      expect(figureOf(facts)).toMatchObject({ downMs: HOUR, maintenanceMs: HOUR });
    }
  });

  test('is nothing that a provider or our people state', () => {
    const facts = worked();
    expect(serviceTimeline(facts, barWindow(NOW), 'measured').maintenance).toHaveLength(1);
    expect(serviceTimeline(facts, barWindow(NOW), 'provider').maintenance).toEqual([]);
  });
});

describe('the days of a service', () => {
  test('are told from the day its records begin: no month without a record is called a month without a bad day', () => {
    const createdAt = at('2026-11-20T08:00:00Z');
    const [check] = service().checks;
    const young = service({ checks: check ? [{ ...check, createdAt }] : [] });
    const { months } = serviceView(young, [], NOW);
    expect(months.map(({ days }) => days.map(({ day }) => day))).toEqual([['2026-11-22', '2026-11-21', '2026-11-20']]);
    expect(serviceView(service({ checks: [] }), [], NOW).months).toEqual([]);
  });
});

describe('a service under maintenance', () => {
  const now = at('2026-11-20T03:00:00Z');
  const stateOf = (facts: ServiceFacts, time = now) => serviceState(facts, [], time);

  test('is called so while the announced time lasts, with its end, whatever our checks see of the work', () => {
    const shown = { state: 'maintenance', since: at('2026-11-20T02:00:00Z'), until: at('2026-11-20T04:00:00Z') };
    expect(stateOf(worked())).toEqual(shown);
    expect(stateOf(worked({ outages: [outage('2026-11-20T02:10:00Z', null)] }))).toEqual(shown);
    expect(stateOf(worked({ checks: [] }))).toEqual(shown);
    expect(stateOf(worked({ checks: [] }), at('2026-11-20T04:00:00Z'))).toMatchObject({ state: 'unknown' });
  });

  test('is down from the end of the announced time when the work overruns it', () => {
    const facts = worked({ outages: [outage('2026-11-20T02:10:00Z', null)] });
    expect(stateOf(facts, at('2026-11-20T04:05:00Z'))).toEqual({ state: 'down', since: at('2026-11-20T04:00:00Z') });
  });

  test('stays down when it was down before, with its incident open', () => {
    const facts = worked({ outages: [outage('2026-11-20T01:50:00Z', null, { incidentId: 'incident' })] });
    expect(stateOf(facts)).toEqual({ state: 'down', since: at('2026-11-20T01:50:00Z') });
  });

  test('is what an open incident declares, for nothing hides an incident', () => {
    const facts = worked();
    expect(serviceState(facts, [incident([facts], { impact: 'critical' })], now)).toMatchObject({ state: 'down' });
  });

  test('is named in the headline, in both languages, and never among what works', () => {
    const facts = [worked({ names: { en: 'Drive' } }), service({ checks: [{ ...checkAt(now) }] })];
    const lines = facts.map((one) => serviceLine(one, [], now));
    const view = headline({ services: lines, incidents: [] });
    expect(view).toMatchObject({ workingCount: 1, total: 2 });
    const text = (lang: 'en' | 'fr') => {
      const { main, rest } = headlineText(view, { lang, now });
      return plainText([...main, ...rest]);
    };
    expect(text('en')).toBe('Drive is under maintenance until 04:00\u00a0UTC. Everything else works.');
    expect(text('fr')).toContain('Drive est en maintenance, fin prévue\u202f: ');
  });

  test('keeps its outages on record, told as maintenance where nothing else was seen', () => {
    const inside = outage('2026-11-20T02:10:00Z', '2026-11-20T03:50:00Z');
    const across = outage('2026-11-20T03:55:00Z', '2026-11-20T04:30:00Z');
    const before = outage('2026-11-20T01:50:00Z', '2026-11-20T02:05:00Z');
    const { outages } = serviceView(worked({ outages: [before, inside, across] }), [], NOW);
    expect(outages.map(({ id, isMaintenance, countsFrom }) => [id, isMaintenance, countsFrom])).toEqual([
      [across.id, false, at('2026-11-20T04:00:00Z')],
      [inside.id, true, null],
      [before.id, false, null],
    ]);
  });
});

function checkAt(now: number): ServiceFacts['checks'][number] {
  const [check] = service().checks;
  if (!check) throw new Error('A service has a check.');
  return { ...check, lastSampleAt: now - 10_000 };
}
