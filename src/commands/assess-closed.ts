import type { BatchContract, BatchReader } from '#db/queries/batch-evidence';
import { canonicalJson } from '#domain/canonical-json';
import type { ContractWindow } from '#domain/credits/assess-contract';
import { arithmeticInput, assessInput } from '#domain/credits/closed-window';
import { evidenceUnderNames } from '#domain/credits/evidence';
import type { NamedWindow } from '#domain/credits/next-window';
import type { Instant } from '#domain/time';
import { sha256 } from '#lib/sha256';

/** What an assessment rests on and gives, as it is stored. */
export interface AssessedBody {
  readonly id: string;
  readonly evidenceHash: string;
  readonly evidence: string;
  readonly result: string;
  readonly window: ContractWindow;
}

/** Assesses closed windows; contracts of the same terms and services are worked out once as long as this one is used. */
export class ClosedAssessor {
  readonly #reader: BatchReader;
  readonly #now: Instant;
  readonly #bodies = new Map<string, AssessedBody>();

  constructor(reader: BatchReader, now: Instant) {
    this.#reader = reader;
    this.#now = now;
  }

  /** Under the names its services had in an earlier assessment, where there was one. */
  async assess(
    contract: BatchContract,
    { month, window }: NamedWindow,
    names: ReadonlyMap<string, string> = new Map(),
  ): Promise<AssessedBody> {
    const evidence = evidenceUnderNames(await this.#reader.evidence(contract, window), names);
    const input = arithmeticInput(evidence, { month, window, now: this.#now });
    const { policyId, serviceIds } = contract;
    const { version, terms } = input.policy;
    const exclusions = input.exclusions ?? [];
    const serviceNames = input.services.map(({ name }) => name);
    const key = canonicalJson([
      policyId,
      version,
      terms.window,
      month,
      input.contract,
      serviceIds,
      serviceNames,
      exclusions,
      input.fee ?? null,
    ]);
    const known = this.#bodies.get(key);
    if (known) return known;
    const result = assessInput(input);
    const body = bodyOf(canonicalJson(input), result);
    this.#bodies.set(key, body);
    return body;
  }
}

function bodyOf(evidence: string, window: ContractWindow): AssessedBody {
  const result = canonicalJson(window);
  const evidenceHash = sha256(evidence);
  return { id: sha256(`${evidenceHash}\n${result}`), evidenceHash, evidence, result, window };
}
