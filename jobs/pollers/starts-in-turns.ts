import { setImmediate as letOthersRun } from 'node:timers/promises';

/** So many begin without a break: what is more would keep answers waiting, and our own standing still looks like theirs. */
const AT_ONCE = 16;

/** Lets whoever waits for it begin one after the other, a few in each turn of the event loop. */
export function startsInTurns(): () => Promise<void> {
  let begun = 0;
  let turn: Promise<void> = Promise.resolve();
  return async () => {
    begun += 1;
    if (begun % AT_ONCE === 0) turn = turn.then(() => letOthersRun());
    await turn;
  };
}
