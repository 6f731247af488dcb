import type { Interval } from '../interval.ts';
import type { Credit } from '../sla/assessment.ts';
import type { Instant } from '../time.ts';
import type { ContractLine, ContractWindow } from './assess-contract.ts';
import { isJointLine } from './joint-credit.ts';
import { type ClaimState, type EarlierClaim, judgeClaim } from './judge-claim.ts';

/** A claim with the service and window it is for. */
export interface ClaimedService extends EarlierClaim {
  readonly serviceId: string;
  readonly windowStart: Instant;
}

/** One service in one window: what each source says, what counts, what is owed and until when it can be asked for. */
export interface CreditRow extends ContractLine {
  readonly claim: ClaimState;
  /** An earlier claim that was declined or withdrawn, where none is live. */
  readonly ended: EarlierClaim | null;
}

export interface CreditMonth {
  readonly month: string;
  readonly zone: string;
  readonly open: boolean;
  /** Services with something to tell. */
  readonly rows: readonly CreditRow[];
  /** Services without any downtime in this window. */
  readonly quiet: number;
  /** Services of which no record speaks in this window. */
  readonly unmeasured: number;
  /** Services for which the terms promise nothing. */
  readonly notCovered: number;
  /** Where the records of a quiet service begin inside the window: the latest such beginning. */
  readonly recordedFrom: Instant | null;
  /** What the owed services bring together, where the cap cuts their sum. */
  readonly capped: Credit | null;
}

/** The table of a contract: every window with the services that have something to tell, the others counted. */
export function creditTable(
  windows: readonly ContractWindow[],
  claims: readonly ClaimedService[],
  now: Instant,
): CreditMonth[] {
  return windows.map(({ month, assessment, lines, term }) => {
    const { window, open, total } = assessment;
    const all = lines.map((line) => creditRow(line, { window, claims, now }));
    const rows = all.filter(isWorthARow);
    const others = all.filter((row) => !rows.includes(row));
    const whyOf = ({ claim }: CreditRow): string => (claim.can === 'ask' ? '' : claim.why);
    const notCovered = others.filter((row) => whyOf(row) === 'not-covered').length;
    const unmeasured = others.filter((row) => whyOf(row) === 'not-measured').length;
    const quiet = others.filter((row) => !['not-covered', 'not-measured'].includes(whyOf(row)));
    const sum = rows.reduce((value, { line }) => value + (line.credit?.amount ?? 0), 0);
    const capped = total.credit && total.credit.amount < sum ? total.credit : null;
    const counts = { quiet: quiet.length, unmeasured, notCovered };
    const recordedFrom = latestBeginning(quiet, Math.max(window.startedAt, term.beganInside ?? 0));
    return { month, zone: window.zone, open, rows, ...counts, recordedFrom, capped };
  });
}

function latestBeginning(rows: readonly CreditRow[], startedAt: Instant): Instant | null {
  const late = rows.flatMap(({ recordedFrom }) =>
    recordedFrom !== null && recordedFrom > startedAt ? [recordedFrom] : [],
  );
  return late.length === 0 ? null : Math.max(...late);
}

/** One line of an assessment with the state of its claim. */
export function creditRow(
  line: ContractLine,
  context: {
    readonly window: ContractWindow['assessment']['window'];
    readonly claims: readonly ClaimedService[];
    readonly now: Instant;
  },
): CreditRow {
  const own = context.claims.filter(
    (claim) => claim.serviceId === line.serviceId && claim.windowStart === context.window.startedAt,
  );
  const { window, now, claims } = context;
  const live = findStandingClaim(line, { window, claims });
  const unmeasured = line.recordedFrom === null;
  const claim = judgeClaim({ line: line.line, window, now, earlier: live, unmeasured });
  return { ...line, claim, ended: live ? null : (own[0] ?? null) };
}

/** The live claim of a line: its own, or that of any service where one credit stands for all of them. */
export function findStandingClaim<Claim extends ClaimedService>(
  line: ContractLine,
  { window, claims }: { readonly window: Interval; readonly claims: readonly Claim[] },
): Claim | undefined {
  const live = claims.filter((claim) => claim.live && claim.windowStart === window.startedAt);
  return live.find(({ serviceId }) => serviceId === line.serviceId) ?? (isJointLine(line) ? live[0] : undefined);
}

/** Any downtime in any record, owed or not, and whatever was asked for once. */
function isWorthARow({ line, bySource, claim, ended }: CreditRow): boolean {
  const wasAsked = ended !== null || (claim.can === 'not' && claim.why === 'asked');
  return wasAsked || line.downtime.ms > 0 || Object.values(bySource).some(isOutage);
}

function isOutage(figure: ContractLine['bySource']['measured']): boolean {
  return figure.said === 'figure' && figure.percent !== '100.000000';
}
