/** The pages about credits in the console. */
export const consoleCreditLinks: readonly { readonly href: string; readonly label: string }[] = [
  { href: '/console/credits', label: 'Claims' },
  { href: '/console/credits/many', label: 'Many at once' },
  { href: '/console/proposals', label: 'Proposals' },
  { href: '/console/customers', label: 'Customers' },
  { href: '/console/ledger', label: 'Ledger' },
  { href: '/console/contracts', label: 'Contracts' },
  { href: '/console/credits/settings', label: 'Rules' },
];
