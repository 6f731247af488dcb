import { beforeEach, describe, expect, test } from 'vitest';
import { bringBackTimes } from '#commands/bring-back-times';
import { DAY_MS, HOUR_MS } from '#domain/time';
import { HERE } from '#domain/watching/place-choice';
import type { SampleState } from '#domain/words';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addSharedCheck, INTERVAL_MS, outagesOf, type SharedCheck, tell } from '#test/support/places';
import { recordPlayed } from '#test/support/watching';

onEachDatabase('a check that several places see, after a clock that was ahead was set back', (database) => {
  let clock: TestClock;
  let zero: number;
  let shared: SharedCheck;
  const ctx = () => testContext(database.db, clock);
  const outages = () => outagesOf(database.db, shared.serviceId, zero);

  beforeEach(() => {
    clock = new TestClock();
    zero = clock.at;
  });

  /** One look an interval, the first of them an interval from now. */
  async function see(place: 'here' | 'elsewhere', ...states: SampleState[]): Promise<void> {
    const [checkId, placeId] = [shared.checkId, shared.places[1] ?? ''];
    for (const state of states) {
      clock.advance(INTERVAL_MS);
      if (place === 'here') await recordPlayed(ctx(), [{ checkId, at: clock.at, state }]);
      else
        expect(await tell(ctx(), { checkId, placeId, at: clock.at, states: [state] })).toMatchObject({ refused: [] });
    }
  }

  async function add(): Promise<void> {
    shared = await addSharedCheck(ctx(), [HERE, 'Oslo'], 1);
    await see('here', 'up');
    await see('elsewhere', 'up');
  }

  async function setBack(ms: number): Promise<void> {
    clock.advance(-ms);
    await bringBackTimes(ctx());
  }

  describe.each(['here', 'elsewhere'] as const)('seen from %s', (place) => {
    test('has its next outage when it was, and keeps it', async () => {
      await add();
      clock.advance(2 * HOUR_MS);
      await see(place, 'up', 'down', 'down');
      await setBack(2 * HOUR_MS);
      const from = clock.at - zero;
      await see(place, 'up', 'down', 'down', 'up', 'up');
      expect(await outages()).toEqual([[from + 2 * INTERVAL_MS, from + 4 * INTERVAL_MS]]);
    });

    test('fails from now on, if it failed before and meanwhile: the time between was not seen', async () => {
      await add();
      await see(place, 'down', 'down', 'down');
      clock.advance(2 * HOUR_MS);
      await see(place, 'down', 'down');
      await setBack(2 * HOUR_MS);
      const from = clock.at - zero;
      await see(place, 'down', 'down', 'down');
      expect(await outages()).toEqual([
        [3 * INTERVAL_MS, 5 * INTERVAL_MS],
        [from, null],
      ]);
    });

    test('is judged from now on, also if it was added while the clock was ahead', async () => {
      clock.advance(DAY_MS);
      await add();
      await setBack(DAY_MS);
      const from = clock.at - zero;
      await see(place, 'up', 'down', 'down');
      expect(await outages()).toEqual([[from + 2 * INTERVAL_MS, null]]);
    });
  });
});
