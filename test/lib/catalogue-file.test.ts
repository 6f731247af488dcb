import { expect, test } from 'vitest';
import { coverageOf } from '#domain/sla/coverage';
import { CatalogueFileError, parseCatalogue, readShippedCatalogue } from '#lib/catalogue-file';
import { catalogueVariables } from '#lib/catalogue-variables';
import { readShippedPolicy } from '#lib/sla-policy-file';

function mistakesOf(text: string): readonly string[] {
  try {
    parseCatalogue(text, 'mine.yaml');
  } catch (error) {
    if (error instanceof CatalogueFileError) return error.sentences;
    throw error;
  }
  return [];
}

const GOOD = `
groups:
  - slug: mail
    name: Mail
    services:
      - slug: gmail
        name: { en: Gmail, fr: Gmail }
        incidents: hold 10m
        checks:
          - slug: web
            name: Web
            interval: 30s
            http: { url: 'https://mail.example.com/', codes: [302, '200-299'] }
`;

test('a catalogue is read with its defaults', () => {
  const [group] = parseCatalogue(GOOD, 'mine.yaml').groups;
  expect(group?.services[0]).toMatchObject({
    slug: 'gmail',
    visibility: 'public',
    incidents: { mode: 'hold', holdMinutes: 10 },
    checks: [
      {
        interval: 30_000,
        timeout: 10_000,
        failAfter: 3,
        recoverAfter: 2,
        impact: 'down',
        surface: 'web',
        kind: 'http',
      },
    ],
  });
  expect(group?.services[0]?.checks[0]?.target).toMatchObject({
    codes: ['302', '200-299'],
    redirects: 5,
    method: 'GET',
  });
});

test.each([
  [
    'interval: 30s',
    'interval: often',
    'mine.yaml, line 12: groups[0].services[0].checks[0].interval must be a time from 1s to 24h, such as 30s or 5m.',
  ],
  [
    'interval: 30s',
    'intervall: 30s',
    'mine.yaml, line 12: groups[0].services[0].checks[0] has no “intervall”: misspelt, or in the wrong place.',
  ],
  [
    'slug: gmail',
    'slug: G mail',
    'mine.yaml, line 6: groups[0].services[0].slug must be lower-case letters, digits and single hyphens, such as google-drive.',
  ],
  [
    'https://mail',
    'ftp://mail',
    'mine.yaml, line 13: groups[0].services[0].checks[0].http.url must be an address that begins with http:// or https://.',
  ],
  [
    "[302, '200-299']",
    '[99]',
    'mine.yaml, line 13: groups[0].services[0].checks[0].http.codes[0] must be a status code such as 200, or a range such as 200-299.',
  ],
  [
    'hold 10m',
    'later',
    'mine.yaml, line 8: groups[0].services[0].incidents must be publish, draft or a time to hold them, such as hold 10m.',
  ],
  ['fr: Gmail', 'fr: 7', 'mine.yaml, line 7: groups[0].services[0].name.fr must be a text.'],
  ['            name: Web\n', '', 'mine.yaml, line 10: groups[0].services[0].checks[0].name is missing.'],
])('instead of %s, %s is refused with its line', (good, bad, sentence) => {
  expect(mistakesOf(GOOD.replace(good, bad))).toEqual([sentence]);
});

test('two of one name, broken YAML and a bomb of aliases are refused in words', () => {
  const twice = GOOD + GOOD.slice(GOOD.indexOf('      - slug: gmail'));
  expect(mistakesOf(twice)).toEqual([
    'mine.yaml, line 14: groups[0].services[1].slug must be there once, but “gmail” is there twice.',
    'mine.yaml, line 18: groups[0].services[1].checks[0].slug must be there once, but “web” is there twice.',
  ]);
  expect(mistakesOf('groups: [')[0]).toMatch(/^mine\.yaml, line 1: /);
  const bomb = [
    'a0: &a0 [x,x,x,x,x,x,x,x,x,x]',
    ...[1, 2, 3, 4, 5, 6, 7, 8].map(
      (n) =>
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(',')}]`,
    ),
  ];
  expect(mistakesOf(bomb.join('\n'))).toEqual(['mine.yaml, line 1: it refers to its own parts (*name) too often.']);
  expect(mistakesOf('')[0]).toMatch(/^mine\.yaml, line 1: /);
});

const withTarget = (settings: string): string => GOOD.replace("codes: [302, '200-299']", settings);

test('a secret in the file is the name of a variable, never the secret itself', () => {
  const [group] = parseCatalogue(withTarget('token: { env: MAIL_TOKEN }'), 'mine.yaml').groups;
  expect(group?.services[0]?.checks[0]?.target).toMatchObject({ token: { env: 'MAIL_TOKEN' }, method: 'GET' });
  const headers = 'secretHeaders: { X-Api-Key: { env: KEY }, X-Other: { env: OTHER } }';
  expect([...catalogueVariables(parseCatalogue(withTarget(headers), 'mine.yaml'))]).toEqual([
    ['KEY', ['gmail/web']],
    ['OTHER', ['gmail/web']],
  ]);
  for (const clear of ['token: hunter2', 'secretHeaders: { X-Key: hunter2 }', 'token: { env: hunter2, or: x }']) {
    const mistakes = mistakesOf(withTarget(clear));
    expect(mistakes).toEqual([
      expect.stringMatching(/line 13: .*(token|secretHeaders) must not stand in the file: write/),
    ]);
    expect(mistakes.join()).not.toContain('hunter2');
  }
});

test('all else of a target with secrets is still looked at', () => {
  expect(mistakesOf(withTarget('token: { env: T }, colour: red'))).toEqual([
    expect.stringMatching(/http has no “colour”: misspelt/),
  ]);
  expect(mistakesOf(withTarget('password: { env: P }'))).toEqual([
    expect.stringMatching(/username must both be there/),
  ]);
});

test('the shipped catalogue marks exactly the services that the shipped policy covers', () => {
  const policy = readShippedPolicy('google-workspace');
  const services = readShippedCatalogue().groups.flatMap((group) => group.services);
  const rule = policy?.terms.services;
  if (!rule) throw new Error('no policy');
  for (const { slug, name, sla } of services.filter((service) => service.slug !== 'appsheet')) {
    expect([slug, coverageOf(rule, name.en).kind]).toEqual([
      slug,
      sla === 'google-workspace' ? 'covered' : 'not-covered',
    ]);
  }
  expect(services.filter((service) => service.sla !== undefined)).toHaveLength(17);
});

test('a check says what it examines, and only one thing', () => {
  const http = "http: { url: 'https://mail.example.com/', codes: [302, '200-299'] }";
  const sentence = /^mine.yaml, line \d+: .*checks\[0\] must say what it examines: one of http, tcp, /;
  expect(mistakesOf(GOOD.replace(http, ''))).toEqual([expect.stringMatching(sentence)]);
  const two = `${http}\n            tcp: { host: mail.example.com, port: 443 }`;
  expect(mistakesOf(GOOD.replace(http, two))).toEqual([expect.stringMatching(sentence)]);
});
