/** Whether a value has no neighbour: a line between values would not show it. */
export function isLonePoint(values: readonly (number | null)[], index: number): boolean {
  const has = (at: number): boolean => (values[at] ?? null) !== null;
  return has(index) && !has(index - 1) && !has(index + 1);
}
