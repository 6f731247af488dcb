import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { type CheckSettings, DEFAULT_SETTINGS } from '#domain/watching/check-settings';
import type { CheckKind } from '#lib/check-targets/check-target';

type Settings = Omit<CheckSettings, 'name'>;

const PROTOCOL = { surface: 'protocol' } as const;
const API = { surface: 'api' } as const;

/** What a kind begins with where the usual settings would not fit: mail takes its time, certificates end once a year, a late job is late. */
const OF_KIND: Readonly<Partial<Record<CheckKind, Partial<Settings>>>> = {
  tcp: PROTOCOL,
  tls: { ...PROTOCOL, intervalMs: HOUR_MS },
  dns: PROTOCOL,
  grpc: API,
  icmp: PROTOCOL,
  heartbeat: { ...API, failAfter: 1, recoverAfter: 1 },
  smtp: PROTOCOL,
  imap: PROTOCOL,
  pop3: PROTOCOL,
  'round-trip': { ...PROTOCOL, intervalMs: 5 * MINUTE_MS, timeoutMs: 2 * MINUTE_MS },
  caldav: PROTOCOL,
};

/** How a new check of a kind is run and judged unless somebody says otherwise. */
export function settingsOfKind(kind: CheckKind | undefined): Settings {
  return { ...DEFAULT_SETTINGS, ...(kind ? OF_KIND[kind] : {}) };
}
