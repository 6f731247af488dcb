import type { DayState } from '#domain/status/day-bars';
import type { GroupStanding } from '#domain/status/group-view';
import type { IncidentImpact, IncidentStage, OutageSource, ServiceState, Surface } from '#domain/words';
import type { Rich, RichPart } from '../rich.ts';

type Words<K extends string> = Readonly<Record<K, string>>;

export interface PublicMessages {
  readonly nav: Words<'label' | 'skip' | 'trail' | 'status' | 'history' | 'support' | 'subscribe' | 'signIn'>;
  readonly foot: Words<'label' | 'utc'>;
  readonly states: Words<ServiceState>;
  /** The state of what nobody has seen so far. */
  readonly unseenYet: string;
  readonly days: Words<DayState>;
  readonly stages: Words<IncidentStage>;
  readonly impacts: Words<IncidentImpact>;
  readonly impactLevels: Words<Exclude<IncidentImpact, 'none'>>;
  readonly surfaces: Words<Surface>;
  readonly sources: Words<OutageSource>;
  /** Who said an update of an incident. */
  readonly voices: Words<'provider' | 'measured' | 'team'>;
  readonly headline: {
    readonly nothing: string;
    readonly allWork: (total: number) => string;
    /** Since one time; `lasting` is null where the sentence must stay short. */
    readonly problem: (problem: {
      readonly state: 'down' | 'degraded';
      readonly names: Rich;
      readonly many: boolean;
      readonly since: RichPart;
      readonly lasting: string | null;
    }) => Rich;
    /** A name with its own beginning, in a list of several. */
    readonly nameSince: (name: RichPart, since: RichPart) => Rich;
    /** Several that began at times of their own, which the names say. */
    readonly apart: (state: 'down' | 'degraded', names: Rich) => Rich;
    readonly counted: (state: 'down' | 'degraded', count: number, since: RichPart) => Rich;
    readonly lingering: (title: RichPart, since: RichPart) => Rich;
    /** It is open, but what it concerns works. */
    readonly settled: (title: RichPart, since: RichPart) => Rich;
    readonly noneFails: string;
    readonly maintenance: (names: Rich, many: boolean, until: RichPart | null) => Rich;
    readonly restWorks: string;
    readonly unseen: (names: Rich) => Rich;
    readonly allUnseen: string;
    /** Where others were never seen so far. */
    readonly someWork: (count: number) => string;
    readonly unseenYet: (names: Rich) => Rich;
    readonly allNew: string;
    readonly others: (count: number) => string;
  };
  readonly status: {
    readonly description: (site: string) => string;
    readonly lastChange: (at: string) => string;
    readonly checkedEvery: (shortest: string, longest: string, places: number) => string;
    readonly recordsSince: (date: string) => string;
    readonly nothingYet: string;
    readonly openTitle: string;
    readonly servicesTitle: string;
    readonly ungrouped: string;
    /** The same beside groups. */
    readonly others: string;
    /** How a group of services stands, in a few words. */
    readonly groupStanding: (standing: GroupStanding) => string;
    /** The line that opens those services of a group that work. */
    readonly folded: (count: number, isAll: boolean) => string;
    readonly daysAgo: string;
    readonly today: string;
    readonly legend: string;
    readonly latelyTitle: string;
    readonly latelyEmpty: string;
    readonly latelyNoOther: string;
    readonly wholeHistory: string;
    readonly reported: string;
  };
  readonly uptime: {
    readonly none: string;
    readonly down: (duration: string) => string;
    readonly degraded: (duration: string) => string;
    readonly maintenance: (duration: string) => string;
    readonly noOutage: string;
    readonly unmeasured: (share: string) => string;
    readonly since: (date: string) => string;
    readonly byProvider: string;
    readonly inDays: (percent: string, days: number) => string;
    readonly badDays: (count: number) => string;
    readonly badDayCount: (count: number) => string;
    readonly noBadDay: string;
    readonly moreDays: (count: number) => string;
  };
  readonly incident: {
    readonly since: (at: string, lasting: string) => string;
    readonly lasted: (from: string, to: string, duration: string) => string;
    readonly information: string;
    readonly nextUpdate: (at: string) => string;
    readonly allUpdates: (count: number) => string;
    readonly ticket: string;
    readonly affected: string;
    readonly wellAgain: string;
    readonly locations: string;
    readonly impact: string;
    readonly next: string;
    readonly updates: string;
    readonly noUpdates: string;
    readonly outages: string;
    readonly outagesIntro: string;
    readonly noOutage: string;
    readonly share: (share: string) => string;
    readonly ongoing: string;
    readonly original: string;
    readonly feedAffected: (names: string) => string;
  };
  readonly service: {
    readonly now: (state: string, since: string | null) => string;
    readonly since: (at: string) => string;
    /** Why nothing is known of it so far. */
    readonly isNew: string;
    readonly checks: string;
    readonly checkLine: (count: number, surface: string, every: string) => string;
    readonly notChecked: string;
    readonly providerOnly: string;
    readonly figures: string;
    readonly figuresIntro: string;
    readonly outages: string;
    readonly noOutages: string;
    readonly table: string;
    readonly day: string;
    readonly state: string;
    readonly notMeasured: string;
    readonly nothing: string;
    readonly ongoing: string;
    readonly toIncident: string;
    readonly until: (at: string) => string;
    readonly announced: string;
    /** Of an outage that outlasted the maintenance it began in. */
    readonly countsFrom: (at: string) => string;
    readonly noRecords: string;
    readonly recordsBegin: (date: string) => string;
  };
  readonly places: {
    /** This server, where nobody gave it a name. */
    readonly here: string;
    readonly checked: (count: number, total: number, names: string) => string;
    readonly failing: (count: number, total: number, names: string) => string;
    readonly working: (names: string) => string;
    readonly blind: (names: string) => string;
  };
  readonly latency: Words<'title' | 'intro' | 'none' | 'few' | 'table' | 'from' | 'p50' | 'p95'>;
  readonly history: {
    readonly title: string;
    readonly intro: string;
    readonly empty: string;
    readonly earlier: string;
    readonly later: string;
    readonly openStill: string;
  };
  readonly feed: {
    readonly atom: string;
    readonly rss: string;
    readonly title: (site: string) => string;
    readonly update: string;
  };
  readonly errors: Words<
    'notFoundTitle' | 'notFound' | 'failedTitle' | 'failed' | 'fullTitle' | 'full' | 'toStatus' | 'toHistory'
  >;
}
