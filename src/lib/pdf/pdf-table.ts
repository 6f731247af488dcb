import { lineHeight, type PdfSheet, type TextStyle } from './pdf-sheet.ts';

export interface PdfColumn {
  readonly label: string;
  readonly width: number;
  readonly right?: boolean;
}

/** A cell is one paragraph, or several below each other; the later ones are soft. */
export type PdfCell = string | readonly string[];

interface Line {
  readonly text: string;
  readonly style: TextStyle;
}

const GAP = 10;
const PADDING = 4;
/** Of a row that has to be cut, at least so much stands on its first page. */
const LEAST_PART = 120;
const PLAIN: TextStyle = { size: 8.5 };
const SOFT: TextStyle = { size: 8, tone: 'soft' };
const HEAD: TextStyle = { size: 8, weight: 'bold', tone: 'soft' };

/** A table with a head that is repeated on each page; the first cell of a row is its heading. */
export function drawTable(sheet: PdfSheet, columns: readonly PdfColumn[], rows: readonly (readonly PdfCell[])[]): void {
  const { doc } = sheet;
  const places = placesOf(sheet, columns);
  const labels = columns.map(({ label }, index) => sheet.wrap(label, places[index]?.width ?? 0, HEAD));
  const first = (rows[0] ?? []).map((cell, index) => heightOf(linesOf(sheet, cell, places[index]?.width ?? 0)));
  sheet.need(headHeight(labels) + Math.min(Math.max(0, ...first) + 2 * PADDING, sheet.height / 2));
  const table = doc.struct('Table');
  sheet.root.add(table);
  const head = doc.struct('THead');
  table.add(head);
  drawHead(sheet, head, { places, labels });
  head.end();
  const body = doc.struct('TBody');
  table.add(body);
  for (const row of rows) drawRow(sheet, body, { places, labels, row });
  body.end();
  table.end();
}

interface Place {
  readonly x: number;
  readonly width: number;
  readonly right: boolean;
}

interface TableHead {
  readonly places: readonly Place[];
  readonly labels: readonly (readonly string[])[];
}

function placesOf(sheet: PdfSheet, columns: readonly PdfColumn[]): Place[] {
  let x = sheet.left;
  return columns.map(({ width, right = false }, index) => {
    const place = { x, width: index === columns.length - 1 ? width : width - GAP, right };
    x += width;
    return place;
  });
}

function drawHead(
  sheet: PdfSheet,
  parent: PDFKit.PDFStructureElement | undefined,
  { places, labels }: TableHead,
): void {
  const y = sheet.y + PADDING;
  const row = parent && sheet.doc.struct('TR');
  if (row) parent.add(row);
  const draw = (index: number): void => {
    for (const [count, text] of (labels[index] ?? []).entries()) {
      drawLine(sheet, { text, style: HEAD }, { place: places[index], y: y + count * lineHeight(HEAD) });
    }
  };
  for (const index of places.keys()) {
    if (!row) sheet.artifact('Pagination', () => draw(index));
    else {
      const cell = sheet.doc.struct('TH', scoped('Column'), () => draw(index));
      row.add(cell);
    }
  }
  row?.end();
  sheet.y = y - PADDING + headHeight(labels);
  sheet.rule(sheet.y);
}

function headHeight(labels: TableHead['labels']): number {
  return Math.max(...labels.map(({ length }) => length)) * lineHeight(HEAD) + 2 * PADDING;
}

interface TableRow extends TableHead {
  readonly row: readonly PdfCell[];
}

/** A row stands on one page; only one that is longer than a page goes on over the next, line by line. */
function drawRow(sheet: PdfSheet, body: PDFKit.PDFStructureElement, { places, labels, row }: TableRow): void {
  const cells = row.map((cell, index) => linesOf(sheet, cell, places[index]?.width ?? 0));
  const height = Math.max(...cells.map(heightOf));
  const isTooLong = height + 2 * PADDING > sheet.height - headHeight(labels);
  if (sheet.room < (isTooLong ? LEAST_PART : height) + 2 * PADDING) nextPage(sheet, { places, labels });
  const element = sheet.doc.struct('TR');
  body.add(element);
  const parts = cells.map((_, index) => (index === 0 ? sheet.doc.struct('TH', scoped('Row')) : sheet.doc.struct('TD')));
  for (const part of parts) element.add(part);
  for (let left = cells; left.some(({ length }) => length > 0); ) {
    const room = sheet.room - 2 * PADDING;
    const now = left.map((lines) => fitting(lines, room));
    for (const [index, lines] of now.entries()) {
      if (lines.length > 0) parts[index]?.add(() => drawLines(sheet, lines, places[index]));
    }
    sheet.y += PADDING + Math.max(...now.map(heightOf)) + PADDING;
    left = left.map((lines, index) => lines.slice(now[index]?.length));
    if (left.some(({ length }) => length > 0)) nextPage(sheet, { places, labels });
  }
  for (const part of parts) part.end();
  element.end();
  sheet.rule(sheet.y);
}

function nextPage(sheet: PdfSheet, head: TableHead): void {
  sheet.turnPage();
  drawHead(sheet, undefined, head);
}

function linesOf(sheet: PdfSheet, cell: PdfCell, width: number): Line[] {
  const paragraphs = typeof cell === 'string' ? [cell] : cell.filter((text) => text !== '');
  return paragraphs.flatMap((text, index) => {
    const style = index === 0 ? PLAIN : SOFT;
    return sheet.wrap(text, width, style).map((line) => ({ text: line, style }));
  });
}

function fitting(lines: readonly Line[], room: number): Line[] {
  let height = 0;
  const end = lines.findIndex(({ style }) => {
    height += lineHeight(style);
    return height > room;
  });
  return lines.slice(0, end === -1 ? undefined : end);
}

function heightOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { style }) => sum + lineHeight(style), 0);
}

function drawLines(sheet: PdfSheet, lines: readonly Line[], place: Place | undefined): void {
  let y = sheet.y + PADDING;
  for (const line of lines) {
    drawLine(sheet, line, { place, y });
    y += lineHeight(line.style);
  }
}

function drawLine(
  sheet: PdfSheet,
  { text, style }: Line,
  at: { readonly place: Place | undefined; readonly y: number },
) {
  if (!at.place) return;
  const { x, width, right } = at.place;
  sheet.line(text, { x, y: at.y, ...(right ? { right: x + width } : {}) }, style);
}

/** Which cells a heading is for; known to the library, not to its types. */
function scoped(scope: 'Row' | 'Column'): { title?: string } {
  return { scope } as { title?: string };
}
