import type { CreditMessages } from '#i18n/credits/messages';

/** The three pages about credits in the portal. */
export function creditLinks(t: CreditMessages): { href: string; label: string }[] {
  return [
    { href: '/portal/credits', label: t.nav.credits },
    { href: '/portal/credits/requests', label: t.nav.claims },
    { href: '/portal/ledger', label: t.nav.ledger },
  ];
}
