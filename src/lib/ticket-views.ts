import type { LocalizedText } from '#domain/localized-text';
import type { Proposal } from '#domain/tickets/propose-outages';
import type { Language, OutageSource, TicketMessageKind } from '#domain/words';
import { formatDate, formatDuration, formatTime } from '#i18n/format';
import { localText } from '#i18n/language';
import type { TicketMessages } from '#i18n/tickets/en';
import { ticketMessages } from '#i18n/tickets/messages';

interface Message {
  readonly id: string;
  readonly at: number;
  readonly kind: TicketMessageKind;
  readonly authorKind: 'operator' | 'member' | 'system';
  readonly authorName: string;
  readonly audience: 'shared' | 'operators';
  readonly body: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** One line of a ticket's story, ready to be printed. */
export interface StoryLine {
  readonly id: string;
  readonly at: number;
  readonly who: string;
  readonly side: 'desk' | 'organization';
  readonly did: string;
  /** Markdown. */
  readonly body: string;
  readonly note: boolean;
}

interface StoryOptions {
  readonly lang: Language;
  /** By id; services the reader may see. */
  readonly serviceNames: ReadonlyMap<string, LocalizedText>;
}

/** What happened to a ticket, in the reader's language. */
export function storyLines(messages: readonly Message[], options: StoryOptions): StoryLine[] {
  return messages.map((message) => ({
    id: message.id,
    at: message.at,
    who: message.authorName,
    side: message.authorKind === 'member' ? 'organization' : 'desk',
    did: whatWasDone(message, options),
    body: message.body,
    note: message.audience === 'operators',
  }));
}

function whatWasDone({ kind, detail }: Message, { lang, serviceNames }: StoryOptions): string {
  const t = ticketMessages(lang);
  const text = (name: string): string => (typeof detail[name] === 'string' ? detail[name] : '');
  if (kind === 'priority') return t.lines.priority(text('from'), text('to'));
  if (kind === 'outside') return t.lines.outside(text('system'), text('number'));
  if (kind === 'closed') return t.lines.closed(closingWord(t, text('kind')));
  if (kind !== 'tied' && kind !== 'untied') return t.lines[kind];
  const service = localText(serviceNames.get(text('serviceId')) ?? {}, lang).text;
  const startedAt = typeof detail['startedAt'] === 'number' ? detail['startedAt'] : 0;
  const source = t.sources[text('source') as OutageSource] ?? '';
  return t.lines[kind](t.lines.outage(service, `${formatDate(startedAt, lang)}, ${formatTime(startedAt)}`, source));
}

function closingWord(t: TicketMessages, kind: string): string {
  const words: Readonly<Record<string, string>> = t.resolutions;
  return words[kind] ?? kind;
}

interface Outage {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceNames: LocalizedText;
  readonly source: OutageSource;
  readonly state: 'degraded' | 'down';
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly incidentId: string | null;
  readonly publishedAt: number | null;
}

/** An outage on a page of tickets or reports. */
export interface OutageLine {
  readonly id: string;
  readonly service: string;
  readonly state: 'degraded' | 'down';
  readonly stateWord: string;
  readonly source: string;
  readonly startedAt: number;
  /** Stands before the start of an outage that goes on; empty otherwise. */
  readonly since: string;
  /** How long it lasted, or that it goes on. */
  readonly length: string;
  /** How it lies to the stated start; empty where that is not asked. */
  readonly fit: string;
  /** Page of its incident, where that is published. */
  readonly incidentPath: string | null;
}

export function outageLine(outage: Outage, lang: Language, fit = ''): OutageLine {
  const t = ticketMessages(lang);
  const published = outage.incidentId !== null && outage.publishedAt !== null;
  return {
    id: outage.id,
    service: localText(outage.serviceNames, lang).text,
    state: outage.state,
    stateWord: t.states[outage.state],
    source: t.sources[outage.source],
    startedAt: outage.startedAt,
    since: outage.endedAt === null ? t.page.from : '',
    length: outage.endedAt === null ? t.page.running : formatDuration(outage.endedAt - outage.startedAt, lang),
    fit,
    incidentPath: published ? `${lang === 'fr' ? '/fr' : ''}/incidents/${outage.incidentId}` : null,
  };
}

/** A proposed outage, with how it lies to the stated start. */
export function proposalLine({ outage, fit, distanceMs }: Proposal<Outage>, lang: Language): OutageLine {
  const { fits } = ticketMessages(lang);
  const distance = formatDuration(distanceMs, lang);
  return outageLine(outage, lang, fit === 'during' ? fits.during : fits[fit](distance));
}

/** What goes on now: one line per service, with every source that says so. */
export function runningLines(outages: readonly Outage[], lang: Language): OutageLine[] {
  const running = outages.filter((outage) => outage.endedAt === null);
  return [...Map.groupBy(running, (outage) => outage.serviceId).values()].flatMap((same) => {
    const [first] = same.toSorted((a, b) => a.startedAt - b.startedAt);
    if (!first) return [];
    const state = same.some((outage) => outage.state === 'down') ? 'down' : 'degraded';
    const sources = [...new Set(same.map((outage) => ticketMessages(lang).sources[outage.source]))];
    return { ...outageLine({ ...first, state }, lang), source: sources.join(', ') };
  });
}
