/** A place in the queue of claims, which is read by the day each is due, then by arrival. */
export interface QueuePlace {
  readonly dueAt: number | null;
  readonly no: number;
}

const PLACE = /^(\d{1,15}|never)_([1-9]\d{0,8})$/;

/** The place behind a claim, for an address. */
export function writeQueuePlace({ dueAt, no }: QueuePlace): string {
  return `${dueAt ?? 'never'}_${no}`;
}

/** What `writeQueuePlace` wrote; undefined for anything else. */
export function readQueuePlace(text: string | null): QueuePlace | undefined {
  const match = PLACE.exec(text ?? '');
  return match ? { dueAt: match[1] === 'never' ? null : Number(match[1]), no: Number(match[2]) } : undefined;
}
