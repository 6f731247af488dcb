import { describe, expect, test } from 'vitest';
import type { OutageChange } from '#domain/outage-letters';
import { wordOutagesChanged } from '#i18n/mail/outages-changed';

const GMAIL = { serviceNames: { en: 'Gmail' }, state: 'down', startedAt: 0 } as const;
const DRIVE = { serviceNames: { en: 'Drive' }, state: 'down', startedAt: 0 } as const;

function letter(...changes: readonly OutageChange[]) {
  return wordOutagesChanged('en')({ kind: 'outages-changed', path: '/', changes });
}

describe('the letter about outages close together', () => {
  test('supposes one cause where all services failed or all came back', () => {
    const cause = 'Several services changed within seconds of each other; most likely they have one cause.';
    expect(letter({ ...GMAIL, endedAt: null }, { ...DRIVE, endedAt: null })).toMatchObject({
      subject: 'Outages: Gmail and Drive',
      sentences: [cause],
    });
    expect(letter({ ...GMAIL, endedAt: 60_000 }, { ...DRIVE, endedAt: 60_000 })).toMatchObject({
      subject: '2 services work again',
      sentences: [cause],
    });
  });

  test('supposes no common cause where one service came back while another one failed', () => {
    const { subject, sentences } = letter({ ...GMAIL, endedAt: 60_000 }, { ...DRIVE, endedAt: null });
    expect(subject).toBe('Outage: Drive');
    expect(sentences).toEqual(['Several services changed within seconds of each other.']);
  });

  test('speaks of one service where one came back and failed again', () => {
    const { subject, sentences } = letter(
      { ...GMAIL, endedAt: 60_000 },
      { ...GMAIL, startedAt: 90_000, endedAt: null },
    );
    expect(subject).toBe('Outage: Gmail');
    expect(sentences).toEqual(['Gmail changed several times within a short time.']);
  });

  test('counts services, not outages, when it says that they work again', () => {
    const twice = [
      { ...GMAIL, endedAt: 60_000 },
      { ...GMAIL, startedAt: 90_000, endedAt: 120_000 },
    ] as const;
    expect(letter(...twice).subject).toBe('Gmail works again');
    expect(letter(...twice, { ...DRIVE, endedAt: 120_000 }).subject).toBe('2 services work again');
  });
});
