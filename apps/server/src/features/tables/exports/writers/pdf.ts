import { createRequire } from 'node:module';
import { type Cell, cellText, type FileTable, plain, type Sink } from './cells.js';

/** Noto Sans SC (OFL), whole: only the glyphs used go into a file. */
const FONT = createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
const MARGIN = 36;
const SIZE = 8.5;
const PAD = 3;
const HEAD_FILL = '#e8eef2';
const LINE = '#8a97a3';
/** Columns that still fit A4 upright, A4 across; more go on A3 across. */
const UPRIGHT = 6;
const A4_ACROSS = 10;
const WEIGH_ROWS = 300;
const MOST_LINES = 4;
/** Rows drawn before others get their turn on the event loop. */
const BREATH = 5;

interface Layout {
  widths: number[];
  left: number;
  top: number;
  bottom: number;
}

/** A table for paper: head repeated on each page, 第 n 页 共 m 页, watermark across, line for seal and signatures, 口径说明 at the end. */
export async function writePdf(sink: Sink, table: FileTable): Promise<void> {
  // Loaded when first asked for: the start of the server does not wait for it.
  const { default: PDFDocument } = await import('pdfkit');
  const count = table.columns.length;
  const doc = new PDFDocument({ size: count > A4_ACROSS ? 'A3' : 'A4', layout: count > UPRIGHT ? 'landscape' : 'portrait', margin: MARGIN, bufferPages: true, autoFirstPage: false, font: FONT, info: { Title: table.title, Creator: '街道数据驾驶舱', CreationDate: new Date(table.at) } });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const drain = async (): Promise<void> => {
    for (const chunk of chunks.splice(0)) await sink.write(chunk);
  };
  const ended = new Promise<void>((resolve, reject) => doc.on('end', resolve).on('error', reject));
  const textsOf = (row: readonly Cell[]): string[] => table.columns.map((column, at) => legible(doc, cellText(row[at] ?? null, column)));
  const rows: string[][] = [];
  for await (const part of table.parts) rows.push(...part.map(textsOf));
  const totals = table.totals();
  if (totals !== null) rows.push(textsOf(totals));
  doc.addPage();
  doc.fontSize(15).text(plain(table.title), MARGIN, MARGIN, { align: 'center' });
  const body = new Body(doc, table, layoutOf(doc, table, rows));
  body.head(doc.y + 8);
  for (const [at, row] of rows.entries()) {
    body.row(row, totals !== null && at === rows.length - 1);
    if (at % BREATH === 0) await drainAndYield(drain);
  }
  body.seal();
  note(doc, table);
  const { start, count: pages } = doc.bufferedPageRange();
  for (let page = 0; page < pages; page += 1) {
    doc.switchToPage(start + page);
    watermark(doc, table.watermark);
    foot(doc, table.watermark, page + 1, pages);
    if (page % BREATH === 0) await drainAndYield(drain);
  }
  doc.end();
  await ended;
  await drain();
}

interface WithFont {
  _font: { font: { hasGlyphForCodePoint(code: number): boolean } };
}

/** Characters the font lacks are named by their number: a name must not lose a character unseen. */
function legible(doc: PDFKit.PDFDocument, text: string): string {
  const { font } = (doc as unknown as WithFont)._font;
  return Array.from(text, (character) => (font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0) ? character : `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}]`)).join('');
}

async function drainAndYield(drain: () => Promise<void>): Promise<void> {
  await drain();
  await new Promise((resolve) => setImmediate(resolve));
}

/** Breadth of a text in its size, rather too much than too little. */
function breadth(text: string): number {
  let sum = 0;
  for (const character of text) sum += character.charCodeAt(0) < 0x2e80 ? 0.7 : 1;
  return sum;
}

/** Widths by what the columns hold, within the page. */
function layoutOf(doc: PDFKit.PDFDocument, table: FileTable, rows: readonly string[][]): Layout {
  const room = doc.page.width - 2 * MARGIN;
  const weight = (text: string): number => Math.min(24, breadth(text));
  const wants = table.columns.map((column, at) => Math.max(3, weight(column.label), ...rows.slice(0, WEIGH_ROWS).map((row) => weight(row[at] ?? ''))));
  const sum = wants.reduce((total, want) => total + want, 0);
  return { widths: wants.map((want) => (room * want) / sum), left: MARGIN, top: MARGIN, bottom: doc.page.height - MARGIN - 24 };
}

/** The rows with their ruled lines, page after page. */
class Body {
  private y = 0;

  constructor(
    private readonly doc: PDFKit.PDFDocument,
    private readonly table: FileTable,
    private readonly layout: Layout,
  ) {}

  head(y: number): void {
    this.y = y;
    const labels = this.table.columns.map((column) => plain(column.label));
    this.line(labels, this.heightOf(labels), true);
  }

  row(texts: readonly string[], total: boolean): void {
    const height = this.heightOf(texts);
    if (this.y + height > this.layout.bottom) {
      this.doc.addPage();
      this.head(this.layout.top);
    }
    this.line(texts, height, total);
  }

  /** Who filled it in, who checked it, and room for the seal. */
  seal(): void {
    if (this.y + 60 > this.layout.bottom) {
      this.doc.addPage();
      this.y = this.layout.top;
    }
    const third = (this.doc.page.width - 2 * MARGIN) / 3;
    ['填表人:', '审核人:', '单位(盖章):'].forEach((label, at) => this.doc.fontSize(10).fillColor('black').text(label, MARGIN + at * third, this.y + 24, { lineBreak: false }));
  }

  private heightOf(texts: readonly string[]): number {
    this.doc.fontSize(SIZE);
    const least = this.doc.currentLineHeight(true);
    const room = (at: number): number => (this.layout.widths[at] ?? 0) - 2 * PAD;
    // Measuring is what costs most of the time, so only what may need a second line is measured.
    const most = Math.max(...texts.map((text, at) => (breadth(text) * SIZE <= room(at) ? least : this.doc.heightOfString(text, { width: room(at) }))));
    return Math.min(Math.max(least, most), least * MOST_LINES) + 2 * PAD;
  }

  private line(texts: readonly string[], height: number, filled: boolean): void {
    let x = this.layout.left;
    texts.forEach((text, at) => {
      const width = this.layout.widths[at] ?? 0;
      if (filled) this.doc.rect(x, this.y, width, height).fill(HEAD_FILL);
      this.doc.lineWidth(0.5).rect(x, this.y, width, height).stroke(LINE);
      if (text !== '') this.doc.fillColor('black').fontSize(SIZE).text(text, x + PAD, this.y + PAD, { width: width - 2 * PAD, height: height - PAD, align: !filled && this.table.columns[at]?.type !== 'text' ? 'right' : 'left', ellipsis: true });
      x += width;
    });
    this.y += height;
  }
}

function note(doc: PDFKit.PDFDocument, table: FileTable): void {
  doc.addPage();
  doc.fontSize(15).fillColor('black').text('口径说明', MARGIN, MARGIN, { align: 'center' });
  doc.moveDown(0.5).fontSize(10);
  for (const [name, value] of [...table.note(), ['水印', table.watermark.replace(/^水印 /, '')] as const]) doc.text(legible(doc, `${name}:${plain(value)}`), MARGIN, doc.y, { width: doc.page.width - 2 * MARGIN }).moveDown(0.3);
}

function watermark(doc: PDFKit.PDFDocument, text: string): void {
  const { width, height } = doc.page;
  doc.save().fillColor('#1f3a4d').fillOpacity(0.08).fontSize(18);
  for (const [x, y] of [[0.05, 0.35], [0.05, 0.75], [0.45, 0.55]] as const) doc.rotate(-28, { origin: [width * x, height * y] }).text(plain(text), width * x, height * y, { lineBreak: false }).rotate(28, { origin: [width * x, height * y] });
  doc.restore();
}

function foot(doc: PDFKit.PDFDocument, mark: string, page: number, pages: number): void {
  const y = doc.page.height - MARGIN - 6;
  // Below the margin there is no room for text that flows: it would begin another page.
  doc.page.margins.bottom = 0;
  doc.fillOpacity(1).fillColor('#55606b').fontSize(8).text(plain(mark), MARGIN, y, { lineBreak: false });
  doc.text(`第 ${page} 页 共 ${pages} 页`, doc.page.width - MARGIN - 120, y, { width: 120, align: 'right', lineBreak: false });
}
