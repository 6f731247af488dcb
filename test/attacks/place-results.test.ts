import { describe, expect, test } from 'vitest';
import { pauseCheck } from '#commands/pause-check';
import { recordPlaceResults } from '#commands/record-place-results';
import { resumeCheck } from '#commands/resume-check';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addSharedCheck, INTERVAL_MS, outagesOf, tell } from '#test/support/places';

onEachDatabase('an agent that tells what it should not', (database) => {
  const begin = async () => {
    const clock = new TestClock();
    const ctx = testContext(database.db, clock);
    const zero = clock.now();
    const shared = await addSharedCheck(ctx, ['Paris', 'Lyon']);
    const others = await addSharedCheck(ctx, ['Nice']);
    const [paris = ''] = shared.places;
    clock.advance(10 * 60_000);
    return { clock, ctx, zero, shared, others, paris };
  };

  const samples = (no: number) =>
    database.db.selectFrom('placeSample').select(['at', 'state']).where('checkNo', '=', no).orderBy('at').execute();

  test('of a check that is polled from another place, is refused, and nothing is written', async () => {
    const { ctx, zero, others, paris } = await begin();
    const answer = await tell(ctx, { checkId: others.checkId, placeId: paris, at: zero, states: ['down', 'down'] });
    expect(answer.refused.map(({ code }) => code)).toEqual(['not-assigned', 'not-assigned']);
    const nobody = await tell(ctx, { checkId: 'nobody', placeId: paris, at: zero, states: ['down'] });
    expect(nobody.refused[0]).toMatchObject({ code: 'not-assigned', reason: answer.refused[0]?.reason });
    expect(await samples(others.no)).toEqual([]);
  });

  test('twice, is counted once', async () => {
    const { ctx, zero, shared, paris } = await begin();
    const told = { checkId: shared.checkId, placeId: paris, at: zero, states: ['up', 'down', 'down'] } as const;
    expect(await tell(ctx, told)).toMatchObject({ recorded: 3, repeated: 0, refused: [] });
    expect(await tell(ctx, told)).toMatchObject({ recorded: 0, repeated: 3, refused: [] });
    expect(await samples(shared.no)).toHaveLength(3);
  });

  test('twice in one batch, is counted once', async () => {
    const { ctx, zero, shared, paris } = await begin();
    const told = { checkId: shared.checkId, placeId: paris, at: zero, states: ['up', 'up'], everyMs: 0 } as const;
    expect(await tell(ctx, told)).toMatchObject({ recorded: 1, repeated: 1 });
  });

  test('of the same time but otherwise, does not change what it told first', async () => {
    const { ctx, zero, shared, paris } = await begin();
    const told = { checkId: shared.checkId, placeId: paris, at: zero } as const;
    await tell(ctx, { ...told, states: ['up', 'up'] });
    await tell(ctx, { ...told, states: ['down', 'down'] });
    expect((await samples(shared.no)).map(({ state }) => state)).toEqual(['up', 'up']);
  });

  test('from the future, from before it had the check, from before samples are kept, or out of order, is refused', async () => {
    const { clock, ctx, zero, shared, paris } = await begin();
    const at = (time: number) => tell(ctx, { checkId: shared.checkId, placeId: paris, at: time, states: ['up'] });
    const codeOf = async (time: number) => (await at(time)).refused[0]?.code;
    expect(await codeOf(clock.now() + 11_000)).toBe('future');
    expect(await codeOf(zero - 1)).toBe('not-assigned-then');
    expect(await codeOf(clock.now())).toBeUndefined();
    expect(await codeOf(clock.now() - INTERVAL_MS)).toBe('out-of-order');
    const old = await recordPlaceResults(ctx, {
      ...{ place: { id: paris, no: 1 }, keptFrom: clock.now() - 1_000 },
      results: [
        {
          ...{ checkId: shared.checkId, latencyMs: 1, cause: null, detail: null },
          sample: { at: zero, state: 'up', gapCause: null },
        },
      ],
    });
    expect(old.refused[0]?.code).toBe('too-old');
  });

  describe('of a check that is paused', () => {
    test('is refused, also afterwards', async () => {
      const { clock, ctx, zero, shared, paris } = await begin();

      await tell(ctx, { checkId: shared.checkId, placeId: paris, at: zero, states: ['up', 'up'] });
      await pauseCheck(ctx, { checkId: shared.checkId, revision: 1, reason: 'It moves.' });
      const during = clock.now();
      clock.advance(60_000);
      const told = { checkId: shared.checkId, placeId: paris, at: during, states: ['down', 'down'] } as const;
      expect((await tell(ctx, told)).refused[0]?.code).toBe('paused');
      await resumeCheck(ctx, { checkId: shared.checkId, revision: 2 });
      expect((await tell(ctx, told)).refused[0]?.code).toBe('not-assigned-then');
      expect(await outagesOf(database.db, shared.serviceId, zero)).toEqual([]);
    });
  });
});
