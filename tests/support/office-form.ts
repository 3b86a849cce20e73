import { zipFile, type ZipEntry } from './xlsx-file.js';

/** A cell of a made form: text, number, or a formula with the result the office last saw. */
export type FormCell = string | number | { formula: string; result?: string | number; shared?: { index: number; ref?: string } } | { runs: readonly string[] };

export interface FormSheet {
  name: string;
  /** By address; rows and styled ranges without text come from `styled`. */
  cells: Readonly<Record<string, FormCell>>;
  /** Range → style: every cell of it exists, also where nothing is written. Later ones win. */
  styled?: Readonly<Record<string, keyof typeof FORM_STYLES>>;
  merges?: readonly string[];
  heights?: Readonly<Record<number, number>>;
  hiddenRows?: readonly number[];
  /** XML between `<sheetPr>` and `sheetData`: views, columns. */
  head?: string;
  lists?: Readonly<Record<string, string>>;
  /** Range → formula of a rule. */
  rules?: Readonly<Record<string, string>>;
  links?: Readonly<Record<string, string>>;
  breaks?: readonly number[];
  filter?: string;
  comments?: Readonly<Record<string, string>>;
  /** Rows (from 0) of the picture's corners. */
  picture?: readonly [from: number, to: number];
  table?: { ref: string; columns: readonly string[] };
  /** XML of elements after the rules, as page set-up. */
  page?: string;
  hidden?: boolean;
}

export interface FormBook {
  sheets: readonly FormSheet[];
  names?: readonly { name: string; sheet?: number; text: string }[];
  /** `x:` as some writers put before every element. */
  prefix?: string;
  strings?: 'shared' | 'inline';
  /** Line breaks between elements, as hand-made and some written files have. */
  pretty?: boolean;
  chain?: boolean;
}

export const FORM_STYLES = { plain: 0, title: 1, head: 2, cell: 3, date: 4, text: 5, last: 6, note: 7, month: 8 } as const;
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/q842iQAAAABJRU5ErkJggg==', 'base64');

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
export const columnOfIndex = (column: number): string => (column < 26 ? String.fromCharCode(65 + column) : columnOfIndex(Math.floor(column / 26) - 1) + String.fromCharCode(65 + (column % 26)));

export function addressOf(ref: string): { column: number; row: number } {
  const [, letters = 'A', row = '1'] = /^([A-Z]+)(\d+)$/.exec(ref) ?? [];
  return { column: [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1, row: Number(row) };
}

export const refOf = (column: number, row: number) => `${columnOfIndex(column)}${row}`;

function cornersOf(range: string) {
  const [from = 'A1', to = from] = range.split(':');
  return { from: addressOf(from), to: addressOf(to) };
}

class SheetMaker {
  constructor(
    private readonly sheet: FormSheet,
    private readonly book: FormBook,
    private readonly strings: Map<string, number>,
  ) {}

  private get p(): string {
    return this.book.prefix ?? '';
  }

  private cell(ref: string, style: number | undefined, value: FormCell | undefined): string {
    const { p } = this;
    const open = `<${p}c r="${ref}"${style === undefined ? '' : ` s="${style}"`}`;
    if (value === undefined) return `${open}/>`;
    if (typeof value === 'number') return `${open}><${p}v>${value}</${p}v></${p}c>`;
    if (typeof value === 'object' && 'formula' in value) return this.formula(open, value);
    const content = typeof value === 'string' ? `<${p}t xml:space="preserve">${escape(value)}</${p}t>` : value.runs.map((run, at) => `<${p}r>${at % 2 === 0 ? '' : `<${p}rPr><${p}b/></${p}rPr>`}<${p}t xml:space="preserve">${escape(run)}</${p}t></${p}r>`).join('');
    if (this.book.strings === 'inline') return `${open} t="inlineStr"><${p}is>${content}</${p}is></${p}c>`;
    const index = this.strings.get(content) ?? this.strings.size;
    this.strings.set(content, index);
    return `${open} t="s"><${p}v>${index}</${p}v></${p}c>`;
  }

  private formula(open: string, value: { formula: string; result?: string | number; shared?: { index: number; ref?: string } }): string {
    const { p } = this;
    const shared = value.shared === undefined ? '' : ` t="shared"${value.shared.ref === undefined ? '' : ` ref="${value.shared.ref}"`} si="${value.shared.index}"`;
    const result = value.result === undefined ? '' : `<${p}v>${escape(String(value.result))}</${p}v>`;
    return `${open}${typeof value.result === 'string' ? ' t="str"' : ''}><${p}f${shared}>${escape(value.formula)}</${p}f>${result}</${p}c>`;
  }

  private rows(): string {
    const styles = new Map<string, number>();
    for (const [range, name] of Object.entries(this.sheet.styled ?? {})) {
      const { from, to } = cornersOf(range);
      for (let row = from.row; row <= to.row; row++) for (let column = from.column; column <= to.column; column++) styles.set(refOf(column, row), FORM_STYLES[name]);
    }
    const refs = [...new Set([...Object.keys(this.sheet.cells), ...styles.keys()])].map((ref) => ({ ref, ...addressOf(ref) })).sort((a, b) => a.row - b.row || a.column - b.column);
    const byRow = new Map<number, typeof refs>();
    for (const item of refs) byRow.set(item.row, [...(byRow.get(item.row) ?? []), item]);
    const line = this.book.pretty === true ? '\n    ' : '';
    return [...byRow].map(([row, items]) => {
      const height = this.sheet.heights?.[row];
      const hidden = this.sheet.hiddenRows?.includes(row) === true ? ' hidden="1"' : '';
      return `${line}<${this.p}row r="${row}"${height === undefined ? '' : ` ht="${height}" customHeight="1"`}${hidden}>${items.map(({ ref }) => this.cell(ref, styles.get(ref), this.sheet.cells[ref])).join('')}</${this.p}row>`;
    }).join('');
  }

  xml(): string {
    const { sheet, p } = this;
    const many = (tag: string, items: readonly string[]) => (items.length === 0 ? '' : `<${p}${tag} count="${items.length}">${items.join('')}</${p}${tag}>`);
    const rules = Object.entries(sheet.rules ?? {}).map(([range, formula], at) => `<${p}conditionalFormatting sqref="${range}"><${p}cfRule type="expression" dxfId="0" priority="${at + 1}"><${p}formula>${escape(formula)}</${p}formula></${p}cfRule></${p}conditionalFormatting>`);
    const lists = Object.entries(sheet.lists ?? {}).map(([range, formula]) => `<${p}dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${range}"><${p}formula1>${escape(formula)}</${p}formula1></${p}dataValidation>`);
    const links = Object.entries(sheet.links ?? {}).map(([ref, location]) => `<${p}hyperlink ref="${ref}" location="${escape(location)}" display="去"/>`);
    const breaks = (sheet.breaks ?? []).map((id) => `<${p}brk id="${id}" max="16383" man="1"/>`);
    const body = [
      sheet.head ?? '',
      `<${p}sheetData>${this.rows()}</${p}sheetData>`,
      sheet.filter === undefined ? '' : `<${p}autoFilter ref="${sheet.filter}"/>`,
      many('mergeCells', (sheet.merges ?? []).map((ref) => `<${p}mergeCell ref="${ref}"/>`)),
      ...rules,
      many('dataValidations', lists),
      links.length === 0 ? '' : `<${p}hyperlinks>${links.join('')}</${p}hyperlinks>`,
      sheet.page ?? '',
      breaks.length === 0 ? '' : `<${p}rowBreaks count="${breaks.length}" manualBreakCount="${breaks.length}">${breaks.join('')}</${p}rowBreaks>`,
      sheet.picture === undefined ? '' : `<${p}drawing r:id="rIdD"/>`,
      sheet.comments === undefined ? '' : `<${p}legacyDrawing r:id="rIdV"/>`,
      sheet.table === undefined ? '' : `<${p}tableParts count="1"><${p}tablePart r:id="rIdT"/></${p}tableParts>`,
    ];
    return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<${p}worksheet xmlns${p === '' ? '' : `:${p.slice(0, -1)}`}="${MAIN}" xmlns:r="${OFFICE}">${body.join(this.book.pretty === true ? '\n  ' : '')}</${p}worksheet>`;
  }
}

const relation = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
const relations = (items: readonly string[]) => `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="${PACKAGE}">${items.join('')}</Relationships>`;

function companions(sheet: FormSheet, at: number): ZipEntry[] {
  const parts: ZipEntry[] = [];
  const links: string[] = [];
  if (sheet.comments !== undefined) {
    const notes = Object.entries(sheet.comments);
    links.push(relation('rIdC', 'comments', `../comments${at}.xml`), relation('rIdV', 'vmlDrawing', `../drawings/vmlDrawing${at}.vml`));
    parts.push({ name: `xl/comments${at}.xml`, data: `<comments xmlns="${MAIN}"><authors><author>办公室</author></authors><commentList>${notes.map(([ref, text]) => `<comment ref="${ref}" authorId="0"><text><t>${escape(text)}</t></text></comment>`).join('')}</commentList></comments>` });
    const boxes = notes.map(([ref], index) => {
      const { column, row } = addressOf(ref);
      return `<v:shape id="_x0000_s${1025 + index}" type="#_x0000_t202" style="position:absolute;visibility:hidden"><v:textbox><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>${column + 1}, 15, ${row - 1}, 2, ${column + 3}, 15, ${row + 3}, 1</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>${row - 1}</x:Row><x:Column>${column}</x:Column></x:ClientData></v:shape>`;
    });
    parts.push({ name: `xl/drawings/vmlDrawing${at}.vml`, data: `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>${boxes.join('')}</xml>` });
  }
  if (sheet.picture !== undefined) {
    const [from, to] = sheet.picture;
    const corner = (tag: string, column: number, row: number) => `<xdr:${tag}><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${tag}>`;
    links.push(relation('rIdD', 'drawing', `../drawings/drawing${at}.xml`));
    parts.push(
      { name: `xl/drawings/drawing${at}.xml`, data: `<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor editAs="oneCell">${corner('from', 0, from)}${corner('to', 1, to)}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="章"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="${OFFICE}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>` },
      { name: `xl/drawings/_rels/drawing${at}.xml.rels`, data: relations([relation('rId1', 'image', '../media/image1.png')]) },
      { name: 'xl/media/image1.png', data: PNG },
    );
  }
  if (sheet.table !== undefined) {
    const { ref, columns } = sheet.table;
    links.push(relation('rIdT', 'table', `../tables/table${at}.xml`));
    parts.push({ name: `xl/tables/table${at}.xml`, data: `<table xmlns="${MAIN}" id="${at}" name="表${at}" displayName="表${at}" ref="${ref}" totalsRowShown="0"><autoFilter ref="${ref}"/><tableColumns count="${columns.length}">${columns.map((name, index) => `<tableColumn id="${index + 1}" name="${escape(name)}"/>`).join('')}</tableColumns></table>` });
  }
  if (links.length > 0) parts.push({ name: `xl/worksheets/_rels/sheet${at}.xml.rels`, data: relations(links) });
  return parts;
}

const BORDER = '<left style="thin"><color auto="1"/></left><right style="thin"><color auto="1"/></right><top style="thin"><color auto="1"/></top><bottom style="BOTTOM"><color auto="1"/></bottom><diagonal/>';
const xf = (numFmt: number, font: number, border: number) => `<xf numFmtId="${numFmt}" fontId="${font}" fillId="0" borderId="${border}" xfId="0"/>`;
const STYLES = `<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="18"/><name val="方正小标宋简体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="3"><border><left/><right/><top/><bottom/><diagonal/></border><border>${BORDER.replace('BOTTOM', 'thin')}</border><border>${BORDER.replace('BOTTOM', 'medium')}</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="9">${[xf(0, 0, 0), xf(0, 1, 0), xf(0, 0, 1), xf(0, 0, 1), xf(14, 0, 1), xf(49, 0, 1), xf(0, 0, 2), xf(0, 0, 0), xf(170, 0, 1)].join('')}</cellXfs><dxfs count="1"><dxf><font><color rgb="FFFF0000"/></font></dxf></dxfs></styleSheet>`;

function contentTypes(parts: readonly ZipEntry[]): string {
  const kinds: readonly [RegExp, string][] = [[/worksheets\/sheet\d+\.xml$/, 'worksheet'], [/comments\d+\.xml$/, 'comments'], [/tables\/table\d+\.xml$/, 'table'], [/sharedStrings\.xml$/, 'sharedStrings'], [/styles\.xml$/, 'styles'], [/calcChain\.xml$/, 'calcChain'], [/workbook\.xml$/, 'sheet.main']];
  const own = parts.flatMap(({ name }) => {
    const kind = kinds.find(([pattern]) => pattern.test(name))?.[1];
    if (/drawings\/drawing\d+\.xml$/.test(name)) return [`<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>`];
    return kind === undefined ? [] : [`<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`];
  });
  return `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>${own.join('')}</Types>`;
}

/** Parts of a made form; a test may change or add some before `zipFile`. */
export function formParts(book: FormBook): ZipEntry[] {
  const p = book.prefix ?? '';
  const strings = new Map<string, number>();
  const sheets = book.sheets.map((sheet, at) => ({ name: `xl/worksheets/sheet${at + 1}.xml`, data: new SheetMaker(sheet, book, strings).xml() }));
  const own = `xmlns${p === '' ? '' : `:${p.slice(0, -1)}`}="${MAIN}"`;
  const names = (book.names ?? []).map(({ name, sheet, text }) => `<${p}definedName name="${name}"${sheet === undefined ? '' : ` localSheetId="${sheet}"`}>${escape(text)}</${p}definedName>`);
  const list = book.sheets.map((sheet, at) => `<${p}sheet name="${escape(sheet.name)}" sheetId="${at + 1}"${sheet.hidden === true ? ' state="hidden"' : ''} r:id="rId${at + 1}"/>`);
  const formulas = book.sheets.flatMap((sheet, at) => Object.entries(sheet.cells).flatMap(([ref, cell]) => (typeof cell === 'object' && 'formula' in cell ? [`<c r="${ref}" i="${at + 1}"/>`] : [])));
  const parts: ZipEntry[] = [
    { name: '_rels/.rels', data: relations([relation('rId1', 'officeDocument', 'xl/workbook.xml')]) },
    { name: 'xl/workbook.xml', data: `<?xml version="1.0" encoding="UTF-8"?><${p}workbook ${own} xmlns:r="${OFFICE}"><${p}sheets>${list.join('')}</${p}sheets>${names.length === 0 ? '' : `<${p}definedNames>${names.join('')}</${p}definedNames>`}<${p}calcPr calcId="191029"/></${p}workbook>` },
    { name: 'xl/_rels/workbook.xml.rels', data: relations([...book.sheets.map((_, at) => relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`)), relation('rIdY', 'styles', 'styles.xml'), ...(strings.size === 0 ? [] : [relation('rIdS', 'sharedStrings', 'sharedStrings.xml')]), ...(book.chain === true ? [relation('rIdK', 'calcChain', 'calcChain.xml')] : [])]) },
    { name: 'xl/styles.xml', data: STYLES },
    ...(strings.size === 0 ? [] : [{ name: 'xl/sharedStrings.xml', data: `<${p}sst ${own} count="${strings.size}" uniqueCount="${strings.size}">${[...strings.keys()].map((text) => `<${p}si>${text}</${p}si>`).join('')}</${p}sst>` }]),
    ...(book.chain === true ? [{ name: 'xl/calcChain.xml', data: `<calcChain xmlns="${MAIN}">${formulas.join('')}</calcChain>` }] : []),
    ...sheets,
    ...book.sheets.flatMap((sheet, at) => companions(sheet, at + 1)),
  ];
  return [{ name: '[Content_Types].xml', data: contentTypes(parts) }, ...parts];
}

export const formFile = (book: FormBook): Buffer => zipFile(formParts(book));
