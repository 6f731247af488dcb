import { policyInForce, withFirstDay } from '#domain/credits/policy-in-force';
import { type PreviewedWindow, previewWindows } from '#domain/credits/policy-preview';
import { worthUnder } from '#domain/credits/row-worth';
import { windowMonths } from '#domain/credits/window-months';
import type { SlaPolicy } from '#domain/sla/policy';
import { windowOf } from '#domain/sla/window';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import { getFeeHistory } from './contracts.ts';
import { findContractUnderPolicy, getContractEvidence } from './credit-evidence.ts';

const MOST_CONTRACTS = 20;
const WINDOWS = 12;

export interface ContractPreview {
  readonly contractId: string;
  readonly name: string;
  readonly follows: boolean;
  readonly windows: readonly PreviewedWindow[];
}

export interface PolicyPreview {
  /** How many contracts rest on a version of the policy; of the first of them the windows are shown. */
  readonly contracts: number;
  readonly shown: readonly ContractPreview[];
}

/** What a proposed version would have made of the last windows of the contracts under its policy. */
export async function getPolicyPreview(
  db: Db,
  { key, proposed, now }: { readonly key: string; readonly proposed: SlaPolicy; readonly now: Instant },
): Promise<PolicyPreview> {
  const ids = await db
    .selectFrom('contract')
    .innerJoin('slaPolicy', 'slaPolicy.id', 'contract.policyId')
    .select('contract.id')
    .where('slaPolicy.key', '=', key)
    .orderBy((eb) => eb.case().when('contract.endsAt', 'is', null).then(0).else(1).end())
    .orderBy('contract.counterparty')
    .orderBy('contract.id')
    .execute();
  const shown: ContractPreview[] = [];
  for (const { id } of ids.slice(0, MOST_CONTRACTS)) {
    const preview = await previewContract(db, id, { proposed, now });
    if (preview) shown.push(preview);
  }
  return { contracts: ids.length, shown };
}

async function previewContract(
  db: Db,
  contractId: string,
  { proposed: typed, now }: { readonly proposed: SlaPolicy; readonly now: Instant },
): Promise<ContractPreview | undefined> {
  const found = await findContractUnderPolicy(db, 'every-organization', contractId);
  if (!found) return undefined;
  const { contract, policy, zone } = found;
  const proposed = withFirstDay({ policy: typed, followed: [] }, { startsAt: contract.startsAt, zone }).policy;
  const term = { startsAt: contract.startsAt, endsAt: contract.endsAt, zone };
  const months = windowMonths(policy.terms.window, term, { now, limit: WINDOWS });
  const spans = months.flatMap((month) => [policy, proposed].map(({ terms }) => windowOf(terms.window, month, zone)));
  const name =
    contract.direction === 'we-owe' ? (contract.organizationName ?? contract.counterparty) : contract.counterparty;
  const head = { contractId, name, follows: contract.policyChoice === 'follows' };
  if (spans.length === 0) return { ...head, windows: [] };
  const versions = { ...found, followed: [...found.followed, proposed] };
  const evidence = await getContractEvidence(db, versions, {
    startedAt: Math.min(...spans.map(({ startedAt }) => startedAt)),
    endedAt: Math.max(...spans.map(({ endedAt }) => endedAt)),
  });
  const history = await getFeeHistory(db, contract, zone);
  const windows = months.flatMap((month) => {
    const inForce = policyInForce(found, windowOf(policy.terms.window, month, zone));
    const worth = (under: SlaPolicy) => worthUnder(under, history);
    return previewWindows({ ...evidence, policy: inForce }, { proposed, months: [month], now, worth });
  });
  return { ...head, windows };
}
