import { randomUUIDv7 } from 'node:crypto';

/** `xxxxxxxx-xxxx`: the milliseconds of a UUIDv7. */
const INSTANT_CHARACTERS = 13;
const MOST_OF_ONE_MS = 0xfff;

let lastInstant = '';
let count = 0;

/** A UUIDv7; ids made one after the other in this process sort in that order (a counter in `rand_a`, RFC 9562, 6.2). */
export function newId(): string {
  const id = randomUUIDv7();
  const instant = id.slice(0, INSTANT_CHARACTERS);
  if (instant > lastInstant) {
    lastInstant = instant;
    // Half of the range is left to count in.
    count = Number.parseInt(id.slice(15, 18), 16) >> 1;
  } else if (count < MOST_OF_ONE_MS) {
    count += 1;
  } else {
    lastInstant = instantAfter(lastInstant);
    count = 0;
  }
  return `${lastInstant}-7${count.toString(16).padStart(3, '0')}${id.slice(18)}`;
}

function instantAfter(instant: string): string {
  const digits = (Number.parseInt(instant.replace('-', ''), 16) + 1).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
