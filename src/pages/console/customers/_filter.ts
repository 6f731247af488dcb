import type { CellState } from '#domain/credits/many/matrix';
import { monthsUpTo } from '#domain/credits/many/matrix-months';
import { addMonths, isMonth } from '#domain/sla/window';
import { monthOf } from '#domain/time';
import { DIRECTIONS, type Direction } from '#domain/words';
import { STATE_FILTERS } from '#i18n/credits/matrix-words';

const MONTHS = 12;

/** What the overview of customers is narrowed to, as its address says. */
export interface OverviewFilter {
  readonly month: string;
  /** The months one can switch to, the latest first. */
  readonly months: readonly string[];
  readonly serviceId: string | undefined;
  readonly direction: Direction | undefined;
  readonly state: CellState | undefined;
  readonly name: string | undefined;
  /** One service is shown month by month. */
  readonly columns: 'services' | 'months';
  readonly firstMonth: string;
  readonly lastMonth: string;
}

/** Reads the address; without a month it is the last one that is over. */
export function readFilter(query: URLSearchParams, now: number): OverviewFilter {
  const current = monthOf(now, 'UTC');
  const asked = query.get('month') ?? '';
  const month = isMonth(asked) && asked <= current ? asked : addMonths(current, -1);
  const serviceId = query.get('service') || undefined;
  const name = query.get('name')?.trim().slice(0, 100) || undefined;
  return {
    month,
    months: monthsUpTo(current, MONTHS + 1),
    serviceId,
    direction: DIRECTIONS.find((one) => one === query.get('direction')),
    state: STATE_FILTERS.find(([state]) => state === query.get('state'))?.[0],
    name,
    columns: serviceId === undefined ? 'services' : 'months',
    firstMonth: serviceId === undefined ? month : addMonths(month, 1 - MONTHS),
    lastMonth: month,
  };
}

/** The address of the overview with some of the filter changed. */
export function addressOf(
  { month, serviceId, direction, state, name }: OverviewFilter,
  changes: Readonly<Record<string, string | undefined>> = {},
): URLSearchParams {
  const all = { month, service: serviceId, direction, state, name, ...changes };
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(all)) if (value !== undefined && value !== '') params.set(key, value);
  return params;
}
