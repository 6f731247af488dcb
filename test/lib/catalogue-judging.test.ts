import { expect, test } from 'vitest';
import { CatalogueFileError, parseCatalogue } from '#lib/catalogue-file';

function catalogue(service: string, check: string): string {
  return `
groups:
  - slug: mail
    name: Mail
    services:
      - slug: gmail
        name: Gmail
${service}
        checks:
          - slug: web
            name: Web
            interval: 30s
${check}
            http: { url: 'https://mail.example.com/' }
      - slug: login
        name: Login
        needs: [directory]
      - slug: directory
        name: Directory
`;
}

function read(service = '', check = '') {
  const [gmail] = parseCatalogue(catalogue(service, check), 'mine.yaml').groups[0]?.services ?? [];
  return { service: gmail, check: gmail?.checks[0] };
}

function mistake(service: string, check = ''): string {
  try {
    read(service, check);
  } catch (error) {
    if (error instanceof CatalogueFileError) return error.sentences.join(' ');
    throw error;
  }
  return '';
}

test('without a word, any check makes its service down, doubts are looked at after ten seconds, nothing is slow', () => {
  const { service, check } = read();
  expect(service).toMatchObject({ downWhen: { when: 'any' }, otherwise: 'degraded', flapping: 900_000, needs: [] });
  expect(check).toMatchObject({ recheck: 10_000 });
  expect(check?.slow).toBeUndefined();
});

test('rules of a service are read', () => {
  const { service } = read(
    '        downWhen: 1\n        otherwise: nothing\n        flapping: off\n        needs: [login]',
  );
  expect(service).toMatchObject({ downWhen: { when: 'at-least', count: 1 }, otherwise: 'nothing', flapping: 0 });
  expect(read('        downWhen: all').service?.downWhen).toMatchObject({ when: 'all' });
});

test('a limit alone is a rule: the 95th percentile, until four fifths of it, over as many answers as that takes', () => {
  expect(read('', '            slow: { over: 2000 }').check?.slow).toEqual({
    ...{ overMs: 2_000, untilMs: 1_600, percentile: 95, leastSamples: 20, windowMs: 750_000 },
  });
});

test.each([
  ['        needs: [nobody]', '', /must be a service of this catalogue, but there is no “nobody”/],
  ['        needs: [gmail]', '', /gmail needs itself/],
  ['        downWhen: some', '', /must be any, all, or the number of checks that must fail/],
  ['        downWhen: 2', '', /must be at most 1: only 1 of its checks can take it down, so 2 can never fail/],
  ['        otherwise: down', '', /must be degraded or nothing/],
  ['', '            recheck: 1s', /must be a time from 2s to 24h/],
  ['', '            slow: { over: 2000, until: 3000 }', /must not be more than “over”/],
  ['', '            slow: { over: 2000, samples: 5 }', /at least 20 for percentile 95, or one slow answer would do/],
  ['', '            slow: { over: 2000, window: 5m }', /must be at least 13m, to hold 20 answers and some to spare/],
])('%s%s is refused in words', (service, check, sentence) => {
  expect(mistake(service, check)).toMatch(sentence);
});

test('a circle of needs is refused in words', () => {
  const text = catalogue('        needs: [login]', '').replace(
    'name: Directory',
    'name: Directory\n        needs: [gmail]',
  );
  expect(() => parseCatalogue(text, 'mine.yaml')).toThrow(
    /gmail needs login, which needs directory, which needs gmail: services that need each other in a circle/,
  );
});
