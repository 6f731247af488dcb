import { describe, expect, test } from 'vitest';
import { parseGoogleIncidents } from '#domain/feeds/google';
import type { ProviderIncident } from '#domain/feeds/provider-incident';
import { GOOGLE_PLACES, type GoogleRow, googleRow, googleUpdate } from '../../fixtures/feeds/google.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}:00Z`);

function parseOne(change: Partial<GoogleRow> = {}): ProviderIncident {
  const { incidents, rejected } = parseGoogleIncidents([googleRow(change)]);
  expect(rejected).toEqual([]);
  const [incident] = incidents;
  if (!incident) throw new Error('nothing was read');
  return incident;
}

const spans = (incident: ProviderIncident): unknown[] =>
  incident.phases.map(({ startedAt, endedAt, state }) => [startedAt, endedAt, state]);

describe('a Google incident', () => {
  test('keeps its products, locations and updates, oldest update first', () => {
    const incident = parseOne();
    expect(incident.products.map((product) => product.name)).toEqual(['Chat', 'Mail']);
    expect(incident.locations).toEqual([GOOGLE_PLACES.EAST]);
    expect(incident.updates.map(({ at, stage }) => [at, stage])).toEqual([
      [at('10:20'), 'investigating'],
      [at('11:05'), 'resolved'],
      [at('15:00'), 'resolved'],
    ]);
    expect(incident.stage).toBe('resolved');
  });

  test.each([
    ['SERVICE_DISRUPTION', 'minor', 'degraded'],
    ['SERVICE_OUTAGE', 'major', 'down'],
  ])('%s is an incident of impact %s whose outage is %s from begin to end', (status, impact, state) => {
    const incident = parseOne({ status_impact: status, updates: [googleUpdate('10:20', status)] });
    expect(incident.impact).toBe(impact);
    expect(spans(incident)).toEqual([[at('10:00'), at('11:00'), state]]);
    expect(incident.phases[0]?.products).toEqual(['chat0000000000000001', 'mail0000000000000001']);
  });

  test('an information has no phases, whatever its length', () => {
    const updates = [googleUpdate('11:00', 'AVAILABLE'), googleUpdate('10:20', 'SERVICE_INFORMATION')];
    const incident = parseOne({ status_impact: 'SERVICE_INFORMATION', severity: 'low', updates });
    expect([incident.impact, incident.phases]).toEqual(['none', []]);
  });

  test('the severity decides nothing', () => {
    expect(parseOne({ severity: 'high' }).impact).toBe('minor');
    expect(parseOne({ severity: undefined }).impact).toBe('minor');
  });

  test('disruption that becomes an outage gives two phases', () => {
    const updates = [googleUpdate('10:40', 'SERVICE_OUTAGE'), googleUpdate('10:20', 'SERVICE_DISRUPTION')];
    const incident = parseOne({ status_impact: 'SERVICE_OUTAGE', updates });
    expect(spans(incident)).toEqual([
      [at('10:00'), at('10:40'), 'degraded'],
      [at('10:40'), at('11:00'), 'down'],
    ]);
  });

  test('a relapse after a recovery leaves a gap', () => {
    const updates = [
      googleUpdate('10:50', 'AVAILABLE'),
      googleUpdate('10:40', 'SERVICE_DISRUPTION'),
      googleUpdate('10:30', 'AVAILABLE'),
      googleUpdate('10:20', 'SERVICE_DISRUPTION'),
    ];
    expect(spans(parseOne({ updates }))).toEqual([
      [at('10:00'), at('10:30'), 'degraded'],
      [at('10:40'), at('11:00'), 'degraded'],
    ]);
  });

  test('a change of locations begins a phase of its own', () => {
    const later = { ...googleUpdate('10:40', 'SERVICE_DISRUPTION'), affected_locations: [GOOGLE_PLACES.WEST] };
    const incident = parseOne({ updates: [later, googleUpdate('10:20', 'SERVICE_DISRUPTION')] });
    expect(incident.phases.map((phase) => phase.locations.map((place) => place.id))).toEqual([['east'], ['west']]);
    expect(incident.locations.map((place) => place.id)).toEqual(['east', 'west']);
  });

  test('statements written after the end change nothing inside it', () => {
    const updates = [googleUpdate('12:00', 'SERVICE_OUTAGE'), googleUpdate('10:20', 'SERVICE_DISRUPTION')];
    expect(spans(parseOne({ updates }))).toEqual([[at('10:00'), at('11:00'), 'degraded']]);
  });

  test.each([
    ['null', null],
    ['an empty text', ''],
    ['no key at all', undefined],
  ])('it is open when its end is %s', (_, end) => {
    const incident = parseOne({ end, updates: [googleUpdate('10:20', 'SERVICE_DISRUPTION')] });
    expect([incident.resolvedAt, incident.stage]).toEqual([null, 'investigating']);
    expect(spans(incident)).toEqual([[at('10:00'), null, 'degraded']]);
  });

  test('an open incident that says "available" is monitored, and its outage is over', () => {
    const updates = [googleUpdate('10:45', 'AVAILABLE'), googleUpdate('10:20', 'SERVICE_DISRUPTION')];
    const incident = parseOne({ end: null, updates });
    expect([incident.resolvedAt, incident.stage]).toEqual([null, 'monitoring']);
    expect(spans(incident)).toEqual([[at('10:00'), at('10:45'), 'degraded']]);
  });

  test('the stated end counts even when "available" was said before it', () => {
    const updates = [googleUpdate('10:30', 'AVAILABLE'), googleUpdate('10:20', 'SERVICE_DISRUPTION')];
    expect(spans(parseOne({ updates }))).toEqual([[at('10:00'), at('11:00'), 'degraded']]);
  });

  test('a name with a space before it is trimmed, and "zall" is a product only when the list is missing', () => {
    const incident = parseOne({ service_name: ' Chat', service_key: 'chat', affected_products: [] });
    expect(incident.products).toEqual([{ key: 'chat', name: 'Chat' }]);
    expect(incident.defects).toContain('no-product');
    expect(parseOne().products.map((product) => product.key)).not.toContain('zall');
  });

  test('what was written down before it began is kept and named', () => {
    expect(parseOne({ created: '2026-03-01T09:59:00+00:00' }).defects).toEqual(['created-before-begin']);
  });

  test('an incident without length has no outage and says so', () => {
    const incident = parseOne({ end: '2026-03-01T10:00:00+00:00' });
    expect([incident.phases, incident.defects]).toEqual([[], ['no-length']]);
  });

  test.each([
    ['a title in Markdown', '**Title:**\nMail is late\n**Description:** More.', 'Mail is late'],
    ['a title and text on one line', '**Title:** Mail is late **Description:** More.', 'Mail is late'],
    ['several lines', 'Mail is late\nand more', 'Mail is late'],
    ['nothing', '', 'Chat, Mail'],
  ])('its title is read from %s', (_, text, title) => {
    expect(parseOne({ external_desc: text }).title).toBe(title);
  });

  test('its link leads to the dashboard of its provider', () => {
    expect(parseOne().url).toBe('https://status.cloud.google.com/incidents/disruption0000000001');
    const gmail = [{ title: 'Gmail', id: 'prPt2Yra2CbGsbEm9cpC' }];
    const incident = parseOne({ affected_products: gmail });
    expect(incident.provider).toBe('google-workspace');
    expect(incident.url).toBe('https://www.google.com/appsstatus/dashboard/incidents/disruption0000000001');
    expect(parseOne({ uri: 'javascript:alert(1)' }).url).toBeNull();
  });
});

describe('a Google document', () => {
  test('one bad row costs no other, and each is named with its reason', () => {
    const { incidents, rejected } = parseGoogleIncidents([
      googleRow({ id: 'a' }),
      'nothing',
      googleRow({ id: 'b', end: '2026-03-01T09:00:00+00:00' }),
      googleRow({ id: 'c', begin: 'soon', created: null }),
      googleRow({ id: 'd', status_impact: 'SERVICE_PARTY' }),
      googleRow({ id: 'e', end: 'later' }),
      googleRow({ id: 'a' }),
    ]);
    expect(incidents.map((incident) => incident.externalId)).toEqual(['a']);
    expect(rejected).toEqual([
      { id: '#2', reason: 'It is not an object.' },
      { id: 'b', reason: 'It ends (2026-03-01T09:00:00.000Z) before it starts (2026-03-01T10:00:00.000Z).' },
      { id: 'c', reason: 'Its beginning is missing or not a time.' },
      { id: 'd', reason: 'Its status_impact is none that we know.' },
      { id: 'e', reason: 'Its end is not a time.' },
      { id: 'a', reason: 'Its id stands in the document twice; the first one counts.' },
    ]);
  });

  test('another document is refused in words', () => {
    expect(parseGoogleIncidents({ page: {} }).rejected[0]?.reason).toBe(
      'The document is not a list of Google incidents.',
    );
  });
});
