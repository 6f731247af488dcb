import { describe, expect, test } from 'vitest';
import { firstAnswerBy } from '#domain/tickets/first-answer';

const rows = [
  ['a Tuesday morning ends on Wednesday morning', 'UTC', '2026-11-10T09:30:00Z', '2026-11-11T09:30:00Z'],
  ['a Friday afternoon ends on Monday afternoon', 'UTC', '2026-11-13T15:00:00Z', '2026-11-16T15:00:00Z'],
  ['a Saturday begins to count on Monday', 'UTC', '2026-11-14T15:00:00Z', '2026-11-17T00:00:00Z'],
  ['a Sunday just before midnight counts from Monday', 'UTC', '2026-11-15T23:59:59Z', '2026-11-17T00:00:00Z'],
  ['Monday at midnight is a business instant', 'UTC', '2026-11-16T00:00:00Z', '2026-11-17T00:00:00Z'],
  ['the weekend is that of the zone', 'Pacific/Auckland', '2026-11-13T12:00:00Z', '2026-11-16T11:00:00Z'],
  [
    'a weekend shortened by the clocks is jumped over whole',
    'Europe/Berlin',
    '2026-03-27T14:00:00Z',
    '2026-03-30T13:00:00Z',
  ],
] as const;

describe('firstAnswerBy', () => {
  test.each(rows)('%s', (_, zone, arrived, expected) => {
    expect(new Date(firstAnswerBy(Date.parse(arrived), zone)).toISOString()).toBe(new Date(expected).toISOString());
  });
});
