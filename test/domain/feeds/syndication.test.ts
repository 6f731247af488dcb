import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ParsedFeed } from '#domain/feeds/provider-incident';
import { problemOfDocument } from '#domain/feeds/provider-incident';
import { parseSyndication } from '#domain/feeds/syndication';
import { plainText } from '#domain/feeds/syndication-notes';
import { readXml } from '#lib/read-xml';
import { atom, rss, step } from '../../fixtures/feeds/syndication.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}:00Z`);
const read = (xml: string): ParsedFeed => parseSyndication(readXml(xml));
const COURSE = step('1 11:00', 'Resolved') + step('1 10:30', 'Update') + step('1 10:00', 'Investigating');

test.each([
  ['Atom', atom([{ html: COURSE }])],
  ['RSS', rss([{ html: COURSE }])],
])('an incident that %s tells step by step counts as degraded from its first step to its last', (_, xml) => {
  const { incidents, rejected, listsOpenOnly } = read(xml);
  expect([rejected, listsOpenOnly]).toEqual([[], true]);
  expect(incidents).toMatchObject([
    {
      provider: 'status.example',
      title: 'Slow pages',
      url: 'https://status.example/incidents/1',
      impact: 'minor',
      stage: 'resolved',
      startedAt: at('10:00'),
      resolvedAt: at('11:00'),
      products: [{ key: 'page' }],
      phases: [{ startedAt: at('10:00'), endedAt: at('11:00'), state: 'degraded' }],
      defects: ['no-product', 'coarse'],
    },
  ]);
  expect(incidents[0]?.updates.map(({ stage, body }) => [stage, body])).toEqual([
    ['investigating', 'It is Investigating.'],
    ['identified', 'It is Update.'],
    ['resolved', 'It is Resolved.'],
  ]);
});

test('an incident without a last step is open', () => {
  expect(read(atom([{ html: step('1 10:00', 'Investigating') }])).incidents).toMatchObject([
    { stage: 'investigating', resolvedAt: null, phases: [{ endedAt: null }] },
  ]);
});

test('a step that tells no year is of the last year before the entry changed', () => {
  const html = step('1 10:00', 'Investigating').replace('Mar', 'Dec');
  expect(read(atom([{ html, updated: '2026-01-02T00:00:00Z' }])).incidents[0]?.startedAt).toBe(
    Date.parse('2025-12-01T10:00:00Z'),
  );
});

test('planned work, and words without a course, are informations that are over', () => {
  const planned = step('1 11:00', 'Completed') + step('1 10:00', 'In progress') + step('1 09:00', 'Scheduled');
  for (const html of [planned, '<p>All is well &amp; good.</p>', '']) {
    expect(read(atom([{ html }])).incidents).toMatchObject([
      { impact: 'none', stage: 'resolved', resolvedAt: at('11:00'), phases: [] },
    ]);
  }
});

test('times of both kinds are read, whatever their zone, and an entry without one is left out', () => {
  const starts = (updated: string) => read(rss([{ html: 'x', updated }])).incidents[0]?.resolvedAt;
  expect(starts('Sun, 01 Mar 2026 11:00:00 GMT')).toBe(at('11:00'));
  expect(starts('1 Mar 2026 06:00 EST')).toBe(at('11:00'));
  expect(starts('Sun, 01 Mar 2026 13:00:00 +0200')).toBe(at('11:00'));
  expect(starts('Wed, 23 Sep 2026 15:42:00 Z')).toBe(Date.parse('2026-09-23T15:42:00Z'));
  expect(read(rss([{ html: 'x', updated: 'yesterday' }])).rejected).toHaveLength(1);
});

test('a healthy feed has no entries; a page or a document of another kind is no feed', () => {
  expect(read('<rss version="2.0"><channel><title>Azure Status</title></channel></rss>')).toMatchObject({
    incidents: [],
    rejected: [],
  });
  for (const xml of ['<html><body>Sign in</body></html>', '<rss/>', '<opml/>']) {
    expect(problemOfDocument(read(xml))).toBe('The document is neither RSS nor Atom.');
  }
  expect(readXml('{"page":{}}')).toBeUndefined();
});

test('entities of a document’s own do not unfold, and files are not read', () => {
  const bomb = `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>`;
  const { incidents } = read(bomb + rss([{ title: '&b;&x;', html: 'x' }]));
  expect(incidents[0]?.title).toBe('&b;&x;');
});

test('a document that is too deep or has too many elements is none, in little time', () => {
  const started = performance.now();
  expect(readXml('<a>'.repeat(1_000_000))).toBeUndefined();
  // Half a feed would name fewer incidents than there are, and end the others.
  expect(readXml('<rss><channel><item><guid>1</guid></item><item><guid>2</gu')).toBeUndefined();
  expect(readXml('<rss><channel></channel></rss>\n')).toBeDefined();
  expect(readXml(`<a>${'<b/>'.repeat(1_000_000)}</a>`)).toBeUndefined();
  const long = '<x'.repeat(100_000) + '&lt;'.repeat(50_000) + '\r'.repeat(100_000) + '\u2003'.repeat(50_000);
  plainText(long);
  read(atom([{ title: long, html: long }]));
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('whatever a feed holds, reading it throws nothing and keeps what readers rely on', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<rss><channel>',
      '<feed>',
      '<item>',
      '</item>',
      '<entry>',
      '<title>',
      '</title>',
      '<guid>a</guid>',
      '<id>1</id>',
    ),
    fc.constantFrom(
      '<pubDate>Sun, 01 Mar 2026 11:00:00 Z</pubDate>',
      '<updated>2026-03-01T11:00:00Z</updated>',
      '<content>',
      '<link href="//x"/>',
    ),
    fc.constantFrom(
      step('1 10:00', 'Investigating'),
      step('40 99:99', 'Resolved'),
      step('1 11:00', 'Resolved'),
      '<![CDATA[',
      ']]>',
      '&#0;',
      '&#xd800;',
    ),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const { incidents } = read(pieces.join(''));
      for (const incident of incidents) {
        expect(JSON.stringify(incident)).not.toContain('\\u0000');
        expect(JSON.stringify(incident).isWellFormed()).toBe(true);
        expect(incident.resolvedAt === null || incident.resolvedAt >= incident.startedAt).toBe(true);
        for (const phase of incident.phases) expect(phase.startedAt).toBeGreaterThanOrEqual(incident.startedAt);
      }
    }),
    { numRuns: 500 },
  );
  fc.assert(fc.property(fc.anything(), (anything) => void parseSyndication(anything)));
});
