import { expect, test } from 'vitest';
import { systemLookup } from '#lib/system-lookup';

test('whoever asks for a name that is being looked up shares the answer, and later ones ask again', async () => {
  const first = systemLookup('127.0.0.1');
  expect(systemLookup('127.0.0.1')).toBe(first);
  expect(await first).toEqual([{ address: '127.0.0.1', family: 4 }]);
  expect(systemLookup('127.0.0.1')).not.toBe(first);
});
