import { expect, test } from 'vitest';
import type { Letter } from '#domain/letters';
import { LANGUAGES } from '#domain/words';
import { wordLetter } from '#i18n/mail/messages';
import { layOutMail } from '#lib/mail-layout';

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[click](javascript:alert(1))',
  '![pixel](https://evil.test/pixel.png)',
  '<a href="https://evil.test">reset your password</a>',
  '"><svg onload=alert(1)>',
  ']]><b>',
  '&lt;script&gt;',
];

const LETTERS: readonly Letter[] = [
  { kind: 'invitation', path: '/i/1', inviterName: 'Ada', organizationName: null, expiresAt: 0 },
  { kind: 'invitation', path: '/i/1', inviterName: 'Ada', organizationName: 'Example Ltd', expiresAt: 0 },
  { kind: 'password-reset', path: '/r/1', expiresAt: 0 },
  {
    kind: 'ticket-opened',
    path: '/t/1',
    no: 7,
    title: 'T',
    body: 'B',
    priority: 'P1',
    organizationName: 'Example Ltd',
  },
  { kind: 'ticket-answered', path: '/t/1', no: 7, title: 'T', body: 'B', authorName: 'Grace' },
  { kind: 'credit-asked', path: '/c', no: 1, organizationName: 'Example Ltd', amount: '3 days', window: 'May 2026' },
  {
    kind: 'credit-lapses',
    path: '/c',
    counterparty: 'Acme',
    window: 'May',
    by: '30 June',
    daysLeft: 2,
    credits: ['Gmail: 3 days'],
  },
  { kind: 'credit-decided', path: '/c', no: 1, decision: 'approved', amount: '3 days', window: 'May', reason: 'R' },
  { kind: 'credit-decided', path: '/c', no: 1, decision: 'declined', amount: '3 days', window: 'May', reason: 'R' },
  { kind: 'report-asked', path: '/r', organizationName: 'Example Ltd', serviceNames: { en: 'Gmail' }, note: 'N' },
  { kind: 'report-published', path: '/r', title: 'T' },
  { kind: 'report-declined', path: '/r', serviceNames: { en: 'Gmail' }, reason: 'R' },
  {
    kind: 'outage-started',
    path: '/',
    thread: 'o',
    serviceNames: { en: 'Calendar', fr: 'Agenda' },
    state: 'down',
    startedAt: 0,
    cause: 'HTTP 500',
  },
  {
    kind: 'outage-started',
    path: '/',
    thread: 'o',
    serviceNames: { en: 'Gmail' },
    state: 'degraded',
    startedAt: 0,
    cause: null,
  },
  {
    kind: 'outage-returned',
    path: '/',
    thread: 'o',
    serviceNames: { en: 'Gmail' },
    state: 'down',
    startedAt: 0,
    endedAt: 60_000,
  },
  { kind: 'outage-ended', path: '/', thread: 'o', serviceNames: { en: 'Gmail' }, startedAt: 0, endedAt: 60_000 },
  {
    ...{ kind: 'outage-ended', path: '/', thread: 'o', serviceNames: { en: 'Gmail' }, startedAt: 0, endedAt: 60_000 },
    seenAt: 120_000,
  },
  { kind: 'outage-dropped', path: '/', thread: 'o', serviceNames: { en: 'Gmail' }, startedAt: 0, lastWord: 'mistaken' },
  {
    kind: 'outage-dropped',
    path: '/',
    thread: 'o',
    serviceNames: { en: 'Gmail' },
    startedAt: 0,
    lastWord: 'uncounted',
  },
  {
    kind: 'outage-dropped',
    path: '/',
    thread: 'o',
    serviceNames: { en: 'Gmail' },
    startedAt: 0,
    lastWord: 'unwatched',
  },
  {
    kind: 'outages-changed',
    path: '/',
    changes: [
      { serviceNames: { en: 'Gmail' }, state: 'down', startedAt: 0, endedAt: 60_000, lastWord: 'mistaken' },
      { serviceNames: { en: 'Drive' }, state: 'degraded', startedAt: 0, endedAt: 60_000, lastWord: 'unwatched' },
    ],
  },
  {
    kind: 'outages-changed',
    path: '/',
    changes: [
      { serviceNames: { en: 'Gmail' }, state: 'down', startedAt: 0, endedAt: null },
      { serviceNames: { en: 'Calendar', fr: 'Agenda' }, state: 'degraded', startedAt: 0, endedAt: 60_000 },
    ],
  },
  { kind: 'checks-unanswered', path: '/', checks: [{ name: 'Home', serviceNames: { en: 'Shop' }, cause: null }] },
  { kind: 'connection-lost', path: '/', since: 0 },
  { kind: 'time-lost', path: '/', cause: 'not-running', since: 0, until: 600_000 },
  { kind: 'time-lost', path: '/', cause: 'stood-still', since: 0, until: 60_000 },
  { kind: 'time-lost', path: '/', cause: 'clock-set', since: 60_000, until: 0 },
  { kind: 'connection-back', path: '/', since: 0, until: 60_000 },
  { kind: 'update-due', path: '/', thread: 'i', title: 'T', dueAt: 0 },
  { kind: 'endpoint-disabled', path: '/', host: 'h.test', reason: 'gone', since: 0 },
  { kind: 'endpoint-disabled', path: '/', host: 'h.test', reason: 'failing', since: 0 },
];

test('what people write reaches a mail as text: no markup, link or image of theirs comes alive', () => {
  for (const attack of HOSTILE) {
    const letter = wordLetter(
      { kind: 'ticket-answered', path: '/t/1', no: 1, title: attack, body: attack, authorName: attack },
      'en',
    );
    const { html } = lay(letter, 'en');
    expect(html.match(/<(script|img|svg|b)\b/i), attack).toBeNull();
    expect([...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1])).toEqual(['https://status.test/t/1']);
  }
});

test('every letter says in both languages what happened, with a subject of one line and the link in text and HTML', () => {
  for (const letter of LETTERS) {
    const subjects = LANGUAGES.map((lang) => {
      const words = wordLetter(letter, lang);
      const { text, html } = lay(words, lang);
      expect(words.subject).toMatch(/^\S.*\S$/);
      expect(text).toContain('https://status.test/t/1');
      expect(html).toContain(`lang="${lang}"`);
      expect(`${words.subject}${text}${html}`).not.toMatch(/undefined|null|NaN|\[object/);
      return words.subject + text;
    });
    expect(subjects[0]).not.toBe(subjects[1]);
  }
});

test('French sets a narrow no-break space before ; : ! ? and inside « »', () => {
  for (const letter of LETTERS) {
    const words = wordLetter(letter, 'fr');
    for (const text of [words.subject, ...words.sentences, words.action]) {
      expect(text).not.toMatch(/[^\u202f\d][;:!?»](?!\/)(\s|$)/);
      expect(text).not.toMatch(/«[^\u202f]|'/);
    }
  }
});

function lay(letter: ReturnType<typeof wordLetter>, lang: 'en' | 'fr') {
  return layOutMail({ lang, siteName: 'Status', letter, url: 'https://status.test/t/1', footer: 'Footer' });
}
