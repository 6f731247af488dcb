import { type Interval, mergeIntervals, subtractIntervals } from '../interval.ts';
import type { Instant } from '../time.ts';
import type { WeighedService } from './assess-service.ts';
import type { Figures, Verdict } from './assessment.ts';
import { figuresOf, joinDowntime, type MeasuredDowntime } from './downtime.ts';
import { compareFractions, dividedBy, type Fraction, wholeNumber } from './fraction.ts';
import type { RowContext } from './sort-rows.ts';
import type { JointScope, Missing } from './steps.ts';
import { knownOf, type Weighed } from './weigh-service.ts';
import type { WeightedSpan } from './weigh-spans.ts';

export type JoinedDowntime = Pick<MeasuredDowntime, 'intervals' | 'beganAt' | 'spans' | 'spanMs' | 'lost' | 'ms'>;

/** What all covered services earn together, where the policy grants one credit for all of them. */
export interface Joint {
  readonly scope: JointScope;
  readonly services: readonly string[];
  /** The service that failed most: the credit stands with it, so that it is claimed once. */
  readonly carrier: string;
  readonly verdict: Verdict;
  readonly certain: Figures;
  readonly reported: Figures;
  readonly spans: readonly WeightedSpan[];
  readonly beganAt: Instant | undefined;
  readonly lost: Fraction;
  readonly knownMs: number;
  readonly missing: readonly Missing[];
}

/** One downtime and how much of the window it is divided by. */
interface Divided {
  readonly downtime: JoinedDowntime;
  readonly knownMs: number;
}

/** null where each service earns for itself, or none is covered. */
export function jointOf(covered: readonly WeighedService[], context: RowContext): Joint | null {
  const { scope } = context.terms;
  const carrier = worstOf(covered, ({ weighed }) => ({ downtime: weighed.measured, knownMs: weighed.knownMs }));
  if (scope === 'per-service' || !carrier) return null;
  const readings = [certainOf, possibleOf].map((reading) => divided(covered, { context, reading, scope }));
  const [certain, possible] = readings.map(({ downtime, knownMs }) => figuresOf(context, downtime, knownMs));
  if (!certain || !possible) return null;
  const depends = (possible.credit?.amount ?? 0) > (certain.credit?.amount ?? 0);
  const told = readings[depends ? 1 : 0] ?? { downtime: carrier.weighed.measured, knownMs: carrier.weighed.knownMs };
  return {
    scope,
    services: covered.map(({ service }) => service),
    carrier: carrier.service,
    verdict: depends ? 'depends' : certain.credit ? 'owed' : 'not-owed',
    certain,
    reported: depends ? possible : certain,
    spans: told.downtime.spans,
    beganAt: told.downtime.beganAt,
    lost: told.downtime.lost,
    knownMs: told.knownMs,
    missing: depends ? distinct(covered.flatMap(({ weighed }) => weighed.sorted.missing)) : [],
  };
}

type Reading = (weighed: Weighed) => JoinedDowntime;
const certainOf: Reading = ({ measuredCertain }) => measuredCertain;
const possibleOf: Reading = ({ measuredPossible }) => measuredPossible;

function divided(
  covered: readonly WeighedService[],
  { context, reading, scope }: { readonly context: RowContext; readonly reading: Reading; readonly scope: JointScope },
): Divided {
  const of = ({ weighed }: WeighedService): Divided => ({ downtime: reading(weighed), knownMs: weighed.knownMs });
  const worst = scope === 'worst-service' ? worstOf(covered, of) : undefined;
  return worst
    ? of(worst)
    : together(
        covered.map(({ weighed }) => weighed),
        reading,
        context,
      );
}

/** Services as one that is up only while each of them is. */
export function together(parts: readonly Weighed[], reading: Reading, context: RowContext): Divided {
  const [only, ...others] = parts;
  if (only && others.length === 0) return { downtime: reading(only), knownMs: only.knownMs };
  const downtime = joinDowntime(parts.map(reading));
  return { downtime, knownMs: knownOf(unknownOf(parts, downtime), context) };
}

/** What nobody knows of services taken as one: a known failure of one of them settles the time. */
export function unknownOf(parts: readonly Weighed[], { intervals }: Pick<JoinedDowntime, 'intervals'>): Interval[] {
  return subtractIntervals(mergeIntervals(parts.flatMap(({ unknown }) => unknown)), intervals);
}

function worstOf(covered: readonly WeighedService[], of: (one: WeighedService) => Divided): WeighedService | undefined {
  const shares = covered.map((one) => ({ one, share: shareOf(of(one)) }));
  return shares.toSorted((a, b) => compareFractions(b.share, a.share)).at(0)?.one;
}

function shareOf({ downtime, knownMs }: Divided): Fraction {
  return dividedBy(downtime.lost, wholeNumber(knownMs));
}

function distinct(missing: readonly Missing[]): Missing[] {
  return [...new Map(missing.map((fact) => [fact.code, fact])).values()];
}

/** A service's own figures, with the joint credit where it stands with this service and none otherwise. */
export function withJoint({ service, weighed }: WeighedService, joint: Joint): Weighed {
  const silent = { creditIfUnknownDown: undefined, creditOfAllSources: undefined };
  if (service !== joint.carrier) {
    const none = { tier: null, credit: null };
    const reported = { ...weighed.reported, ...none };
    return { ...weighed, ...silent, verdict: 'not-owed', reported, certain: { ...weighed.certain, ...none } };
  }
  const { certain, reported, verdict } = joint;
  return {
    ...weighed,
    ...silent,
    verdict,
    reported: { ...weighed.reported, tier: reported.tier, credit: reported.credit },
    certain: { ...weighed.certain, tier: certain.tier, credit: certain.credit },
  };
}
