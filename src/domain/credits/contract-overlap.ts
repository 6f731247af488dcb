export interface ContractScope {
  readonly customerDomain: string | null;
  readonly accountNumber: string | null;
}

/** Whether two contracts speak of different customers: each names a domain, or an account, and not the same. */
export function areToldApart(a: ContractScope, b: ContractScope): boolean {
  return differ(a.customerDomain, b.customerDomain) || differ(a.accountNumber, b.accountNumber);
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a.trim().toLowerCase() !== b.trim().toLowerCase();
}
