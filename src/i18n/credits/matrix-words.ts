import type { CellState } from '#domain/credits/many/matrix';

/** The shape and the word of a cell; colour comes on top. */
export const CELL_WORDS: Readonly<Record<CellState, { readonly shape: string; readonly word: string }>> = {
  owed: { shape: '■', word: 'owed' },
  claimed: { shape: '◧', word: 'asked for' },
  depends: { shape: '◇', word: 'depends' },
  granted: { shape: '✓', word: 'granted' },
  declined: { shape: '✕', word: 'declined' },
  lapsed: { shape: '□', word: 'lapsed' },
  open: { shape: '…', word: 'not over' },
  'not-measured': { shape: '?', word: 'not measured' },
  nothing: { shape: '·', word: 'nothing' },
};

/** What the overview can be narrowed to. */
export const STATE_FILTERS: readonly (readonly [CellState, string])[] = [
  ['owed', 'Owed, not asked for'],
  ['claimed', 'Asked for'],
  ['depends', 'Depends on missing facts'],
  ['granted', 'Granted'],
  ['declined', 'Declined'],
  ['lapsed', 'Lapsed'],
];
