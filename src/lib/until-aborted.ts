/**
 * The work's outcome, or the signal's reason if that comes first; late failures of the work are nobody's. With a grace, work
 * that hears the signal itself may still say in its own words why it did not end.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal, graceMs = 0): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      timer = setTimeout(reject, graceMs, signal.reason);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', giveUp);
      clearTimeout(timer);
    });
  });
}
