import type { PlannedContract } from '#domain/credits/contract-import';
import { bumpCounter } from './bump-counter.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { createContract } from './create-contract.ts';
import { writeAudit } from './write-audit.ts';

export interface ContractImport {
  /** As planned, none of them refused. */
  readonly contracts: readonly PlannedContract[];
  /** Ids of organisations that were made for it, by name. */
  readonly organizations: ReadonlyMap<string, string>;
  /** As the file was called. */
  readonly source: string;
}

export interface ContractImportResult {
  readonly created: number;
  /** Recorded under the same key before. */
  readonly known: number;
}

/** Records all contracts of a file or none; a key that is recorded already is passed over. */
export async function importContracts(ctx: CommandContext, input: ContractImport): Promise<ContractImportResult> {
  requireOperator(ctx, 'money');
  return inTransaction(ctx, async (tx) => {
    await bumpCounter(tx, 'contract-import');
    const known = await listImportKeys(tx);
    const fresh = input.contracts
      .filter(({ importKey }) => !known.has(importKey))
      .map((one) => withOrganization(one, input));
    // Organisations are locked one by one: in one order, so that two imports never wait for each other.
    const ordered = fresh.toSorted((a, b) => (a.organizationId < b.organizationId ? -1 : 1));
    for (const contract of ordered) await createNamed(tx, contract);
    const result = { created: fresh.length, known: input.contracts.length - fresh.length };
    await writeAudit(tx, {
      action: 'import-contracts',
      subjectKind: 'contract-import',
      subjectId: tx.newId(),
      detail: { source: input.source, ...result, keys: fresh.map(({ importKey }) => importKey) },
    });
    return result;
  });
}

async function listImportKeys(ctx: CommandContext): Promise<ReadonlySet<string | null>> {
  const rows = await ctx.db.selectFrom('contract').select('importKey').where('importKey', 'is not', null).execute();
  return new Set(rows.map(({ importKey }) => importKey));
}

function withOrganization({ organizationName, ...contract }: PlannedContract, { organizations }: ContractImport) {
  const organizationId = contract.organizationId ?? organizations.get(organizationName);
  if (organizationId !== undefined) return { ...contract, organizationId };
  throw new DomainError('conflict', `There is no organisation “${organizationName}”. Nothing was written.`);
}

async function createNamed(ctx: CommandContext, contract: ReturnType<typeof withOrganization>): Promise<void> {
  try {
    await createContract(ctx, contract);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.code, `“${contract.importKey}”: ${error.message} Nothing was written.`);
  }
}
