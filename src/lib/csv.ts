export interface CsvStyle {
  readonly delimiter: ',' | ';';
}

/** Rows as RFC 4180 text; a cell that a spreadsheet would take for a formula is made plain text by a leading apostrophe. */
export function writeCsv(rows: readonly (readonly string[])[], { delimiter }: CsvStyle): string {
  return rows
    .map((row) => row.map((cell) => writeCell(cell, delimiter)).join(delimiter))
    .join('\r\n')
    .concat('\r\n');
}

const NUMBER = /^-?\d+([.,]\d+)?$/;
// Spreadsheets trim cells before they calculate, and take full-width signs for plain ones.
const FORMULA = /^(?:[\t\r\n]|[\s\p{Cf}]*[=+\-@|\uff1d\uff0b\uff0d\uff20\uff5c])/u;

function writeCell(text: string, delimiter: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  const mustQuote = /["\r\n]/.test(safe) || safe.includes(delimiter);
  return mustQuote ? `"${safe.replaceAll('"', '""')}"` : safe;
}
