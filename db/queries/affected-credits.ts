import { capOverAllServices } from '#domain/credits/credit-cap';
import type { FeeHistory } from '#domain/credits/fee-history';
import type { AffectedCredit, WindowGrants } from '#domain/credits/many/affected';
import { judgeAffected } from '#domain/credits/many/judge-affected';
import { windowsTouching } from '#domain/credits/many/windows-touching';
import type { NamedWindow } from '#domain/credits/next-window';
import { policyInForce } from '#domain/credits/policy-in-force';
import { isWindowOfContract } from '#domain/credits/window-months';
import type { Interval } from '#domain/interval';
import { unitOfCredits } from '#domain/sla/credit-unit';
import { windowOf } from '#domain/sla/window';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import {
  findReachedContract,
  IDS_PER_STATEMENT,
  listFeeHistories,
  listReachedContracts,
  type ReachedContract,
} from './affected-contracts.ts';
import { type BatchContract, BatchReader } from './batch-evidence.ts';
import type { Hit } from './incident-reach.ts';
import { listContractWindows } from './many-windows.ts';
import { listWindowClaims, listWindowGrants, windowKey } from './window-claims.ts';

interface ReachedWindow {
  readonly reached: Omit<ReachedContract, 'hits'>;
  readonly contract: BatchContract;
  readonly named: NamedWindow;
  readonly serviceIds: readonly string[];
}

export interface ReachInput {
  readonly hits: readonly Hit[];
  readonly now: Instant;
  /** Only these contracts. */
  readonly contractIds?: ReadonlySet<string>;
}

/** What every contract that an incident reached is owed in the windows it fell into, by its own terms; a bounded number of statements. */
export async function listAffectedCredits(db: Db, { hits, now, contractIds }: ReachInput): Promise<AffectedCredit[]> {
  const all = await listReachedContracts(db, hits);
  const reached = contractIds ? all.filter(({ id }) => contractIds.has(id)) : all;
  const reader = new BatchReader(db);
  return judgePlaces(db, await placesOf(reader, reached, now), { reader, now });
}

/** The same for one contract and window; undefined when there is no such window. */
export async function findAffectedCredit(
  db: Db,
  place: { readonly contractId: string; readonly month: string; readonly serviceIds: readonly string[] },
  now: Instant,
): Promise<AffectedCredit | undefined> {
  const reader = new BatchReader(db);
  const [contract] = await reader.contracts([place.contractId]);
  const reached = await findReachedContract(db, place.contractId);
  if (!contract || !reached) return undefined;
  const { startsAt, endsAt, zone } = contract;
  const rule = contract.policy.terms.window;
  if (!isWindowOfContract(rule, { startsAt, endsAt, zone }, { month: place.month, now })) return undefined;
  const named = { month: place.month, window: windowOf(rule, place.month, zone) };
  const [row] = await judgePlaces(db, [{ reached, contract, named, serviceIds: place.serviceIds }], { reader, now });
  return row;
}

async function judgePlaces(
  db: Db,
  places: readonly ReachedWindow[],
  { reader, now }: { readonly reader: BatchReader; readonly now: Instant },
): Promise<AffectedCredit[]> {
  const contracts = new Map(places.map(({ contract }) => [contract.id, contract]));
  const where = {
    contractIds: [...contracts.keys()],
    windowStarts: [...new Set(places.map(({ named }) => named.window.startedAt))],
  };
  const windows = await listContractWindows(db, places, { reader, now });
  const claims = await listWindowClaims(db, where);
  const grants = await listWindowGrants(db, where);
  const fees = await listFeeHistories(
    db,
    [...contracts.values()].map(({ id, zone, serviceIds }) => ({ id, zone, services: serviceIds.length })),
  );
  return places.flatMap((place) => {
    const key = windowKey(place.contract.id, place.named.window.startedAt);
    const window = windows.get(key);
    const history = fees.get(place.contract.id);
    if (!window || !history) return [];
    return [judge(place, { window, history, claims: claims.get(key) ?? [], grants: grants.get(key) ?? null, now })];
  });
}

function judge(
  { reached, contract, named, serviceIds }: ReachedWindow,
  found: Pick<Parameters<typeof judgeAffected>[0], 'window' | 'claims' | 'now'> & {
    readonly grants: Omit<WindowGrants, 'capAmount'> | null;
    readonly history: FeeHistory;
  },
): AffectedCredit {
  const { history, grants, ...rest } = found;
  const policy = policyInForce(contract, named.window);
  const { terms, name: policyName } = policy;
  const { id, organizationId, organizationName, counterparty, direction } = reached;
  const automatic = terms.claim.automatic;
  return judgeAffected({
    ...rest,
    contract: { id, organizationId, organizationName, counterparty, direction, policyName, automatic },
    serviceIds,
    grants: grants && { ...grants, capAmount: capOverAllServices(policy, found.window.assessment) },
    unit: unitOfCredits(terms, found.window.assessment.fee),
    worth: { history, feeBase: terms.credit.feeBase },
  });
}

async function placesOf(
  reader: BatchReader,
  reached: readonly ReachedContract[],
  now: Instant,
): Promise<ReachedWindow[]> {
  const places: ReachedWindow[] = [];
  const touching = rememberTouching();
  for (let from = 0; from < reached.length; from += IDS_PER_STATEMENT) {
    const slice = reached.slice(from, from + IDS_PER_STATEMENT);
    const contracts = await reader.contracts(slice.map(({ id }) => id));
    const byId = new Map(contracts.map((contract) => [contract.id, contract]));
    for (const one of slice) {
      const contract = byId.get(one.id);
      if (contract) places.push(...windowsOf(one, { contract, now, touching }));
    }
  }
  return places;
}

/** The windows of a contract that the stretches fall into, as far as they have begun, each with the services it concerns. */
function windowsOf(reached: ReachedContract, { contract, now, touching }: Touched): ReachedWindow[] {
  const { terms } = contract.policy;
  const found = new Map<string, { named: NamedWindow; services: Set<string> }>();
  for (const hit of reached.hits) {
    const span = {
      startedAt: Math.max(hit.startedAt, contract.startsAt),
      endedAt: Math.min(hit.endedAt ?? now, contract.endsAt ?? now, now),
    };
    if (span.endedAt <= span.startedAt) continue;
    for (const named of touching(contract, span)) {
      const entry = found.get(named.month) ?? { named, services: new Set() };
      entry.services.add(hit.serviceId);
      found.set(named.month, entry);
    }
  }
  return [...found.values()].map(({ named, services }) => ({
    reached,
    contract,
    named,
    // One credit for all services stands with the one that failed most, which need not be one of these.
    serviceIds: terms.scope === 'per-service' ? [...services] : contract.serviceIds,
  }));
}

interface Touched {
  readonly contract: BatchContract;
  readonly now: Instant;
  readonly touching: (contract: BatchContract, span: Interval) => NamedWindow[];
}

/** Looks for the windows of one rule, zone and stretch once. */
function rememberTouching(): Touched['touching'] {
  const known = new Map<string, NamedWindow[]>();
  return ({ policy, zone }, span) => {
    // Of one policy, contracts may have billing days and first days of their own.
    const rule = policy.terms.window;
    const key = JSON.stringify([rule, zone, span.startedAt, span.endedAt]);
    const windows = known.get(key) ?? windowsTouching(rule, zone, span);
    known.set(key, windows);
    return windows;
  };
}
