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
