import type { AskingTime } from '#domain/credits/judge-claim';
import type { Language } from '#domain/words';
import { formatDayNear } from './format-credit.ts';
import { creditMessages } from './messages.ts';

/** The day that reminders follow with what is left of it, and the day of another reading, which alone refuses. */
export interface AskUntil {
  readonly day: string;
  readonly otherReading: string | null;
}

/** `4 Nov · passed` and `30 Nov by another reading`: the earlier day first wherever a claim has a time. */
export function askUntil(time: AskingTime, now: number, lang: Language): AskUntil {
  const t = creditMessages(lang).table;
  const left = time.disputed ? t.passed : time.daysLeft === 0 ? t.lastDay : t.daysLeft(time.daysLeft);
  return {
    day: `${formatDayNear(time.by, now, lang)} · ${left}`,
    otherReading: time.atLatest === time.by ? null : t.otherReading(formatDayNear(time.atLatest, now, lang)),
  };
}
