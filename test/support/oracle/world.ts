import fc from 'fast-check';
import type { BelowRule, DownWhen, OutageState } from '#domain/words';

/** What truly becomes of a target, for so many seconds: it hangs when it is down, or refuses at once. */
export interface Stretch {
  readonly seconds: number;
  readonly is: 'up' | 'refusing' | 'hanging';
}

/** What becomes of our own process meanwhile; it is killed when it is away, and stands still when it is suspended. */
export interface Watch {
  readonly seconds: number;
  readonly we: 'watch' | 'are-away' | 'are-suspended' | 'are-cut-off';
}

export interface Target {
  readonly truth: readonly Stretch[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly recheckMs: number;
  readonly failAfter: number;
  readonly recoverAfter: number;
  readonly impact: OutageState;
}

/** Everything that happens, in true time from 0 on. */
export interface World {
  readonly targets: readonly Target[];
  readonly downWhen: DownWhen;
  readonly downCount: number;
  readonly otherwise: BelowRule;
  /** What the service needs, watched by a check of its own. */
  readonly needed: Target | null;
  readonly watches: readonly Watch[];
  readonly clockSteps: readonly { readonly atSecond: number; readonly byMs: number }[];
  readonly maintenance: { readonly fromSecond: number; readonly seconds: number } | null;
  /** The first check is paused by a person for a while. */
  readonly pause: { readonly fromSecond: number; readonly seconds: number } | null;
  /** How long results are gathered before they are written together. */
  readonly lingerMs: number;
}

const SECONDS = 1_000;

const stretch: fc.Arbitrary<Stretch> = fc.record({
  seconds: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 30, max: 250 })),
  is: fc.constantFrom('up', 'up', 'refusing', 'hanging'),
});
/** Long enough that something happens in every world; the first good answer comes soon in most of them. */
const truth = fc
  .tuple(
    fc.constantFrom<Stretch['is']>('up', 'up', 'up', 'refusing'),
    fc.array(stretch, { minLength: 5, maxLength: 12 }),
  )
  .map(([is, later]): Stretch[] => [{ seconds: 40, is }, ...later]);

const target: fc.Arbitrary<Target> = fc.record({
  truth,
  intervalMs: fc.constantFrom(15_000, 20_000, 30_000, 60_000),
  timeoutMs: fc.constantFrom(1_000, 5_000, 10_000),
  recheckMs: fc.constantFrom(2_000, 10_000, 60_000),
  failAfter: fc.integer({ min: 1, max: 3 }),
  recoverAfter: fc.integer({ min: 1, max: 3 }),
  impact: fc.constantFrom('down', 'down', 'down', 'degraded'),
});

const watch: fc.Arbitrary<Watch> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ seconds: fc.integer({ min: 10, max: 200 }), we: fc.constant('watch' as const) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      seconds: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 500 })),
      we: fc.constantFrom('are-away' as const, 'are-suspended' as const, 'are-cut-off' as const),
    }),
  },
);

const clockStep = fc.record({
  atSecond: fc.integer({ min: 0, max: SECONDS }),
  byMs: fc.oneof(fc.integer({ min: -20_000, max: 20_000 }), fc.integer({ min: -1_000_000, max: 1_000_000 })),
});

const while_ = fc.record({
  fromSecond: fc.integer({ min: 1, max: SECONDS }),
  seconds: fc.integer({ min: 30, max: 500 }),
});

/** What worlds may hold beside targets that come and go. */
export interface Troubles {
  readonly ourOwn: boolean;
  readonly clock: boolean;
  readonly pause: boolean;
}

export function worlds({ ourOwn, clock, pause }: Troubles): fc.Arbitrary<World> {
  return fc.record({
    targets: fc.array(target, { minLength: 1, maxLength: 3, size: 'max' }),
    downWhen: fc.constantFrom<DownWhen>('any', 'all', 'at-least'),
    downCount: fc.integer({ min: 1, max: 3 }),
    otherwise: fc.constantFrom<BelowRule>('degraded', 'nothing'),
    needed: fc.option(target),
    watches: ourOwn ? fc.array(watch, { minLength: 4, maxLength: 10 }) : fc.constant([]),
    clockSteps: clock ? fc.array(clockStep, { maxLength: 2 }) : fc.constant([]),
    maintenance: fc.option(while_),
    pause: pause ? fc.option(while_) : fc.constant(null),
    lingerMs: fc.constantFrom(0, 400, 3_000),
  });
}

/** Where something is laid out in true time, in milliseconds. */
export type Placed<T> = T & { readonly startedAt: number; readonly endedAt: number };

export function layOut<T extends { readonly seconds: number }>(pieces: readonly T[]): Placed<T>[] {
  let startedAt = 0;
  return pieces.map((piece) => {
    const endedAt = startedAt + piece.seconds * 1_000;
    const placed = { ...piece, startedAt, endedAt };
    startedAt = endedAt;
    return placed;
  });
}

/** What holds at a moment; after the last stretch a target is up, and we watch. */
export function truthAt(targetOf: Target, at: number): Stretch['is'] {
  return layOut(targetOf.truth).find((one) => one.startedAt <= at && at < one.endedAt)?.is ?? 'up';
}

/** What becomes of us, until all worlds have five minutes left in which we watch. */
export function watchesOf({ watches }: World): Placed<Watch>[] {
  const end = SECONDS * 1_000;
  return layOut(watches)
    .filter(({ startedAt }) => startedAt < end)
    .map((one) => ({ ...one, endedAt: Math.min(one.endedAt, end) }));
}

/** When the last thing has happened, and all had time to be noticed. */
export function endOf({ targets, needed, watches, clockSteps, maintenance, pause }: World): number {
  const ends = [
    ...[...targets, ...(needed ? [needed] : [])].map(({ truth }) => layOut(truth).at(-1)?.endedAt ?? 0),
    layOut(watches).at(-1)?.endedAt ?? 0,
    ...clockSteps.map(({ atSecond }) => atSecond * 1_000),
    ...[maintenance, pause].map((span) => (span ? (span.fromSecond + span.seconds) * 1_000 : 0)),
  ];
  return Math.min(Math.max(...ends), SECONDS * 1_000) + 300_000;
}
