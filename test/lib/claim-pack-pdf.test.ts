import { expect, test } from 'vitest';
import { claimPack } from '#domain/credits/claim-pack';
import type { PackClaim } from '#domain/credits/pack-facts';
import { HOUR_MS } from '#domain/time';
import { claimPackPdf } from '#lib/claim-pack-pdf';
import { OUTAGE_START, packFacts, packOutage } from '#test/support/claim-pack';
import { readPdf } from '#test/support/read-pdf';

const TITLES = ['Customer', 'What we ask for', 'Outages', 'What it rests on', 'Users affected', 'Time to ask'];
const CLAIM: PackClaim = {
  ...{ no: 17, stage: 'submitted', askedAt: Date.parse('2026-11-09T10:00:00Z'), note: '', caseNumbers: ['C-9981'] },
  affectedUsers: null,
  items: [{ serviceId: 'gmail', asked: { unit: 'days', value: 3, currency: null } }],
};

async function read(count: number, lang: 'en' | 'fr', claim: PackClaim | null = CLAIM) {
  const outages = Array.from({ length: count }, (_, index) =>
    packOutage({ id: `outage-${index}`, from: OUTAGE_START + 40 * index * HOUR_MS, hours: 2 }),
  );
  const pack = claimPack(packFacts({ outages, claim }));
  if (!pack) throw new Error('There is nothing to claim for.');
  const { pages, ...rest } = await readPdf(await claimPackPdf(pack, lang));
  return { ...rest, pages: pages.map(plain) };
}

/** A comma or full stop that stands close to its figure is read with a space before it. */
function plain(page: string): string {
  return page.replaceAll(/\s+/g, ' ').replaceAll(/ ([.,])/g, '$1');
}

test('every page tells which claim it belongs to and when it was written', async () => {
  const { pages } = await read(8, 'en');
  expect(pages.length).toBeGreaterThan(1);
  for (const page of pages) expect(page).toContain('Claim 17 · written on 10 November 2026');
  expect(pages[0]).toContain('Our claim: 17, of 9 November 2026');
  expect(pages.join(' ')).toContain('Users affected Not counted by us; the contract has 500 seats');
  const french = await read(1, 'fr');
  expect(french.pages[0]).toContain('Notre demande : n° 17, du 9 novembre 2026');
  expect(french.pages[0]).toContain('Demande 17 · établie le 10 novembre 2026');
});

test('the number of users that whoever asked counted stands before that of any ticket', async () => {
  const counted = await read(1, 'en', { ...CLAIM, affectedUsers: 120 });
  expect(counted.pages.join(' ')).toContain('Users affected 120 of 500 seats, as we count them');
});

test('before anything is asked it has a day and no number', async () => {
  const { pages } = await read(1, 'en', null);
  expect(pages[0]).toContain('Written on: 10 November 2026');
  expect(pages.join(' ')).not.toContain('Claim 17');
});

test('however many outages there are, no heading ends a page and no outage is cut in two', async () => {
  for (let count = 1; count <= 16; count += 1) {
    const { pages } = await read(count, 'en');
    const bodies = pages.map((page) => page.slice(0, page.lastIndexOf('Claim 17')).trim());
    for (const body of bodies) expect(TITLES.filter((title) => body.endsWith(title))).toEqual([]);
    for (let no = 1; no <= count; no += 1) {
      const body = bodies.find((one) => one.includes(`${no}. Gmail down for 2`)) ?? '';
      const row = body.slice(body.indexOf(`${no}. Gmail down for 2`)).split(/ \d+\. Gmail/)[0];
      expect(row, `outage ${no} of ${count}`).toMatch(/Counts as downtime.* UTC .*US\/Pacific/);
    }
  }
}, 60_000);

test('its outages are a table whose cells have headings', async () => {
  const { nodes, tagged } = await read(2, 'en');
  expect(tagged).toBe(true);
  const scopes = nodes.filter(({ role }) => role === 'TH').map(({ scope }) => scope);
  expect(scopes).toEqual(['Column', 'Column', 'Row', 'Row']);
  const roles = nodes.map(({ role }) => role);
  expect(roles.slice(0, 4)).toEqual(['Root', 'Document', 'H1', 'P']);
});
