import type { DayBar, DayState } from '#domain/status/day-bars';

export const BAR_STEP = 4;
export const BAR_HEIGHT = 28;

const MARKS: Readonly<Record<DayState, string>> = {
  operational: 'd-o',
  degraded: 'd-g',
  down: 'd-d',
  maintenance: 'd-m',
  unknown: 'd-u',
  unrecorded: 'd-n',
};

export interface BarMark {
  readonly mark: string;
  readonly x: number;
  readonly day: DayBar;
}

/** Which marks to set where. A service without a bad day is one mark for all days: pages of many services stay small. */
export function barMarks(days: readonly DayBar[]): { readonly all: boolean; readonly marks: readonly BarMark[] } {
  if (days.every((day) => day.state === 'operational')) return { all: true, marks: [] };
  return { all: false, marks: days.map((day, index) => ({ mark: MARKS[day.state], x: index * BAR_STEP, day })) };
}

/** Neighbouring marks of one kind that say nothing by themselves, drawn as one path: `M1.5 0v28m4-28v28…`. */
export function tickPath(marks: readonly BarMark[]): string {
  return marks
    .filter(({ day }) => day.state === 'operational')
    .map(({ x }) => `M${x + 1.5} 0v${BAR_HEIGHT}`)
    .join('');
}
