import { expect, test } from 'vitest';
import { entryFields } from '#domain/credits/entry-text';
import type { Statement, StatementLine } from '#domain/credits/statement';
import { statementPdf } from '#lib/statement-pdf';
import { readPdf } from '#test/support/read-pdf';

const AT = Date.parse('2026-10-05T12:00:00Z');
const LONG_NAME = 'Groupement d’intérêt public pour l’informatique hospitalière de l’Île-de-France et de la Bourgogne';
const HASH = 'ab'.repeat(32);

function line(seq: number, over: Partial<StatementLine> = {}): StatementLine {
  const entry = {
    id: `entry-${seq}`,
    contractId: 'contract-1',
    organizationId: 'org-a',
    seq,
    previousHash: HASH,
    at: AT,
    kind: 'grant',
    direction: 'we-owe',
    unit: 'days',
    currency: null,
    amount: 3,
    windowStart: Date.parse('2026-10-01T00:00:00Z'),
    requestId: null,
    itemId: null,
    reversesId: null,
    reference: null,
    appliedTo: null,
    invoiceDate: null,
    invoiceMinor: null,
    invoiceCurrency: null,
    textHash: HASH,
  } as const;
  return {
    ...entry,
    serviceNames: { en: 'Calendar', fr: 'Google Agenda' },
    counterparty: 'Example',
    month: '2026-10',
    requestNo: seq,
    reason: 'Comme convenu.',
    actorName: 'Ada Lovelace',
    blankedAt: null,
    reversedById: null,
    fields: entryFields(entry),
    hash: HASH,
    text: 'removed',
    ...over,
  };
}

function statement(lines: readonly StatementLine[]): Statement {
  const days = { direction: 'we-owe', unit: 'days', currency: null, windowStart: null, month: null } as const;
  const part = {
    contractId: 'contract-1',
    counterparty: LONG_NAME,
    organizationName: LONG_NAME,
    direction: 'we-owe',
    policyName: 'Google Workspace',
    zone: 'UTC',
    opening: [{ ...days, amount: 12 }],
    lines,
    closing: [{ ...days, amount: 12 + 3 * lines.length }],
    head: { seq: 4, hash: HASH },
  } as const;
  return { from: '2026-10-01', to: '2026-10-31', writtenAt: AT, parts: [part] };
}

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');

test.each([
  ['en', 'en-GB', 'Statement of credits: Example Ltd', 'Opening balance', 'Calendar', 'Page 1 of 1'],
  ['fr', 'fr-FR', 'Relevé de crédits\u202f: Example Ltd', 'Solde initial', 'Google Agenda', 'Page 1 sur 1'],
] as const)(
  'a statement in %s has title, language, headings, a table with header cells and real text',
  async (lang, ...expected) => {
    const [language, title, opening, service, page] = expected;
    const read = await readPdf(await statementPdf(statement([line(1)]), { whose: 'Example Ltd', lang }));
    expect(read).toMatchObject({ title, language, tagged: true });
    const text = plain(read.pages.join(' '));
    for (const words of [opening, service, page, 'Ada Lovelace', 'Comme convenu.', `4:${HASH}`])
      expect(text).toContain(words);
    const roles = read.nodes.map(({ role }) => role);
    expect(roles.slice(0, 3)).toEqual(['Root', 'Document', 'H1']);
    expect(roles).toEqual(expect.arrayContaining(['H2', 'H3', 'Table', 'THead', 'TBody', 'TR', 'TH', 'TD', 'P']));
    const scopes = read.nodes.filter(({ role }) => role === 'TH').map(({ scope }) => scope);
    expect(scopes).toEqual([...Array.from({ length: 5 }, () => 'Column'), 'Row']);
  },
);

test('without entries it says so', async () => {
  const read = await readPdf(await statementPdf(statement([]), { whose: 'Example Ltd', lang: 'en' }));
  expect(read.pages.join(' ')).toContain('No entries in this period.');
  const none = { ...statement([]), parts: [] };
  const empty = await readPdf(await statementPdf(none, { whose: 'Example Ltd', lang: 'en' }));
  expect(empty.pages.join(' ')).toContain('There are no credits up to the end of this period.');
});

test('two hundred entries, one with a reason longer than a page, all stand on pages whose head is repeated', async () => {
  const reason = 'mot '.repeat(1_250).trim();
  const lines = Array.from({ length: 200 }, (_, index) => line(index + 1, index === 20 ? { reason } : {}));
  const read = await readPdf(await statementPdf(statement(lines), { whose: LONG_NAME, lang: 'fr' }));
  const text = plain(read.pages.join(' '));
  for (const { seq } of lines) expect(text).toContain(`Demande ${seq} `);
  expect(text.split('mot').length - 1).toBe(1_250);
  const middle = read.pages.slice(0, -1);
  expect(middle.length).toBeGreaterThan(10);
  for (const page of middle) expect(page).toContain('Montant');
  read.pages.forEach((page, index) => {
    expect(page).toContain(`Page ${index + 1} sur ${read.pages.length}`);
  });
});

test('a removed name, other scripts and an endless word are printed', async () => {
  const odd = line(1, { actorName: null, blankedAt: AT, reason: `λόγος причина Łódź ${'x'.repeat(600)}` });
  const read = await readPdf(await statementPdf(statement([odd]), { whose: 'Example Ltd', lang: 'fr' }));
  const text = plain(read.pages.join(' '));
  for (const words of ['nom supprimé le', 'λόγος', 'причина', 'Ł', 'ź']) expect(text).toContain(words);
  expect(text.match(/x{20,}/g)?.join('').length).toBe(600);
});
