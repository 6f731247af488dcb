import type { OperatorRole } from '#domain/words';

/** Who may open a page of portal or console; everyone else is turned away. */
export type RouteRule =
  | { readonly area: 'console'; readonly roles: readonly OperatorRole[] | 'every' }
  | { readonly area: 'portal'; readonly members: 'all' | 'admins' };

const every: RouteRule = { area: 'console', roles: 'every' };
const role = (...roles: readonly OperatorRole[]): RouteRule => ({ area: 'console', roles });
const members: RouteRule = { area: 'portal', members: 'all' };
const admins: RouteRule = { area: 'portal', members: 'admins' };

/** What the money role decides and an auditor may read. */
const audited = (...paths: readonly string[]): Readonly<Record<string, RouteRule>> =>
  Object.fromEntries(paths.map((path) => [path, role('money', 'audit')]));

/** Every file under src/pages/{portal,console}: a page that is missing here fails the route matrix. */
export const ROUTES: Readonly<Record<string, RouteRule>> = {
  '/console': every,
  '/console/incidents': role('incidents'),
  '/console/incidents/[id]': role('incidents'),
  '/console/incidents/new': role('incidents'),
  '/console/incidents/declare': role('incidents'),
  '/console/incidents/outages/[id]': role('incidents'),
  '/console/deliveries': role('incidents'),
  '/console/deliveries/[id]': role('incidents'),
  '/console/tickets': role('tickets'),
  '/console/tickets/[no]': role('tickets'),
  '/console/tickets/new': role('tickets'),
  '/console/reports': role('tickets'),
  '/console/reports/[id]': role('tickets'),
  '/console/credits': role('money'),
  '/console/credits/settings': role('money'),
  '/console/credits/files/[id]': role('money', 'audit'),
  '/console/credits/[no]': role('money'),
  '/console/credits/[no]/pack': role('money'),
  '/console/credits/[no]/pack.csv': role('money'),
  '/console/credits/[no]/pack.pdf': role('money'),
  '/console/credits/many': role('money', 'audit'),
  '/console/credits/many/[id]': role('money', 'audit'),
  '/console/credits/many/[id]/packs.zip': role('money', 'audit'),
  '/console/incidents/[id]/credits': role('money', 'audit'),
  '/console/customers': role('money', 'audit'),
  '/console/customers.csv': role('money', 'audit'),
  '/console/contracts': role('money'),
  '/console/contracts/new': role('money'),
  '/console/contracts/import': role('money'),
  '/console/contracts/[id]': role('money'),
  '/console/contracts/[id]/[month]': role('money'),
  '/console/contracts/[id]/[month]/evidence.zip': role('money'),
  '/console/proposals': role('money'),
  '/console/policies': role('money', 'audit'),
  '/console/policies/[key]': role('money', 'audit'),
  '/console/policies/[key]/new-version': role('money'),
  '/console/ledger': role('money'),
  '/console/ledger.csv': role('money'),
  '/console/people': role('audit'),
  '/console/people/[id]': role('audit'),
  '/console/organizations': role('audit'),
  '/console/organizations/[id]': role('audit'),
  '/console/audit': role('audit'),

  '/portal': members,
  '/portal/tickets': members,
  '/portal/tickets/[no]': members,
  '/portal/tickets/new': admins,
  '/portal/reports': members,
  '/portal/reports/[id]': members,
  '/portal/credits': members,
  '/portal/credits/[contract]': members,
  '/portal/credits/[contract]/[month]': members,
  '/portal/credits/[contract]/[month]/evidence.zip': members,
  '/portal/credits/[contract]/[month]/pack': members,
  '/portal/credits/[contract]/[month]/pack.csv': members,
  '/portal/credits/[contract]/[month]/pack.pdf': members,
  '/portal/credits/files/[id]': members,
  '/portal/credits/requests': members,
  '/portal/credits/requests/[no]': members,
  '/portal/credits/requests/[no]/pack': members,
  '/portal/credits/requests/[no]/pack.csv': members,
  '/portal/credits/requests/[no]/pack.pdf': members,
  '/portal/ledger': members,
  '/portal/ledger.csv': members,
  '/portal/people': members,
  '/portal/audit': admins,

  ...audited(
    '/console/credits',
    '/console/credits/settings',
    '/console/credits/[no]',
    '/console/credits/[no]/pack',
    '/console/credits/[no]/pack.csv',
    '/console/credits/[no]/pack.pdf',
    '/console/contracts',
    '/console/contracts/[id]',
    '/console/contracts/[id]/[month]',
    '/console/contracts/[id]/[month]/evidence.zip',
    '/console/proposals',
    '/console/ledger',
    '/console/ledger.csv',
    '/console/ledger/statement',
    '/console/ledger/statement.csv',
    '/console/ledger/statement.pdf',
    '/console/ledger/export.csv',
    '/console/ledger/export.json',
  ),
  '/console/audit.csv': role('audit'),
  '/console/audit/settings': role('audit'),
  '/portal/audit.csv': admins,
  '/portal/ledger/statement': members,
  '/portal/ledger/statement.csv': members,
  '/portal/ledger/statement.pdf': members,
};
