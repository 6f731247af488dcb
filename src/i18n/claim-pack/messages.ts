import type { PackOutage } from '#domain/credits/pack-outages';
import type { ClaimReading } from '#domain/sla/policy';
import type { Language, OutageSource, OutageState, Priority, Surface } from '#domain/words';
import { en } from './en.ts';
import { fr } from './fr.ts';

type Words<Key extends string> = Readonly<Record<Key, string>>;

/** The words of a claim against a provider: ours, to be read by its people. */
export interface PackMessages {
  readonly subject: (claim: {
    domain: string | null;
    services: string;
    period: string;
    cases: string | null;
  }) => string;
  readonly opening: (claim: { policy: string; period: string; domain: string | null }) => string;
  readonly openingReseller: (claim: { reseller: string; provider: string; policy: string; period: string }) => string;
  readonly early: (end: string) => string;
  readonly titles: Words<'customer' | 'asked' | 'outages' | 'proofs' | 'users' | 'arithmetic' | 'unknown' | 'deadline'>;
  readonly customer: Words<
    | 'name'
    | 'domain'
    | 'account'
    | 'accountReseller'
    | 'provider'
    | 'edition'
    | 'seats'
    | 'claim'
    | 'cases'
    | 'note'
    | 'made'
  >;
  /** The claim as its own pages call it, with the day it was asked. */
  readonly claim: (no: number, day: string) => string;
  /** Stands at the foot of each page; without a number where nothing is asked yet. */
  readonly foot: (no: number | null, day: string) => string;

  readonly asked: {
    readonly owed: (service: string, credit: string) => string;
    readonly depends: (service: string, credit: string) => string;
    readonly uptime: (uptime: string, downtime: string, below: string | null) => string;
    readonly total: (credit: string) => string;
    readonly capped: (credit: string) => string;
    readonly changed: (credit: string) => string;
  };
  readonly outage: {
    readonly head: string;
    readonly when: string;
    readonly states: Readonly<Record<OutageState, string>>;
    readonly sources: Readonly<Record<OutageSource, (provider: string) => string>>;
    readonly line: (
      outage: Pick<PackOutage, 'no'> & { service: string; state: string; source: string; lasted: string },
    ) => string;
    readonly ongoing: string;
    readonly to: string;
    readonly surfaces: (names: string) => string;
    readonly surfaceNames: Readonly<Record<Surface, string>>;
    readonly places: (names: string) => string;
    readonly share: (percent: string) => string;
    readonly counted: (duration: string) => string;
    readonly notCounted: string;
    readonly incident: (id: string, title: string) => string;
  };
  readonly proofs: {
    readonly provider: (count: number) => string;
    readonly providerNone: string;
    readonly providerSilent: string;
    readonly providerUnnamed: string;
    readonly measured: (count: number) => string;
    readonly measuredNone: string;
    readonly measuredNever: string;
    readonly check: (check: { name: string; kind: string; surface: string; every: string; outages: number }) => string;
    readonly tickets: (count: number) => string;
    readonly ticketsNone: string;
    readonly ticket: (ticket: {
      no: number;
      priority: Priority;
      since: string;
      users: number | null;
      outside: string | null;
    }) => string;
  };
  readonly users: {
    readonly counted: (count: string, seats: string | null) => string;
    readonly atLeast: (count: string, seats: string | null) => string;
    readonly notCounted: (seats: string | null) => string;
    readonly share: (percent: string) => string;
  };
  readonly rules: {
    readonly window: (start: string, end: string, zone: string, minutes: string) => string;
    readonly promise: (target: string) => string;
    readonly downtime: (above: string) => string;
    readonly tiers: (list: string) => string;
    readonly tier: (below: string, credit: string) => string;
    readonly cap: (cap: string, all: boolean) => string;
    readonly version: (policy: string, version: number) => string;
  };
  readonly unknown: { readonly intro: string; readonly ask: string };
  readonly deadline: {
    readonly provider: (day: string, reading: string, zone: string) => string;
    readonly reseller: (reseller: string, day: string) => string;
    readonly safe: string;
    readonly lapsed: string;
    readonly none: string;
    readonly reading: (reading: ClaimReading) => string;
  };
  readonly closing: readonly string[];
  readonly csv: Words<
    | 'no'
    | 'service'
    | 'state'
    | 'source'
    | 'start'
    | 'end'
    | 'minutes'
    | 'counted'
    | 'surfaces'
    | 'places'
    | 'share'
    | 'incident'
    | 'url'
    | 'revision'
  >;
}

const MESSAGES: Readonly<Record<Language, PackMessages>> = { en, fr };

export function packMessages(lang: Language): PackMessages {
  return MESSAGES[lang];
}
