import { isUnanswered } from '#domain/watching/judge-probe';
import type { SAMPLE_STATES } from '#domain/words';

/** The views of a list of checks, in the order of their tabs. */
export const CHECK_VIEW_WORDS = {
  all: 'All',
  down: 'Failing',
  unknown: 'Unknown',
  up: 'Working',
  paused: 'Paused',
} as const;
type View = keyof typeof CHECK_VIEW_WORDS;

/** What of the checks is asked for, as it stands in the address. */
export interface CheckListFilter {
  readonly view: View;
  readonly text: string;
  readonly serviceId: string;
  readonly kind: string;
  readonly origin: string;
}

export function readCheckFilter({ searchParams }: URL): CheckListFilter {
  const text = (name: string): string => (searchParams.get(name) ?? '').trim().slice(0, 100);
  const view = text('view');
  return {
    view: isView(view) ? view : 'all',
    ...{ text: text('text'), serviceId: text('serviceId'), kind: text('kind'), origin: text('origin') },
  };
}

/** The filter for an address, with changes; what is not narrowed is left out. */
export function checkQuery(filter: CheckListFilter, more: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries({ ...filter, ...more });
  return new URLSearchParams(
    pairs.filter(([name, value]) => value !== '' && !(name === 'view' && value === 'all')),
  ).toString();
}

const STATE_WORDS = { up: 'Works', down: 'Fails', unknown: 'Unknown' } as const satisfies Record<
  (typeof SAMPLE_STATES)[number],
  string
>;
const MARKS = { up: 'operational', down: 'down', unknown: 'unknown' } as const;

/** How a check stands: its word, and the mark that goes with it. */
export function checkStanding(check: {
  readonly state: keyof typeof MARKS;
  readonly pausedAt: number | null;
  readonly archivedAt?: number | null;
  /** With the first good answer and the last of any: one that was asked in vain so far is told apart from one out of sight. */
  readonly firstUpAt?: number | null;
  readonly lastSampleAt?: number | null;
  readonly kind?: string;
}) {
  if (check.archivedAt) return { word: 'Deleted', mark: 'unknown' } as const;
  if (check.pausedAt !== null) return { word: 'Paused', mark: 'unknown' } as const;
  if (isUnanswered(check)) return { word: 'Never worked so far', mark: MARKS.unknown } as const;
  return { word: STATE_WORDS[check.state], mark: MARKS[check.state] };
}

function isView(text: string): text is View {
  return Object.hasOwn(CHECK_VIEW_WORDS, text);
}
