import type { ClaimPack } from '#domain/credits/claim-pack';
import { formatInterval } from '../format.ts';
import { ppmAsPercent } from '../sla/format.ts';
import { oneLine } from './one-line.ts';
import type { PackItem, PackWords } from './write-pack.ts';
import { zoneTime } from './zone-time.ts';

/** The three kinds of proof, one point each, whether the pack has it or not. */
export function proofItems({ proofs }: ClaimPack, { t }: PackWords): PackItem[] {
  const { provider, measured, tickets } = proofs;
  const incidents = provider.incidents.map(
    ({ externalId, title, url }) =>
      `${t.outage.incident(oneLine(externalId ?? ''), oneLine(title))}${url ? ` (${oneLine(url)})` : ''}`,
  );
  const checks = measured.checks.map(({ name, kind, surface, intervalMs, outages }) =>
    t.proofs.check({
      name: oneLine(name),
      kind,
      surface: t.outage.surfaceNames[surface],
      every: formatInterval(intervalMs),
      outages,
    }),
  );
  const reports = tickets.list.map(({ no, priority, occurredAt, affectedUsers, outsideNumber }) =>
    t.proofs.ticket({
      no,
      priority,
      since: `${zoneTime(occurredAt, 'UTC')} UTC`,
      users: affectedUsers,
      outside: outsideNumber && oneLine(outsideNumber),
    }),
  );
  return [
    { text: providerLine(provider, t), details: incidents },
    { text: measuredLine(measured, t), details: checks },
    { text: tickets.has ? t.proofs.tickets(tickets.list.length) : t.proofs.ticketsNone, details: reports },
  ];
}

function providerLine({ has, listens, incidents }: ClaimPack['proofs']['provider'], t: PackWords['t']): string {
  if (incidents.length > 0) return t.proofs.provider(incidents.length);
  if (has) return t.proofs.providerUnnamed;
  return listens ? t.proofs.providerNone : t.proofs.providerSilent;
}

function measuredLine({ has, looked, outages }: ClaimPack['proofs']['measured'], t: PackWords['t']): string {
  if (has) return t.proofs.measured(outages);
  return looked ? t.proofs.measuredNone : t.proofs.measuredNever;
}

function countLine(
  { counted, atLeast }: ClaimPack['users'],
  { t, f, seats }: Pick<PackWords, 't' | 'f'> & { readonly seats: string | null },
): string {
  if (counted !== null) return t.users.counted(f.count(counted), seats);
  return atLeast === null ? t.users.notCounted(seats) : t.users.atLeast(f.count(atLeast), seats);
}

/** Counts alone, never who. */
export function userItems({ users, party }: ClaimPack, { t, f }: PackWords): PackItem[] {
  const seats = party.seats === null ? null : f.count(party.seats);
  const lines = [countLine(users, { t, f, seats })];
  if (users.sharePpm !== null) lines.push(t.users.share(f.percent(ppmAsPercent(users.sharePpm))));
  return lines.map((text) => ({ text, details: [] }));
}
