import type { Language } from '../words.ts';
import type { CreditMonth } from './credit-table.ts';
import type { ClaimState } from './judge-claim.ts';

/** One service and month whose credit can be asked for. */
export interface Askable {
  readonly contractId: string;
  readonly counterparty: string;
  readonly month: string;
  readonly serviceId: string;
  readonly names: Readonly<Partial<Record<Language, string>>>;
  readonly claim: Extract<ClaimState, { can: 'ask' }>;
}

interface ContractTable {
  readonly contract: {
    readonly id: string;
    readonly counterparty: string;
    readonly services: readonly { readonly id: string; readonly names: Askable['names'] }[];
  };
  readonly months: readonly CreditMonth[];
}

/** What can be asked for under all these contracts, the nearest deadline first. */
export function listAskable(tables: readonly ContractTable[]): Askable[] {
  return tables
    .flatMap(({ contract, months }) =>
      months.flatMap(({ month, rows }) =>
        rows.flatMap(({ serviceId, claim }) => {
          if (claim.can !== 'ask') return [];
          const names = contract.services.find(({ id }) => id === serviceId)?.names ?? {};
          return [{ contractId: contract.id, counterparty: contract.counterparty, month, serviceId, names, claim }];
        }),
      ),
    )
    .toSorted((a, b) => (dayShown(a) < dayShown(b) ? -1 : 1));
}

/** The day to act by under the strictest reading. */
function dayShown({ claim: { time } }: Askable): string {
  return time === null ? '9999-12-31' : time.by;
}
