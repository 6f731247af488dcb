import { describe, expect, test } from 'vitest';
import { readContractCsv } from '#lib/contract-csv';

const HEAD = 'key,organization,policy,services,from';

describe('a file of contracts', () => {
  test('is read with commas or semicolons, with a byte order mark, in any case and order', () => {
    const comma = readContractCsv(`${HEAD}\nK1,Example Ltd,p,Gmail,2026-01-01\n`);
    const semicolon = readContractCsv(
      '\uFEFFFrom;Key;Organization;Policy;Services\r\n2026-01-01;K1;Example Ltd;p;Gmail\r\n',
    );
    expect(comma).toEqual(semicolon);
    expect(comma).toEqual({
      rows: [
        {
          line: 2,
          cells: { key: 'K1', organization: 'Example Ltd', policy: 'p', services: 'Gmail', from: '2026-01-01' },
        },
      ],
      mistakes: [],
    });
  });

  test('names the lines people see, behind empty lines and cells with line breaks', () => {
    const { rows } = readContractCsv(`${HEAD}\n\n"K\n1",A,p,s,d\n,,,,\nK2,B,p,s,d\n`);
    expect(rows.map(({ line }) => line)).toEqual([3, 6]);
  });

  test('tells every mistake of its head', () => {
    const { rows, mistakes } = readContractCsv('key,organisation,policy,services,key\nK,A,p,s,K\n');
    expect(rows).toEqual([]);
    expect(mistakes.map(({ column }) => column)).toEqual(['organisation', 'key', 'organization', 'from']);
  });

  test('tells a row that has more or fewer cells than the head', () => {
    const { rows, mistakes } = readContractCsv(`${HEAD}\nK1,A,p,s\nK2,A,p,s,2026-01-01\n`);
    expect(rows).toHaveLength(1);
    expect(mistakes).toMatchObject([{ line: 2, column: null }]);
  });

  test.each([
    ['nothing', ' \n', /empty/],
    ['a head alone', `${HEAD}\n`, /no contract below/],
    ['an open quotation mark', `${HEAD}\n"K1,A,p,s,d\n`, /quotation mark/],
    ['more than 1 MB', `${HEAD}\n${'x'.repeat(1_000_001)}`, /larger than 1 MB/],
    ['more than 2,000 rows', `${HEAD}\n${'K,A,p,s,d\n'.repeat(2_001)}`, /2001 contracts; at most 2,000/],
  ])('is refused in a sentence where it holds %s', (_what, text, sentence) => {
    const { rows, mistakes } = readContractCsv(text);
    expect(rows).toEqual([]);
    expect(mistakes[0]?.sentence).toMatch(sentence);
  });
});
