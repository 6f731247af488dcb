import type { ContractWindow } from '#domain/credits/assess-contract';
import { restsOnFee } from '#domain/credits/fee-under';
import type { FollowedPolicy } from '#domain/credits/policy-in-force';
import type { SpanEvidence } from '#domain/credits/window-evidence';
import type { Interval } from '#domain/interval';
import type { Db } from '../connect.ts';
import { type Contract, findContract, getFeeHistory } from './contracts.ts';
import { listEvidenceExclusions } from './exclusions.ts';
import type { LedgerScope } from './ledger.ts';
import { getFollowedPolicy } from './policies.ts';
import { getServiceEvidence } from './service-evidence.ts';

/** A contract in scope with its terms; what the evidence is then loaded for. */
export interface ContractUnderPolicy extends FollowedPolicy {
  readonly contract: Contract;
  /** In which the months of this contract are counted. */
  readonly zone: string;
}

/** A contract with the policy version it was made under; undefined when it is not in scope. */
export async function findContractUnderPolicy(
  db: Db,
  scope: LedgerScope,
  contractId: string,
): Promise<ContractUnderPolicy | undefined> {
  const contract = await findContract(db, scope, contractId);
  if (!contract) return undefined;
  const terms = await getFollowedPolicy(db, contract);
  return { contract, ...terms, zone: contract.zone ?? terms.policy.terms.window.zone };
}

/** What the arithmetic of a contract needs for a span of time. */
export async function getContractEvidence(
  db: Db,
  { contract, policy, followed, zone }: ContractUnderPolicy,
  span: Interval,
): Promise<SpanEvidence> {
  const ids = contract.services.map(({ id }) => id);
  const needsFee = [policy, ...followed].some(({ terms }) => restsOnFee(terms));
  return {
    policy,
    contract: { id: contract.id, zone, startsAt: contract.startsAt, endsAt: contract.endsAt },
    ...(await getServiceEvidence(db, ids, span)),
    exclusions: (await listEvidenceExclusions(db, [contract.id], span)).get(contract.id),
    feeHistory: needsFee ? await getFeeHistory(db, contract, zone) : null,
  };
}

/** The arithmetic of a claim as it was when asked; undefined when there is none on record. */
export async function findFrozenWindow(db: Db, assessmentId: string): Promise<ContractWindow | undefined> {
  const row = await db.selectFrom('slaAssessment').select('result').where('id', '=', assessmentId).executeTakeFirst();
  const window: ContractWindow | undefined = row && JSON.parse(row.result);
  return window && 'lines' in window ? window : undefined;
}
