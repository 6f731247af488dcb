import { describe, expect, test } from 'vitest';
import { parseIncidentIo } from '#domain/feeds/incident-io';
import { parseInstatus } from '#domain/feeds/instatus';
import { FEED_KINDS, isFeedKind } from '#domain/feeds/parse-feed';
import { problemOfDocument } from '#domain/feeds/provider-incident';
import { incidentIoRow, incidentIoSummary } from '../../fixtures/feeds/incident-io.ts';
import { instatusRow, instatusSummary } from '../../fixtures/feeds/instatus.ts';
import { STATUSPAGE_PAGE, statuspageRow } from '../../fixtures/feeds/statuspage.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}:00Z`);

test('every kind is known by its name, and nothing else is', () => {
  expect(FEED_KINDS.every(isFeedKind)).toBe(true);
  expect(['toString', 'atom', ''].some(isFeedKind)).toBe(false);
});

describe('incident.io', () => {
  test('a summary tells of open incidents, each component with its own state, from when its id was made', () => {
    const { incidents, rejected, listsOpenOnly } = parseIncidentIo(incidentIoSummary([incidentIoRow()]));
    expect([rejected, listsOpenOnly]).toEqual([[], true]);
    expect(incidents).toMatchObject([
      {
        provider: 'status.example',
        impact: 'critical',
        stage: 'identified',
        startedAt: at('10:00'),
        resolvedAt: null,
        products: [
          { key: 'api', name: 'API' },
          { key: 'web', name: 'Web' },
        ],
        updates: [{ at: at('10:20'), body: 'We found the cause.' }],
        phases: [
          { startedAt: at('10:00'), endedAt: null, state: 'down', products: ['web'] },
          { startedAt: at('10:00'), endedAt: null, state: 'degraded', products: ['api'] },
        ],
      },
    ]);
  });

  test('an incident that names no component counts for the page as a whole', () => {
    const row = incidentIoRow({ affected_components: null, current_worst_impact: 'partial_outage' });
    expect(parseIncidentIo(incidentIoSummary([row])).incidents).toMatchObject([
      {
        impact: 'major',
        products: [{ key: 'page', name: 'Example' }],
        phases: [{ state: 'degraded', products: ['page'] }],
      },
    ]);
  });

  test('without any way to know its beginning an incident is left out by name', () => {
    const row = incidentIoRow({ id: 'not-a-ulid' });
    expect(parseIncidentIo(incidentIoSummary([row])).rejected).toEqual([
      { id: 'not-a-ulid', reason: 'It does not tell when it began.' },
    ]);
    const told = incidentIoRow({ id: 'not-a-ulid', started_at: '2026-03-01T09:00:00Z' });
    expect(parseIncidentIo(incidentIoSummary([told])).incidents).toMatchObject([{ startedAt: at('09:00') }]);
  });

  test('null is an empty list, in both of its documents', () => {
    expect(parseIncidentIo(incidentIoSummary(null))).toEqual({ incidents: [], rejected: [], listsOpenOnly: true });
    expect(parseIncidentIo({ page: STATUSPAGE_PAGE, incidents: null })).toEqual({ incidents: [], rejected: [] });
  });

  test('its history in the shape of Statuspage is read, with null for what it does not have', () => {
    const row = statuspageRow({ components: null, shortlink: null });
    const { incidents, listsOpenOnly } = parseIncidentIo({ page: STATUSPAGE_PAGE, incidents: [row] });
    expect(listsOpenOnly).toBeUndefined();
    expect(incidents).toMatchObject([{ resolvedAt: at('11:00'), phases: [{ products: ['web'] }] }]);
  });
});

describe('Instatus', () => {
  test.each([
    ['MAJOROUTAGE', 'critical', ['down']],
    ['PARTIALOUTAGE', 'major', ['degraded']],
    ['MINOROUTAGE', 'minor', ['degraded']],
    ['DEGRADEDPERFORMANCE', 'minor', ['degraded']],
    ['OPERATIONAL', 'none', []],
    ['SOMETHINGNEW', 'minor', ['degraded']],
  ])('%s is of impact %s', (impact, expected, states) => {
    const [incident] = parseInstatus(instatusSummary([instatusRow({ impact })])).incidents;
    expect(incident).toMatchObject({
      impact: expected,
      startedAt: at('10:00'),
      products: [{ key: 'page', name: 'Example' }],
    });
    expect(incident?.phases.map(({ state }) => state)).toEqual(states);
  });

  test('a page without trouble has no lists, and an older one no ids', () => {
    expect(parseInstatus(instatusSummary())).toEqual({ incidents: [], rejected: [], listsOpenOnly: true });
    const row = instatusRow({ id: undefined });
    expect(parseInstatus(instatusSummary([row])).incidents).toMatchObject([{ externalId: 'abc' }]);
  });

  test('another document is none of its summaries', () => {
    for (const json of [[], {}, { page: [] }, { page: {}, activeIncidents: 'none' }, '<html>']) {
      expect(problemOfDocument(parseInstatus(json))).toBe('The document is no summary of Instatus.');
    }
  });
});
