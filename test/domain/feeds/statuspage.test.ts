import { describe, expect, test } from 'vitest';
import { type ProviderIncident, phasesOfProduct } from '#domain/feeds/provider-incident';
import { parseStatuspageIncidents } from '#domain/feeds/statuspage';
import {
  STATUSPAGE_PAGE,
  type StatuspageRow,
  statuspageRow,
  statuspageUpdate,
} from '../../fixtures/feeds/statuspage.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}:00Z`);

function parseOne(change: Partial<StatuspageRow> = {}): ProviderIncident {
  const { incidents, rejected } = parseStatuspageIncidents({
    page: STATUSPAGE_PAGE,
    incidents: [statuspageRow(change)],
  });
  expect(rejected).toEqual([]);
  const [incident] = incidents;
  if (!incident) throw new Error('nothing was read');
  return incident;
}

const spans = (incident: ProviderIncident, product: string): unknown[] =>
  phasesOfProduct(incident, product).map(({ startedAt, endedAt, state }) => [startedAt, endedAt, state]);

describe('a Statuspage incident', () => {
  test('belongs to the host of its page', () => {
    expect(parseOne().provider).toBe('status.example');
    expect(parseStatuspageIncidents([statuspageRow()]).incidents[0]?.provider).toBe('statuspage');
    expect(parseStatuspageIncidents([statuspageRow()], { provider: 'x' }).incidents[0]?.provider).toBe('x');
  });

  test.each([
    ['major_outage', 'down'],
    ['full_outage', 'down'],
    ['partial_outage', 'degraded'],
    ['degraded_performance', 'degraded'],
  ])('a component in %s is %s, whatever the impact says', (status, state) => {
    const incident_updates = [statuspageUpdate('10:00', 'investigating', { web: status })];
    expect(spans(parseOne({ impact: 'minor', incident_updates }), 'web')).toEqual([[at('10:00'), at('11:00'), state]]);
  });

  test.each([
    ['minor', 'degraded'],
    ['major', 'degraded'],
    ['critical', 'down'],
  ])('where no component leaves "operational", the impact %s means %s for all of them', (impact, state) => {
    const incident_updates = [statuspageUpdate('10:00', 'investigating', { web: 'operational' })];
    expect(spans(parseOne({ impact, incident_updates }), 'web')).toEqual([[at('10:00'), at('11:00'), state]]);
  });

  test('each component has phases of its own', () => {
    const incident = parseOne({
      incident_updates: [
        statuspageUpdate('11:00', 'resolved', { web: 'operational', git: 'operational', api: 'operational' }),
        statuspageUpdate('10:40', 'monitoring', { web: 'operational', git: 'partial_outage', api: 'operational' }),
        statuspageUpdate('10:20', 'identified', { web: 'major_outage', git: 'partial_outage', api: 'operational' }),
        statuspageUpdate('10:00', 'investigating', { web: 'partial_outage', api: 'operational' }),
      ],
    });
    expect(spans(incident, 'web')).toEqual([
      [at('10:00'), at('10:20'), 'degraded'],
      [at('10:20'), at('10:40'), 'down'],
    ]);
    expect(spans(incident, 'git')).toEqual([[at('10:20'), at('11:00'), 'degraded']]);
    expect(spans(incident, 'api')).toEqual([]);
    expect(incident.products.map((product) => product.name).toSorted()).toEqual(['API', 'GIT', 'WEB']);
  });

  test('impact "none" and "maintenance" are informations, unless a component was out', () => {
    const quiet = [statuspageUpdate('10:00', 'investigating', { web: 'operational' })];
    expect(parseOne({ impact: 'none', incident_updates: quiet }).phases).toEqual([]);
    expect(parseOne({ impact: 'maintenance' })).toMatchObject({ impact: 'none', phases: [] });
    const loud = [statuspageUpdate('10:00', 'investigating', { web: 'major_outage' })];
    expect(parseOne({ impact: 'none', incident_updates: loud }).impact).toBe('major');
  });

  test('without length it is kept without an outage and says so', () => {
    const incident = parseOne({ started_at: '2026-03-01T11:00:00.000Z' });
    expect(incident.phases).toEqual([]);
    expect(incident.defects).toContain('no-length');
  });

  test('while it is open its phase is open; a postmortem counts as resolved', () => {
    const incident_updates = [statuspageUpdate('10:00', 'investigating', { web: 'partial_outage' })];
    const open = parseOne({ status: 'investigating', resolved_at: null, incident_updates });
    expect([open.stage, open.resolvedAt, spans(open, 'web')]).toEqual([
      'investigating',
      null,
      [[at('10:00'), null, 'degraded']],
    ]);
    expect(parseOne({ status: 'postmortem' }).stage).toBe('resolved');
  });

  test('resolved without a time ends with its newest update', () => {
    expect(parseOne({ resolved_at: null }).resolvedAt).toBe(at('11:00'));
  });

  test('the shape of incident.io is read: null lists, no components, no link', () => {
    const incident_updates = [statuspageUpdate('10:00', 'investigating')];
    const incident = parseOne({ components: undefined, shortlink: undefined, incident_updates });
    expect(incident.products).toEqual([{ key: 'page00000001', name: 'Example' }]);
    expect(incident.defects).toContain('no-product');
    expect(parseStatuspageIncidents({ page: STATUSPAGE_PAGE, incidents: null })).toEqual({
      incidents: [],
      rejected: [],
    });
  });
});

test('a Statuspage document reports its bad rows and keeps the others', () => {
  const { incidents, rejected } = parseStatuspageIncidents({
    page: STATUSPAGE_PAGE,
    incidents: [
      statuspageRow({ id: 'a', started_at: '2026-03-01T12:00:00.000Z' }),
      statuspageRow({ id: 'b', status: 'dancing' }),
      statuspageRow({ id: 'c', id2: 1 }),
      statuspageRow({ id: undefined as unknown as string }),
    ],
  });
  expect(incidents.map((incident) => incident.externalId)).toEqual(['c']);
  expect(rejected).toEqual([
    { id: 'a', reason: 'It ends (2026-03-01T11:00:00.000Z) before it starts (2026-03-01T12:00:00.000Z).' },
    { id: 'b', reason: 'Its status is none that we know.' },
    { id: '#4', reason: 'It has no readable id.' },
  ]);
});

test('a summary tells of open incidents alone, a history of all', () => {
  const incidents = [statuspageRow()];
  const summary = {
    page: STATUSPAGE_PAGE,
    components: [],
    incidents,
    scheduled_maintenances: [],
    status: { indicator: 'none' },
  };
  expect(parseStatuspageIncidents(summary).listsOpenOnly).toBe(true);
  expect(parseStatuspageIncidents({ page: STATUSPAGE_PAGE, incidents }).listsOpenOnly).toBeUndefined();
});
