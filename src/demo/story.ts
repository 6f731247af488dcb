import { HOUR_MS, type Instant, MINUTE_MS } from '#domain/time';
import type { OutageState } from '#domain/words';
import { seededRandom } from './random.ts';

/** One event of the invented past: what we measured, and what the provider said about it. */
export interface PastEvent {
  readonly slugs: readonly string[];
  readonly title: string;
  readonly startedAt: Instant;
  readonly minutes: number;
  readonly state: OutageState;
  /** The story in order: minutes after the start, and the words. The last one resolves it. */
  readonly updates: readonly (readonly [afterMin: number, text: string])[];
  /** The provider's own account of it: offset of the start and length in minutes; absent where it said nothing. */
  readonly stated?: { readonly offsetMin: number; readonly minutes: number; readonly state: OutageState };
}

/** Start of a UTC month, `monthsAgo` before the one of `now`. */
function monthStart(now: Instant, monthsAgo: number): Instant {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - monthsAgo, 1);
}

/** A moment of a past month; where that would still be ahead, the same hour some days ago. */
function moment(now: Instant, monthsAgo: number, day: number, hour: number, minute: number): Instant {
  const at = monthStart(now, monthsAgo) + (day - 1) * 24 * HOUR_MS + hour * HOUR_MS + minute * MINUTE_MS;
  const latest = now - 12 * HOUR_MS;
  return at <= latest ? at : at - Math.ceil((at - latest) / (24 * HOUR_MS)) * 24 * HOUR_MS;
}

/** The events that tell a story, newest month first. */
export function toldEvents(now: Instant): PastEvent[] {
  return [
    {
      slugs: ['gmail'],
      title: 'Gmail: mail delayed and the inbox not loading',
      startedAt: moment(now, 0, 9, 13, 22),
      minutes: 163,
      state: 'down',
      updates: [
        [6, 'The inbox does not load for most of our checks. We are looking into it.'],
        [
          34,
          'We found the cause: a change of the load balancers in Europe. It is being taken back. Mail that was sent is **queued, not lost**.',
        ],
        [151, 'The change is taken back. Mail is arriving again, oldest first; we keep watching.'],
        [163, 'Gmail works again. Every delayed message has been delivered.'],
      ],
      stated: { offsetMin: 9, minutes: 121, state: 'down' },
    },
    {
      slugs: ['google-drive', 'google-docs'],
      title: 'Drive and Docs: files open slowly or not at all',
      startedAt: moment(now, 1, 14, 8, 5),
      minutes: 46,
      state: 'down',
      updates: [
        [4, 'Files in Drive answer with an error for many users.'],
        [21, 'A storage cell is overloaded; traffic is being moved away from it.'],
        [46, 'Files open at their usual speed again.'],
      ],
      stated: { offsetMin: 3, minutes: 31, state: 'degraded' },
    },
    {
      slugs: ['google-calendar'],
      title: 'Calendar: invitations arrive late',
      startedAt: moment(now, 1, 22, 15, 40),
      minutes: 95,
      state: 'degraded',
      updates: [
        [12, 'Invitations and reminders arrive up to twenty minutes late. The calendar itself works.'],
        [95, 'Invitations arrive at once again.'],
      ],
      stated: { offsetMin: -5, minutes: 110, state: 'degraded' },
    },
    {
      slugs: ['google-meet'],
      title: 'Meet: joining fails',
      startedAt: moment(now, 2, 17, 6, 10),
      minutes: 492,
      state: 'down',
      updates: [
        [9, 'New meetings cannot be joined. Meetings already under way are not affected.'],
        [65, 'The cause is an expired certificate between two inner services. A new one is being rolled out.'],
        [430, 'Joining works in most regions; the last ones follow.'],
        [492, 'Joining works everywhere.'],
      ],
      stated: { offsetMin: 4, minutes: 470, state: 'down' },
    },
    {
      slugs: ['google-chat'],
      title: 'Chat: messages sent twice',
      startedAt: moment(now, 2, 3, 11, 0),
      minutes: 38,
      state: 'degraded',
      updates: [
        [8, 'Some messages appear twice. Nothing is lost.'],
        [38, 'Messages are sent once again. The doubled ones can be deleted.'],
      ],
    },
  ];
}

/** Short troubles of every day, the same in every demo. */
export function smallEvents(now: Instant, slugs: readonly string[]): PastEvent[] {
  const random = seededRandom(20_261);
  const events: PastEvent[] = [];
  for (let day = 88; day > 2; day -= 1) {
    if (random() > 0.16) continue;
    const slug = slugs[Math.floor(random() * slugs.length)];
    const minutes = 2 + Math.floor(random() * 11);
    const startedAt = Math.floor((now - day * 24 * HOUR_MS + random() * 20 * HOUR_MS) / MINUTE_MS) * MINUTE_MS;
    if (slug === undefined) continue;
    events.push({
      slugs: [slug],
      title: '',
      startedAt,
      minutes,
      state: random() > 0.5 ? 'down' : 'degraded',
      updates: [],
    });
  }
  return events;
}
