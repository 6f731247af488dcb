import { expect, test } from 'vitest';
import { askUntil } from '#i18n/credits/ask-until';

const time = {
  by: '2026-11-04',
  atLatest: '2026-11-30',
  lapsesAt: Date.parse('2026-12-01T00:00:00Z'),
  firstLapsesAt: Date.parse('2026-11-05T00:00:00Z'),
};

test('the earlier day is told first, passed or not, and the later one beside it', () => {
  const late = askUntil({ ...time, daysLeft: 8, disputed: true }, Date.parse('2026-11-22T12:00:00Z'), 'en');
  expect(late).toEqual({ day: '4 Nov · passed', otherReading: '30 Nov by another reading' });
  const early = askUntil({ ...time, daysLeft: 2, disputed: false }, Date.parse('2026-11-02T12:00:00Z'), 'en');
  expect(early).toEqual({ day: '4 Nov · 2 days left', otherReading: '30 Nov by another reading' });
});

test('one reading leaves nothing to say of another', () => {
  const only = { ...time, atLatest: time.by, daysLeft: 0, disputed: false };
  expect(askUntil(only, Date.parse('2026-11-04T12:00:00Z'), 'en')).toMatchObject({ otherReading: null });
});
