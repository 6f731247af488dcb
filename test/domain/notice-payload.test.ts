import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planAudiences } from '#domain/notice-audiences';
import { type IncidentFacts, noticePayload, type OutageFacts, type PayloadFacts } from '#domain/notice-payload';
import { echoesChallenge, printEvent } from '#domain/webhook-event';
import {
  INCIDENT_IMPACTS,
  INCIDENT_STAGES,
  LANGUAGES,
  OUTAGE_SOURCES,
  OUTAGE_STATES,
  VISIBILITIES,
} from '#domain/words';
import { schemaErrors } from '#test/support/event-schemas';

const URL_OF_INCIDENT = 'https://status.test/incidents/0199';
const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map((one) => one.repeat(500)),
);
const service = fc.record({ slug: fc.stringMatching(/^[a-z]{1,80}$/), names: fc.record({ en: text, fr: text }) });
const outage: fc.Arbitrary<OutageFacts> = fc.record({
  id: fc.uuid(),
  service,
  state: fc.constantFrom(...OUTAGE_STATES),
  source: fc.constantFrom(...OUTAGE_SOURCES),
  startedAt: instant,
  endedAt: fc.option(instant),
  revision: fc.integer({ min: 1, max: 99 }),
});
const incident: fc.Arbitrary<IncidentFacts> = fc.record({
  id: fc.uuid(),
  title: text,
  lang: fc.constantFrom(...LANGUAGES),
  impact: fc.constantFrom(...INCIDENT_IMPACTS),
  stage: fc.constantFrom(...INCIDENT_STAGES),
  url: fc.constant(URL_OF_INCIDENT),
  startedAt: instant,
  resolvedAt: fc.option(instant),
  services: fc.array(service, { maxLength: 120 }),
  latestUpdate: fc.option(
    fc.record({
      at: instant,
      stage: fc.constantFrom(...INCIDENT_STAGES),
      body: text,
      lang: fc.constantFrom(...LANGUAGES),
    }),
  ),
});

test('every event is valid by its published schema and below 20 kB, whatever people write', () => {
  const cases: fc.Arbitrary<readonly [type: 'incident.opened' | 'outage.ended' | 'report.published', PayloadFacts]> =
    fc.oneof(
      fc
        .record({ incident, outages: fc.array(outage, { maxLength: 120 }) })
        .map((facts) => ['incident.opened', facts] as const),
      fc.record({ incident: fc.option(incident), outage }).map((facts) => ['outage.ended', facts] as const),
      fc
        .record({
          incident: fc.option(incident),
          report: fc.record({
            id: fc.uuid(),
            title: text,
            lang: fc.constantFrom(...LANGUAGES),
            url: fc.constant(URL_OF_INCIDENT),
            publishedAt: instant,
          }),
        })
        .map((facts) => ['report.published', facts] as const),
    );
  fc.assert(
    fc.property(cases, ([type, facts]) => {
      const body = printEvent({ type, at: 1, dataJson: JSON.stringify({ sequence: 1, ...noticePayload(facts) }) });
      expect(Buffer.byteLength(body)).toBeLessThan(20_000);
      expect(schemaErrors(JSON.parse(body))).toEqual([]);
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('a long text is cut with a marker and the address of the incident', () => {
  const [facts] = fc.sample(incident, { seed: 1, numRuns: 1 });
  if (!facts) throw new Error('no sample');
  const latestUpdate = { at: 1, stage: 'identified', body: 'é'.repeat(50_000), lang: 'fr' } as const;
  const payload = noticePayload({ incident: { ...facts, services: [], latestUpdate } });
  const body = (payload['incident'] as { latestUpdate: { body: string } }).latestUpdate.body;
  expect(body).toMatch(new RegExp(`^é+\n\n\\[…\\] ${URL_OF_INCIDENT}$`));
});

test('nobody is told of a service that is hidden from him', () => {
  const services = fc.array(
    fc.record({
      id: fc.uuid(),
      visibility: fc.constantFrom(...VISIBILITIES),
      organizationIds: fc.subarray(['ada', 'bob', 'eve']),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(services, fc.constantFrom(...VISIBILITIES), (services, visibility) => {
      const audiences = planAudiences({ visibility, services, subscribedOrganizationIds: ['ada', 'bob'] });
      if (visibility === 'operators') expect(audiences).toEqual([]);
      for (const { organizationId, serviceIds } of audiences) {
        for (const { id, visibility, organizationIds } of services) {
          if (visibility === 'operators') expect(serviceIds).not.toContain(id);
          if (visibility === 'organizations' && !organizationIds.includes(organizationId ?? ''))
            expect(serviceIds).not.toContain(id);
        }
      }
      const told = audiences.flatMap(({ organizationId }) => (organizationId === null ? [] : [organizationId]));
      for (const audience of audiences) {
        if (audience.organizationId === null) expect(audience.exceptOrganizationIds).toEqual(told);
      }
    }),
  );
});

test('an endpoint confirms by the challenge itself or JSON that holds it, and by nothing that only contains it', () => {
  for (const answer of ['abc', ' abc\n', '"abc"', '{"challenge":"abc"}'])
    expect(echoesChallenge(answer, 'abc')).toBe(true);
  for (const answer of [
    '',
    'ok',
    'xabc',
    '{"challenge":"abd"}',
    '{"data":{"challenge":"abc"}}',
    '[{"challenge":"abc"}]',
    '{"challenge":["abc"]}',
    'null',
    '{',
  ])
    expect(echoesChallenge(answer, 'abc'), answer).toBe(false);
});
