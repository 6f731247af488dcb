import type { SampleState } from '../words.ts';

/** What a place sees of a check now; its name is public, null where it is this server and nobody named it. */
export interface PlaceSight {
  readonly name: string | null;
  /** Unknown while it cannot see. */
  readonly state: SampleState;
}

/** From which places a check is seen to work, to fail, or not at all. */
export interface PlaceLine {
  readonly working: readonly (string | null)[];
  readonly failing: readonly (string | null)[];
  readonly blind: readonly (string | null)[];
}

/** One line for each different view of the checks that several places share. */
export function placeLines(checks: readonly (readonly PlaceSight[])[]): PlaceLine[] {
  const lines = checks.filter((sights) => sights.length > 0).map(lineOf);
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
}

function lineOf(sights: readonly PlaceSight[]): PlaceLine {
  const names = (state: SampleState): (string | null)[] =>
    sights.filter((sight) => sight.state === state).map(({ name }) => name);
  return { working: names('up'), failing: names('down'), blind: names('unknown') };
}
