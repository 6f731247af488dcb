import { describe, expect, test } from 'vitest';
import { type OutageFacts, proposeOutages } from '#domain/tickets/propose-outages';

const at = (text: string): number => Date.parse(`2026-11-${text}:00Z`);

const outage = (
  id: string,
  startedAt: string,
  endedAt: string | null,
  more: Partial<OutageFacts> = {},
): OutageFacts => ({
  id,
  serviceId: 'gmail',
  source: 'measured',
  startedAt: at(startedAt),
  endedAt: endedAt === null ? null : at(endedAt),
  ...more,
});

const STATED = '10T12:00';

interface Row {
  readonly title: string;
  readonly serviceId?: string | null;
  readonly outages: readonly OutageFacts[];
  readonly expected: readonly string[];
}

const rows: readonly Row[] = [
  { title: 'without any outage nothing is proposed', outages: [], expected: [] },
  {
    title: 'an outage of another service is not proposed',
    outages: [outage('drive', '10T11:00', null, { serviceId: 'drive' })],
    expected: [],
  },
  {
    title: 'a ticket without a service is offered every service',
    serviceId: null,
    outages: [outage('drive', '10T11:00', null, { serviceId: 'drive' }), outage('gmail', '10T12:30', null)],
    expected: ['drive during 0', 'gmail before 30'],
  },
  {
    title: 'one that covers the stated start comes before a nearer beginning',
    outages: [outage('later', '10T12:01', null), outage('covering', '10T03:00', '10T15:00')],
    expected: ['covering during 0', 'later before 1'],
  },
  {
    title: 'distance decides among those that do not cover it',
    outages: [
      outage('far', '10T16:00', null),
      outage('ended', '10T09:00', '10T11:50'),
      outage('near', '10T12:20', null),
    ],
    expected: ['ended after 10', 'near before 20', 'far before 240'],
  },
  {
    title: 'at equal distance measured comes before declared before stated by the provider',
    outages: [
      outage('stated', '10T11:00', null, { source: 'provider' }),
      outage('declared', '10T11:00', null, { source: 'declared' }),
      outage('measured', '10T11:00', null),
    ],
    expected: ['measured during 0', 'declared during 0', 'stated during 0'],
  },
  {
    title: 'the end of an outage lies outside it, its start inside, and so does a start within the stated minute',
    outages: [
      outage('ends', '10T11:00', '10T12:00'),
      outage('starts', '10T12:00', null),
      outage('second', '10T12:00', null, { startedAt: at('10T12:00') + 59_000 }),
    ],
    expected: ['second during 0', 'starts during 0', 'ends after 0'],
  },
  {
    title: 'exactly one day away is near enough, a minute more is not',
    outages: [outage('day', '11T12:00', null), outage('more', '11T12:01', null)],
    expected: ['day before 1440'],
  },
];

describe('proposeOutages', () => {
  test.each(rows)('$title', ({ serviceId = 'gmail', outages, expected }) => {
    const proposals = proposeOutages({ serviceId, occurredAt: at(STATED) }, outages);
    expect(proposals.map(({ outage: { id }, fit, distanceMs }) => `${id} ${fit} ${distanceMs / 60_000}`)).toEqual(
      expected,
    );
  });

  test('no more than the limit are proposed, the best ones', () => {
    const many = Array.from({ length: 50 }, (_, index) => outage(`o${index}`, '10T13:00', null)).concat(
      outage('best', '10T11:59', null),
    );
    const proposals = proposeOutages({ serviceId: 'gmail', occurredAt: at(STATED) }, many, 3);
    expect(proposals).toHaveLength(3);
    expect(proposals[0]?.outage.id).toBe('best');
  });
});
