/** `à 14:05 UTC`, `au 22 nov., 14:05 UTC`: a moment as it follows « jusqu’ » or « passer ». */
export function toMoment(moment: string): string {
  return `${/^\d\d:/.test(moment) ? 'à' : 'au'} ${moment}`;
}
