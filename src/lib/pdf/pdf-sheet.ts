import PDFDocument from 'pdfkit';
import type { Instant } from '#domain/time';
import type { Language } from '#domain/words';
import { readFace, runsOf, type Weight } from './pdf-faces.ts';

type Element = PDFKit.PDFStructureElement;

export interface SheetOptions {
  readonly title: string;
  readonly lang: Language;
  readonly writtenAt: Instant;
  /** `Page 1 of 3`, printed at the foot of each page. */
  readonly pageNumber: (page: number, pages: number) => string;
  /** What the document is, opposite the page number: a loose page still tells where it belongs. */
  readonly foot?: string;
}

export interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly tone?: 'ink' | 'soft';
}

const MARGIN = { top: 56, bottom: 64, left: 48, right: 48 };
const TONES = { ink: '#1a1d21', soft: '#5b636d' } as const;
const SPACE_BELOW_HEADING = 4;
const RULE = '#c9ced4';
const LINE_HEIGHT = 1.4;
/** Known to the library, not to its types. */
const ACCESSIBLE: object = { subset: 'PDF/UA' };

interface Heading {
  readonly kind: string;
  readonly lines: readonly string[];
  readonly style: TextStyle;
  readonly above: number;
}

/** A4 pages of real text with a structure that a screen reader can follow; `y` goes down the page. */
export class PdfSheet {
  readonly doc: PDFKit.PDFDocument;
  readonly root: Element;
  readonly left = MARGIN.left;
  readonly width: number;
  y = MARGIN.top;
  readonly #options: SheetOptions;
  readonly #faces = new Set<string>();
  readonly #chunks: Buffer[] = [];
  readonly #done: Promise<void>;
  /** Not drawn yet: a heading goes where what it is about begins. */
  #headings: Heading[] = [];

  constructor(options: SheetOptions) {
    this.#options = options;
    const { title, lang, writtenAt } = options;
    this.doc = new PDFDocument({
      size: 'A4',
      margins: { top: 0, bottom: 0, left: 0, right: 0 },
      bufferPages: true,
      pdfVersion: '1.7',
      ...ACCESSIBLE,
      tagged: true,
      displayTitle: true,
      lang: lang === 'fr' ? 'fr-FR' : 'en-GB',
      info: { Title: title, CreationDate: new Date(writtenAt) },
    });
    this.doc.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#done = new Promise((resolve) => this.doc.once('end', resolve));
    this.width = this.doc.page.width - MARGIN.left - MARGIN.right;
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
  }

  /** How much room is left on this page. */
  get room(): number {
    return this.doc.page.height - MARGIN.bottom - this.y;
  }

  turnPage(): void {
    this.doc.addPage();
    this.y = MARGIN.top;
  }

  /** How much room there is on a whole page. */
  get height(): number {
    return this.doc.page.height - MARGIN.top - MARGIN.bottom;
  }

  /** Goes on to the next page unless there is that much room, below the headings that wait for what they are about. */
  need(height: number): void {
    const headings = this.#headings;
    this.#headings = [];
    const above = headings.reduce((sum, { above, lines, style }) => {
      return sum + above + lines.length * lineHeight(style) + SPACE_BELOW_HEADING;
    }, 0);
    if (this.room < above + height && this.y > MARGIN.top) this.turnPage();
    for (const { kind, lines, style, above } of headings) {
      if (this.y > MARGIN.top) this.space(above);
      this.block(this.root, kind, lines, style);
      this.space(SPACE_BELOW_HEADING);
    }
  }

  space(height: number): void {
    this.y = Math.min(this.y + height, this.doc.page.height - MARGIN.bottom);
  }

  heading(level: 1 | 2 | 3, text: string): void {
    const style = { size: [18, 13, 10.5][level - 1] ?? 10.5, weight: 'bold' } as const;
    const lines = this.wrap(text, this.width, style);
    this.#headings.push({ kind: `H${level}`, lines, style, above: level === 1 ? 0 : 14 });
  }

  paragraph(text: string, style: TextStyle = { size: 9.5 }): void {
    const lines = this.wrap(text, this.width, style);
    this.need(Math.min(lines.length, 3) * lineHeight(style));
    this.block(this.root, 'P', lines, style);
    this.space(3);
  }

  /** Paragraphs that belong together: on one page where one has room for them. */
  together(paragraphs: readonly { readonly text: string; readonly style: TextStyle }[]): void {
    const lines = paragraphs.map(
      ({ text, style }) => this.wrap(text, this.width, style).length * lineHeight(style) + 3,
    );
    const height = lines.reduce((sum, one) => sum + one, 0);
    if (height <= this.height / 2) this.need(height);
    for (const { text, style } of paragraphs) this.paragraph(text, style);
  }

  /** Lines under one element; goes on over pages. */
  block(parent: Element, kind: string, lines: readonly string[], style: TextStyle): void {
    const element = this.doc.struct(kind);
    parent.add(element);
    for (const line of lines) {
      this.need(lineHeight(style));
      const { y } = this;
      element.add(() => this.line(line, { x: this.left, y }, style));
      this.y += lineHeight(style);
    }
    element.end();
  }

  /** One line of text at a place; `right` is where it ends instead. */
  line(text: string, at: { readonly x: number; readonly y: number; readonly right?: number }, style: TextStyle): void {
    const weight = style.weight ?? 'regular';
    let x = at.right === undefined ? at.x : at.right - this.measure(text, style);
    this.doc.fillColor(TONES[style.tone ?? 'ink']).fontSize(style.size);
    for (const run of runsOf(text, weight)) {
      this.#use(run.face, style.size);
      this.doc.text(run.text, x, at.y, { lineBreak: false, ...figuresOf(run.text) });
      x += this.doc.widthOfString(run.text, figuresOf(run.text)) * run.stretch;
    }
  }

  measure(text: string, style: TextStyle): number {
    return runsOf(text, style.weight ?? 'regular').reduce((sum, run) => {
      this.#use(run.face, style.size);
      return sum + this.doc.widthOfString(run.text, figuresOf(run.text)) * run.stretch;
    }, 0);
  }

  /** Breaks a text at spaces and behind hyphens, and a word that is too long anywhere. */
  wrap(text: string, width: number, style: TextStyle): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of text.trim().split(/(?<=[^\s-]-)(?=\p{L})|(?<=[ \t\r\n])(?=[^ \t\r\n])/u)) {
      const longer = line + word.replace(/[ \t\r\n]+$/, ' ');
      if (this.measure(longer.trimEnd(), style) <= width) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line.trimEnd());
      const pieces = this.#cut(word.replace(/[ \t\r\n]+$/, ' '), width, style);
      line = pieces.pop() ?? '';
      lines.push(...pieces);
    }
    return [...lines, line.trimEnd()];
  }

  rule(y: number): void {
    this.artifact('Layout', () => {
      const right = this.left + this.width;
      this.doc.moveTo(this.left, y).lineTo(right, y).lineWidth(0.5).strokeColor(RULE).stroke();
    });
  }

  /** What is seen and not read out. */
  artifact(type: 'Layout' | 'Pagination', draw: () => void): void {
    this.doc.markContent('Artifact', { type });
    draw();
    this.doc.endMarkedContent();
  }

  async finish(): Promise<Buffer> {
    this.need(0);
    this.root.end();
    const { foot } = this.#options;
    const { start, count } = this.doc.bufferedPageRange();
    for (let index = start; index < start + count; index += 1) {
      this.doc.switchToPage(index);
      const text = this.#options.pageNumber(index + 1, count);
      const y = this.doc.page.height - MARGIN.bottom + 24;
      const style = { size: 8, tone: 'soft' } as const;
      this.artifact('Pagination', () => {
        if (foot !== undefined) this.line(foot, { x: this.left, y }, style);
        this.line(text, { x: 0, y, right: this.left + this.width }, style);
      });
    }
    this.doc.end();
    await this.#done;
    return Buffer.concat(this.#chunks);
  }

  #cut(word: string, width: number, style: TextStyle): string[] {
    const pieces: string[] = [];
    let piece = '';
    for (const char of word) {
      if (piece !== '' && this.measure(piece + char, style) > width) {
        pieces.push(piece);
        piece = '';
      }
      piece += char;
    }
    return [...pieces, piece];
  }

  #use(face: string, size: number): void {
    if (!this.#faces.has(face)) {
      this.doc.registerFont(face, readFace(face));
      this.#faces.add(face);
    }
    this.doc.font(face).fontSize(size);
  }
}

export function lineHeight({ size }: TextStyle): number {
  return size * LINE_HEIGHT;
}

const FIGURES = /^[\d\s.,+\u2212%€]+$/;

/** Figures of equal width; words keep the shapes that the library remembers from line to line. */
function figuresOf(text: string): { features?: PDFKit.Mixins.OpenTypeFeatures[] } {
  return FIGURES.test(text) ? { features: ['tnum'] } : {};
}
