import { assessContract, type ContractWindow } from '#domain/credits/assess-contract';
import { arithmeticInput, assessInput } from '#domain/credits/closed-window';
import type { NamedWindow } from '#domain/credits/next-window';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import { IDS_PER_STATEMENT } from './affected-contracts.ts';
import { type BatchContract, BatchReader } from './batch-evidence.ts';
import { windowKey } from './window-claims.ts';

export interface ContractPlace {
  readonly contract: BatchContract;
  readonly named: NamedWindow;
}

/** The arithmetic of many contracts and windows: as it was frozen, or as of `now`; what contracts share is worked out once. */
export async function listContractWindows(
  db: Db,
  places: readonly ContractPlace[],
  { reader = new BatchReader(db), now }: { readonly reader?: BatchReader; readonly now: Instant },
): Promise<Map<string, ContractWindow>> {
  const windows = await listFrozenWindows(db, places);
  const live = new Map<string, ContractWindow>();
  for (const { contract, named } of places) {
    const key = windowKey(contract.id, named.window.startedAt);
    if (windows.has(key)) continue;
    const evidence = await reader.evidence(contract, named.window);
    const input = arithmeticInput(evidence, { ...named, now });
    const { policyId, serviceIds } = contract;
    const shared = JSON.stringify([policyId, named.month, input.contract, serviceIds, input.exclusions, input.fee]);
    const known = live.get(shared) ?? assessLive();
    live.set(shared, known);
    windows.set(key, known);

    function assessLive(): ContractWindow {
      return now < named.window.endedAt ? assessContract(evidence, named.month, now) : assessInput(input);
    }
  }
  return windows;
}

async function listFrozenWindows(db: Db, places: readonly ContractPlace[]): Promise<Map<string, ContractWindow>> {
  const starts = [...new Set(places.map(({ named }) => named.window.startedAt))];
  const ids = [...new Set(places.map(({ contract }) => contract.id))];
  const found: { key: string; bodyId: string }[] = [];
  for (let from = 0; from < ids.length; from += IDS_PER_STATEMENT) {
    const rows = await db
      .selectFrom('slaAssessment')
      .select(['contractId', 'windowStart', 'bodyId'])
      .where('contractId', 'in', ids.slice(from, from + IDS_PER_STATEMENT))
      .where('windowStart', 'in', starts)
      .where('revision', 'is not', null)
      .where('supersededAt', 'is', null)
      .execute();
    for (const { contractId, windowStart, bodyId } of rows) {
      if (bodyId !== null) found.push({ key: windowKey(contractId, windowStart), bodyId });
    }
  }
  const bodies = await listBodies(db, [...new Set(found.map(({ bodyId }) => bodyId))]);
  const windows = new Map<string, ContractWindow>();
  for (const { key, bodyId } of found) {
    const window = bodies.get(bodyId);
    if (window) windows.set(key, window);
  }
  return windows;
}

async function listBodies(db: Db, ids: readonly string[]): Promise<Map<string, ContractWindow>> {
  const bodies = new Map<string, ContractWindow>();
  for (let from = 0; from < ids.length; from += IDS_PER_STATEMENT) {
    const rows = await db
      .selectFrom('assessmentBody')
      .select(['id', 'result'])
      .where('id', 'in', ids.slice(from, from + IDS_PER_STATEMENT))
      .execute();
    for (const { id, result } of rows) bodies.set(id, JSON.parse(result));
  }
  return bodies;
}
