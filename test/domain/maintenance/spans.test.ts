import { describe, expect, test } from 'vitest';
import { mergeAnnounced } from '#domain/maintenance/spans';

const span = (startedAt: number, endedAt: number, announcedAt: number) => ({ startedAt, endedAt, announcedAt });

describe('announced spans', () => {
  test('what touches and was announced together is one span', () => {
    expect(mergeAnnounced([span(20, 30, 1), span(10, 20, 1)])).toEqual([span(10, 30, 1)]);
  });

  test('time announced twice keeps the earlier moment, and only what was added has the later one', () => {
    expect(mergeAnnounced([span(10, 30, 5), span(10, 20, 1)])).toEqual([span(10, 20, 1), span(20, 30, 5)]);
  });

  test('an announcement in the middle of an earlier one changes nothing', () => {
    expect(mergeAnnounced([span(10, 40, 1), span(20, 30, 5)])).toEqual([span(10, 40, 1)]);
  });

  test('an announcement around an earlier one is told in three pieces', () => {
    expect(mergeAnnounced([span(20, 30, 1), span(10, 40, 5)])).toEqual([
      span(10, 20, 5),
      span(20, 30, 1),
      span(30, 40, 5),
    ]);
  });
});
