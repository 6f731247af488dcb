import { expect, test } from 'vitest';
import { attempt } from '#jobs/probes/attempt';
import { checkPolicy } from '#lib/address-policy';

const circumstances = (signal: AbortSignal) => ({ policy: checkPolicy([]), signal });

test('a talk that does not hear the deadline is over shortly after it, and releases what it opens later', async () => {
  let released = 0;
  let openLater = (): void => undefined;
  const result = await attempt(circumstances(AbortSignal.timeout(50)), {}, (run) => {
    run.finally(() => {
      released += 1;
    });
    openLater = () => run.finally(() => (released += 1));
    return new Promise(() => undefined);
  });
  expect(result).toMatchObject({ ok: false, cause: 'timeout' });
  expect(released).toBe(1);
  openLater();
  expect(released).toBe(2);
});

test.each([
  ['an error', () => Promise.reject(new Error('broken'))],
  ['no error at all', () => Promise.reject(undefined)],
  ['a text', () => Promise.reject('broken')],
])('a talk that ends in %s is a failure, never an error', async (_what, talk) => {
  expect(await attempt(circumstances(new AbortController().signal), {}, talk)).toMatchObject({ ok: false });
});
