import { expect, test } from 'vitest';
import { fr as mail } from '#i18n/mail/fr';
import { fr } from '#i18n/public/fr';

const since = Date.parse('2026-11-21T14:05:00Z');
const LATER = [
  ['the same day', Date.parse('2026-11-21T16:05:00Z'), 'à 16:05\u00a0UTC'],
  ['another day', Date.parse('2026-11-22T16:05:00Z'), 'au 22 nov., 16:05\u00a0UTC'],
] as const;

test('a moment of another day is told with its article, one of the same day without', () => {
  expect(fr.service.countsFrom('14:05 UTC')).toContain('jusqu’à 14:05 UTC');
  expect(fr.service.countsFrom('22 nov., 14:05 UTC')).toContain('jusqu’au 22 nov., 14:05 UTC');
});

test.each(LATER)('letters tell an end on %s so too', (_day, until, says) => {
  for (const cause of ['not-running', 'stood-still', 'clock-set'] as const) {
    const { sentences } = mail.letters['time-lost']({ kind: 'time-lost', path: '/console', cause, since, until });
    expect(sentences.join(' ')).toContain(says);
  }
  const { sentences } = mail.letters['connection-back']({ kind: 'connection-back', path: '/console', since, until });
  expect(sentences.join(' ')).toContain(`jusqu’${says}`);
});
