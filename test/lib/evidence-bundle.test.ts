import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '#domain/canonical-json';
import { type ArithmeticInput, assessInput } from '#domain/credits/closed-window';
import { EVIDENCE_FORMAT, type EvidenceDocument } from '#domain/credits/evidence-document';
import { HOUR_MS } from '#domain/time';
import { bundleWording } from '#lib/bundle-wording';
import { checkBundle } from '#lib/check-bundle';
import { BUNDLE_FILES, bundleFiles, hashLines, zipBundle } from '#lib/evidence-bundle';
import { sha256 } from '#lib/sha256';
import { daysTerms, NOVEMBER, OCTOBER } from '#test/support/credits';

const FIFTH = OCTOBER + 4 * 24 * HOUR_MS;
const PHASE = { state: 'down', surfaces: [], locations: ['=cmd|calc'], sharePpm: null } as const;

const input: ArithmeticInput = {
  month: '2026-10',
  asOf: NOVEMBER,
  policy: { id: 'mail', version: 1, name: 'Mail SLA', effectiveFrom: '2020-01-01', terms: daysTerms() },
  contract: { zone: 'UTC', startsAt: 0, endsAt: null },
  services: [{ id: 's', name: 'Gmail', measuredSince: null, statedBy: null }],
  checks: [],
  outages: [
    {
      id: 'o',
      serviceId: 's',
      source: 'declared',
      revision: 1,
      phases: [{ ...PHASE, startedAt: FIFTH, endedAt: FIFTH + HOUR_MS }],
    },
  ],
  gaps: [],
};

const document: EvidenceDocument = {
  format: EVIDENCE_FORMAT,
  wording: bundleWording(),
  contract: {
    counterparty: 'Example Ltd',
    direction: 'we-owe',
    customerDomain: null,
    accountNumber: null,
    reseller: null,
    edition: null,
    startsAt: 0,
    endsAt: null,
  },
  frozen: { revision: 1, frozenAt: NOVEMBER, evidenceHash: sha256(canonicalJson(input)) },
  arithmetic: input,
  revisions: [],
  samples: [],
  tickets: [],
  ledgerHead: null,
};

const bundle = { document, window: assessInput(input) };
const files = (): Record<string, Uint8Array> => unzipSync(zipBundle(bundle));
const pack = (content: Record<string, Uint8Array>): Buffer => Buffer.from(zipSync(content));
const check = (content: Record<string, Uint8Array>) => checkBundle(pack(content));

describe('an evidence bundle', () => {
  test('is the same, byte for byte, whenever it is made', () => {
    expect(Buffer.from(zipBundle(bundle)).equals(Buffer.from(zipBundle(structuredClone(bundle))))).toBe(true);
    expect(Object.keys(files())).toEqual([...BUNDLE_FILES]);
  });

  test('gives the same numbers from its evidence alone', () => {
    const { window, mistakes, evidenceHash } = checkBundle(Buffer.from(zipBundle(bundle)));
    expect(mistakes).toEqual([]);
    expect(window.assessment.total.credit).toEqual({ unit: 'days', amount: 3 });
    expect(evidenceHash).toBe(document.frozen?.evidenceHash);
  });

  test('holds no formula that a spreadsheet would run', () => {
    expect(bundleFiles(bundle)['outages.csv']).not.toMatch(/(^|,)[=+@]/m);
  });

  test.each(BUNDLE_FILES)('notices when %s was altered', (name) => {
    const altered = files();
    altered[name] = strToU8(
      `${Buffer.from(altered[name] ?? [])
        .toString('utf8')
        .replace(/\s$/, '')} \n`,
    );
    const { mistakes } = check(altered);
    expect(mistakes.join(' ')).toContain(name);
  });

  test('notices an altered file also when the list of hashes was written anew', () => {
    for (const name of ['README.txt', 'arithmetic.txt', 'assessment.json', 'outages.csv'] as const) {
      const altered: Record<string, Uint8Array> = files();
      altered[name] = strToU8('{"assessment":"nothing is owed"}');
      const { 'hashes.txt': _, ...rest } = altered;
      altered['hashes.txt'] = strToU8(hashLines(rest));
      expect(check(altered).mistakes[0]).toContain(name);
    }
  });

  test('notices evidence that was made up, though every other file was made to fit it', () => {
    const shorter = { ...input, outages: [] };
    const forged = { document: { ...document, arithmetic: shorter }, window: assessInput(shorter) };
    const { mistakes } = checkBundle(Buffer.from(zipBundle(forged)));
    expect(mistakes).toEqual(['The evidence is not the one that was frozen: its hash is another.']);
  });

  test('notices what is missing and what does not belong to it, and writes no file whatever its name', () => {
    const { 'outages.csv': _, ...rest } = files();
    const { mistakes } = check({ ...rest, '../../etc/passwd': strToU8('x'), 'C:\\x.txt': strToU8('x') });
    expect(mistakes).toEqual([
      'outages.csv is missing.',
      '“../../etc/passwd” does not belong to a bundle.',
      '“C:\\x.txt” does not belong to a bundle.',
    ]);
  });

  test('refuses a bomb without unpacking it', () => {
    const bomb = { ...files(), 'evidence.json': new Uint8Array(64 * 1024 * 1024) };
    expect(() => check(bomb)).toThrow(/larger than/);
  });

  test('refuses a bomb that lies about its size', () => {
    const zip = pack({ 'evidence.json': new Uint8Array(64 * 1024 * 1024) });
    for (let at = 0; at < zip.length - 4; at += 1) {
      if (zip.readUInt32LE(at) === 64 * 1024 * 1024) zip.writeUInt32LE(10, at);
    }
    expect(() => checkBundle(zip)).toThrow(/cannot be unpacked/);
  });

  test('refuses more files than a bundle has, a name that stands twice, and what is no ZIP', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}`, strToU8('x')]));
    expect(() => check(many)).toThrow(/at most 20/);
    const twice = pack({ 'aaaa.txt': strToU8('1'), 'bbbb.txt': strToU8('2') });
    expect(() => checkBundle(Buffer.from(twice.toString('latin1').replaceAll('bbbb', 'aaaa'), 'latin1'))).toThrow(
      /twice/,
    );
    for (const nothing of ['', 'PK', 'not a zip at all, but long enough to look at']) {
      expect(() => checkBundle(Buffer.from(nothing))).toThrow(/not a ZIP/);
    }
  });

  test.each([
    ['a time behind every time', { asOf: 1e300 }],
    ['a number that is none', { asOf: '1e3' }],
    ['a month that is none', { month: '2026-99' }],
    ['a zone that is none', { contract: { zone: 'Mars/Olympus', startsAt: 0, endsAt: null } }],
    ['exclusions that are no list', { exclusions: { by: 'me' } }],
    ['an exclusion by nobody', { exclusions: [{ serviceId: null, startedAt: 0, endedAt: 1, reason: 'x' }] }],
    [
      'an exclusion at no time',
      { exclusions: [{ serviceId: null, startedAt: 0, endedAt: 'x', by: 'x', reason: 'x' }] },
    ],
    ['terms that are none', { policy: { ...input.policy, terms: {} } }],
    [
      'tiers with a bound that is no number',
      { policy: { ...input.policy, terms: { ...daysTerms(), tiers: [{ below: '9e99' }] } } },
    ],
  ])('refuses %s with a sentence', (_, change) => {
    const text = JSON.stringify({ ...document, arithmetic: { ...input, ...change } });
    expect(() => check({ ...files(), 'evidence.json': strToU8(text) })).toThrow(
      expect.objectContaining({ name: 'BundleError' }),
    );
  });

  test('any damage of a bundle is told or refused, and never crashes', () => {
    const whole = Buffer.from(zipBundle(bundle));
    for (let at = 0; at < whole.length; at += 97) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0xff, at);
      try {
        checkBundle(damaged);
      } catch (error) {
        expect(error).toMatchObject({ name: 'BundleError' });
      }
    }
  });
});

describe('a bundle that another version of this program wrote', () => {
  const { wording: _, ...unnamed } = document;
  const older = { document: unnamed, window: bundle.window };
  /** The files of the older bundle with some of them edited, and a list of hashes that fits. */
  const edited = (
    edit: Partial<Record<string, (text: string) => string>>,
    from: typeof bundle | typeof older = older,
  ) => {
    const texts: Record<string, string> = { ...bundleFiles(from) };
    for (const [name, change] of Object.entries(edit)) texts[name] = change?.(texts[name] ?? '') ?? '';
    const { 'hashes.txt': __, ...hashed } = texts;
    const all = { ...hashed, 'hashes.txt': hashLines(hashed) };
    return check(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text)])));
  };
  const reword = (text: string): string => text.replaceAll(/[A-Za-z]+/g, 'words');
  const unexplained = (json: string): string =>
    canonicalJson(JSON.parse(json, (key, value) => (key === 'explanation' ? [{ code: 'told', values: {} }] : value)));

  test('is sound where only its words are others, and says which files those are', () => {
    expect(edited({})).toMatchObject({ mistakes: [], reworded: [] });
    const checked = edited({ 'README.txt': reword, 'arithmetic.txt': reword, 'assessment.json': unexplained });
    expect(checked).toMatchObject({ mistakes: [], reworded: ['README.txt', 'arithmetic.txt', 'assessment.json'] });
    expect(checked.window).toEqual(bundle.window);
  });

  test('is altered where one of its figures is another, though the hashes were written anew', () => {
    const more = (text: string): string => text.replace(/3 days/, '30 days');
    expect(bundleFiles(older)['arithmetic.txt']).toContain('3 days');
    expect(edited({ 'arithmetic.txt': more }).mistakes).toEqual([
      'arithmetic.txt says something else than the evidence makes of it.',
    ]);
    const otherCredit = (json: string): string => json.replaceAll('"amount":3', '"amount":30');
    const notOwed = (json: string): string => json.replaceAll('"verdict":"owed"', '"verdict":"not-owed"');
    for (const change of [otherCredit, notOwed, () => 'null', () => '{}', () => '']) {
      expect(edited({ 'assessment.json': change }).mistakes).toEqual([
        'assessment.json gives other numbers than its evidence.',
      ]);
    }
    for (const name of ['outages.csv', 'README.txt'] as const) {
      expect(edited({ [name]: (text) => text.replace('2026', '2025') }).mistakes.join()).toContain(name);
    }
    expect(edited({ 'outages.csv': reword }).mistakes.join()).toContain('outages.csv');
  });

  test('is altered where its list of hashes names another file’s hash', () => {
    const texts = bundleFiles(older);
    const all = { ...texts, 'hashes.txt': `${texts['hashes.txt']}${'0'.repeat(64)}  other.txt\n` };
    const { mistakes } = check(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text)])));
    expect(mistakes.join()).toContain('hashes.txt');
  });

  test('is made with the wording of today, whatever the document says nothing of', () => {
    const zipped = JSON.parse(Buffer.from(unzipSync(zipBundle(older))['evidence.json'] ?? []).toString('utf8'));
    expect(zipped.wording).toBe(bundleWording());
    expect(bundleWording()).toMatch(/^[0-9a-f]{64}$/);
  });

  test('cannot be passed off as one of this version by other words', () => {
    expect(edited({ 'arithmetic.txt': reword }, bundle).mistakes.join()).toContain('arithmetic.txt');
  });
});
