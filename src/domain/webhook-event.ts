import type { NoticeKind, SubscriptionEvent } from './notices.ts';
import { type Instant, toIso } from './time.ts';

export interface WebhookEvent {
  readonly type: NoticeKind | SubscriptionEvent;
  readonly at: Instant;
  /** JSON, so that an event is the same bytes whenever it is sent. */
  readonly dataJson: string;
}

/** What a delivery about a subscription holds; its data are sealed, because whoever knows a challenge can confirm. */
export interface OwnEvent {
  readonly type: SubscriptionEvent;
  readonly at: Instant;
  readonly sealedData: string;
}

/** The body of an event: type, timestamp, data. */
export function printEvent({ type, at, dataJson }: WebhookEvent): string {
  return `{"type":${JSON.stringify(type)},"timestamp":"${toIso(at)}","data":${dataJson}}`;
}

/** Whether an endpoint proved that its owner wants the events: its answer is the challenge, or JSON that holds it. */
export function echoesChallenge(answer: string, challenge: string): boolean {
  const text = answer.trim();
  if (text === challenge) return true;
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed === challenge || (isRecord(parsed) && parsed['challenge'] === challenge);
  } catch {
    return false;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
