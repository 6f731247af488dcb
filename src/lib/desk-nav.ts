import type { Actor } from '#domain/actor';
import type { OperatorRole } from '#domain/words';

export interface NavLink {
  readonly href: string;
  readonly label: string;
  readonly current: boolean;
}

interface ConsolePlace {
  readonly href: string;
  readonly label: string;
  /** Any of these roles opens it; none named: every operator. */
  readonly roles: readonly OperatorRole[];
  /** Other addresses that belong to it. */
  readonly also?: readonly string[];
}

const CONSOLE: readonly ConsolePlace[] = [
  { href: '/console', label: 'Overview', roles: [] },
  { href: '/console/incidents', label: 'Incidents', roles: ['incidents'] },
  { href: '/console/checks', label: 'Checks', roles: ['incidents'], also: ['/console/services', '/console/places'] },
  { href: '/console/maintenance', label: 'Maintenance', roles: ['incidents'] },
  { href: '/console/tickets', label: 'Tickets', roles: ['tickets'] },
  {
    href: '/console/credits',
    label: 'Credits',
    roles: ['money', 'audit'],
    also: ['/console/proposals', '/console/ledger'],
  },
  { href: '/console/contracts', label: 'Contracts', roles: ['money', 'audit'] },
  { href: '/console/policies', label: 'Policies', roles: ['money', 'audit'] },
  { href: '/console/customers', label: 'Customers', roles: ['money', 'audit'] },
  { href: '/console/reports', label: 'Reports', roles: ['tickets'] },
  { href: '/console/deliveries', label: 'Deliveries', roles: ['incidents'] },
  { href: '/console/people', label: 'People', roles: ['audit'] },
  { href: '/console/organizations', label: 'Organisations', roles: ['audit'] },
  { href: '/console/audit', label: 'Audit', roles: ['audit'] },
];

/** The pages of the console this operator may open. */
export function consoleLinks(actor: Actor, path: string): NavLink[] {
  const roles: readonly OperatorRole[] = actor.kind === 'operator' ? actor.roles : [];
  return CONSOLE.filter((place) => place.roles.length === 0 || place.roles.some((role) => roles.includes(role))).map(
    ({ href, label, also = [] }) => ({
      href,
      label,
      current: [href, ...also].some((one) => isCurrent(one, path, '/console')),
    }),
  );
}

/** The pages of the portal, with their names in the reader's language. */
export function portalLinks(labels: Readonly<Record<PortalPlace, string>>, path: string): NavLink[] {
  return PORTAL.map(([place, href, also = href]) => ({
    href,
    label: labels[place],
    current: isCurrent(href, path, '/portal') || isCurrent(also, path, '/portal'),
  }));
}

const PORTAL = [
  ['overview', '/portal'],
  ['tickets', '/portal/tickets'],
  ['credits', '/portal/credits', '/portal/ledger'],
  ['reports', '/portal/reports'],
  ['people', '/portal/people'],
  ['account', '/account'],
] as const;

export type PortalPlace = (typeof PORTAL)[number][0];

function isCurrent(href: string, path: string, root: string): boolean {
  return path === href || (href !== root && path.startsWith(`${href}/`));
}
