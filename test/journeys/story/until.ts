/** Looks again and again until there is something to see; after the time it says what was awaited and what `explain` knows. */
export async function until<T>(
  what: string,
  look: () => Promise<T | false | null | undefined> | T | false | null | undefined,
  { withinMs = 30_000, explain = () => '' }: { readonly withinMs?: number; readonly explain?: () => string } = {},
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > giveUpAt) throw new Error(`Waited ${withinMs} ms in vain: ${what}.\n${explain()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
