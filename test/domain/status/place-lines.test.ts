import { expect, test } from 'vitest';
import { placeLines } from '#domain/status/place-lines';

test('checks that the same places see alike make one line, and others one of their own', () => {
  const paris = { name: 'Paris', state: 'up' } as const;
  const lyon = { name: 'Lyon', state: 'down' } as const;
  const nice = { name: 'Nice', state: 'unknown' } as const;
  expect(placeLines([[paris, lyon, nice], [], [paris, lyon, nice], [paris]])).toEqual([
    { working: ['Paris'], failing: ['Lyon'], blind: ['Nice'] },
    { working: ['Paris'], failing: [], blind: [] },
  ]);
});
