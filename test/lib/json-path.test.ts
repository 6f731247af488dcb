import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonPath } from '#lib/json-path';

const DOCUMENT = {
  status: 'ok',
  'two words': { "it's": 1 },
  queues: [{ name: 'in', length: 3 }, { name: 'out', length: 0 }, 'odd'],
  nothing: null,
};

test.each([
  ['$', [DOCUMENT]],
  ['$.status', ['ok']],
  ["$['two words']['it\\'s']", [1]],
  ['$["two words"]["it\'s"]', [1]],
  ['$.queues[0].length', [3]],
  ['$.queues[-1]', ['odd']],
  ['$.queues[-4]', []],
  ['$.queues[3]', []],
  ['$.queues[*].name', ['in', 'out']],
  ['$.queues.*.length', [3, 0]],
  ["$.queues[?@.name == 'out'].length", [0]],
  ["$.queues[?@['length']==3].name", ['in']],
  ['$.nothing', [null]],
  ['$.nothing.deeper', []],
  ['$.status.length', []],
  ['$.constructor', []],
  ['$.__proto__', []],
])('%s finds what is there', (path, found) => {
  expect(parseJsonPath(path)?.(DOCUMENT)).toEqual(found);
});

test.each([
  '',
  'status',
  '$.',
  '$status',
  '$..status',
  '$[',
  "$['a",
  '$[?@.a]',
  '$[1:2]',
  '$[?match(@.a, "b")]',
  '$.a b',
])('“%s” is no path', (path) => {
  expect(parseJsonPath(path)).toBeUndefined();
});

test('no path and no document makes it throw', () => {
  const part = fc.constantFrom('.a', '[0]', '[-1]', '[*]', '.*', "['b']", '[?@.a == 1]', '..', '[?', '$');
  fc.assert(
    fc.property(fc.array(part), fc.jsonValue(), (parts, document) => {
      const found = parseJsonPath(`$${parts.join('')}`)?.(document);
      expect(found === undefined || Array.isArray(found)).toBe(true);
    }),
  );
});

test('a document of any size or depth is not looked through for longer than other checks can wait', () => {
  const many = JSON.parse(`[${'1,'.repeat(4_000_000)}1]`);
  const deep = JSON.parse(`${'['.repeat(500_000)}${']'.repeat(500_000)}`);
  const startedAt = performance.now();
  for (let time = 0; time < 20; time += 1) {
    expect(parseJsonPath('$[*]')?.(many)).toBeUndefined();
    expect(parseJsonPath('$[?@.a == 1]')?.(many)).toBeUndefined();
    expect(parseJsonPath('$[-1]')?.(many)).toEqual([1]);
    expect(parseJsonPath(`$${'[*]'.repeat(160)}`)?.(deep)).toHaveLength(1);
  }
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});
