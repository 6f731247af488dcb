import { describe, expect, test } from 'vitest';
import { outageMeanings } from '#domain/sla/outage-meaning';
import type { OutageFacts, PhaseFacts, ServiceFacts } from '#domain/status/facts';
import { readShippedPolicies } from '#lib/sla-policy-file';

const START = Date.parse('2026-06-10T10:00Z');
const NOW = Date.parse('2026-06-12T00:00Z');

function service(name: string, phases: readonly Partial<PhaseFacts>[]): ServiceFacts {
  const outages = phases.map((phase, index): OutageFacts => {
    const full = {
      startedAt: START,
      endedAt: START,
      state: 'degraded',
      surfaces: [],
      locations: [],
      sharePpm: 3_200,
      ...phase,
    } as const;
    const { startedAt, endedAt } = full;
    return {
      id: `o${index}`,
      serviceId: name,
      source: 'measured',
      provider: null,
      incidentId: 'i',
      startedAt,
      endedAt,
      phases: [full],
    };
  });
  const slug = name.toLowerCase();
  return {
    id: name,
    slug,
    names: { en: name, fr: 'autre' },
    descriptions: {},
    maintenance: [],
    groupId: null,
    provider: null,
    checks: [],
    formerChecks: [],
    outages,
  };
}

function meaningOf(id: string, services: readonly ServiceFacts[]) {
  const meanings = outageMeanings(readShippedPolicies(), { services, startedAt: START, now: NOW });
  const found = meanings.find(({ policy }) => policy.id === id);
  if (!found) throw new Error(`There is no meaning under ${id}.`);
  return { ...found, all: meanings };
}

const HOUR = [{ endedAt: START + 3_600_000 }];

describe('what an outage means under an agreement', () => {
  test('is reckoned as if the reader had been affected throughout, whatever share is stated', () => {
    const { assessment, named } = meaningOf('google-workspace', [service('Gmail', HOUR)]);
    expect(named).toBe(true);
    expect(assessment.services[0]).toMatchObject({
      verdict: 'owed',
      credit: { unit: 'days', amount: 3 },
      downtime: { ms: 3_600_000 },
    });
  });

  test('counts only the way of access that the agreement counts', () => {
    const { assessment } = meaningOf('google-workspace', [service('Gmail', [{ ...HOUR[0], surfaces: ['protocol'] }])]);
    expect(assessment.total.verdict).toBe('not-owed');
  });

  test('puts the agreements that name the service first, and reads the others as if they covered it', () => {
    const { all, assessment, named } = meaningOf('zoom', [service('Gmail', HOUR)]);
    expect(named).toBe(false);
    expect(assessment.services[0]).toMatchObject({ covered: true, credit: { unit: 'percent', amount: 50_000 } });
    const order = all.map((one) => one.named);
    expect(order).toEqual(order.toSorted((a, b) => Number(b) - Number(a)));
    expect(all[0]?.policy.id).toBe('google-workspace');
  });

  test('is not covered where the agreement takes the service out by name', () => {
    const { assessment, named } = meaningOf('google-workspace', [service('Admin Console', HOUR)]);
    expect(named).toBe(true);
    expect(assessment.services[0]).toMatchObject({ covered: false, credit: null });
  });

  test('takes the version of the window', () => {
    expect(meaningOf('slack', [service('Slack', HOUR)]).policy.version).toBe(2);
  });

  test('lasts until now while nobody has seen it end', () => {
    const { assessment } = meaningOf('google-workspace', [service('Gmail', [{ endedAt: null }])]);
    expect(assessment.total).toMatchObject({ downtime: { ms: NOW - START } });
    expect(assessment.open).toBe(true);
  });

  test('depends where announced maintenance explains it and the agreement says nothing of maintenance', () => {
    const span = { startedAt: START - 1, endedAt: START + 7_200_000, announcedAt: START - 864_000_000 };
    const worked = { ...service('Gmail', HOUR), maintenance: [span] };
    expect(meaningOf('google-workspace', [worked]).assessment.services[0]).toMatchObject({
      verdict: 'depends',
      certain: { downtime: { ms: 0 } },
    });
    const late = { ...worked, maintenance: [{ ...span, startedAt: START + 1, announcedAt: START + 1 }] };
    expect(meaningOf('google-workspace', [late]).assessment.services[0]?.verdict).toBe('owed');
  });
});
