import { type Cell, type FileColumn, type FileTable, plain, type Sink } from './cells.js';
import { ZipWriter } from './zip.js';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Indexes into the styles below. */
const STYLE = { text: 1, head: 2, int: 3, share: 4, wrapped: 5, totalText: 6, totalInt: 7, totalShare: 8, mark: 9 } as const;
const NOTE_SHEET = '口径说明';
const WIDE_COLUMNS = 8;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const xml = (text: string): string => (/[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (found) => ESCAPES[found] ?? '') : text);

/** A, B … Z, AA … */
export function columnName(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

const textCell = (ref: string, text: string, style: number): string => (text === '' ? '' : `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml(plain(text))}</t></is></c>`);

function cell(value: Cell, column: FileColumn, ref: string, total: boolean): string {
  if (value === null) return '';
  if (typeof value === 'string') return textCell(ref, value, total ? STYLE.totalText : STYLE.text);
  const style = column.type === 'share' ? (total ? STYLE.totalShare : STYLE.share) : total ? STYLE.totalInt : STYLE.int;
  return Number.isFinite(value) ? `<c r="${ref}" s="${style}"><v>${value}</v></c>` : '';
}

const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="0.##"/></numFmts><fonts count="3"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font><font><sz val="9"/><color rgb="FF808080"/><name val="等线"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF2"/></patternFill></fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="10"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${[
  [49, 0, 0, 1, ''], [49, 1, 2, 1, '<alignment horizontal="center" vertical="center" wrapText="1"/>'], [165, 0, 0, 1, ''], [164, 0, 0, 1, ''], [49, 0, 0, 0, '<alignment vertical="top" wrapText="1"/>'], [49, 1, 0, 1, ''], [165, 1, 0, 1, ''], [164, 1, 0, 1, ''], [49, 2, 0, 0, ''],
].map(([format, font, fill, border, more]) => `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"${more === '' ? '/>' : ` applyAlignment="1">${more}</xf>`}`).join('')}</cellXfs></styleSheet>`;

/** Printed at the foot of each sheet: who took it out and when, and which page it is. `&` begins a code there and is doubled. */
function printing(table: FileTable, landscape: boolean): string {
  const mark = xml(plain(table.watermark).replaceAll('&', '&&'));
  return `<printOptions horizontalCentered="1"/><pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="${landscape ? 8 : 9}" orientation="${landscape ? 'landscape' : 'portrait'}" fitToWidth="1" fitToHeight="0"/><headerFooter><oddHeader>&amp;L&amp;9${mark}</oddHeader><oddFooter>&amp;L&amp;9${mark}&amp;R&amp;9第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter>`;
}

const widthOf = (column: FileColumn): number => Math.min(40, Math.max(column.type === 'text' ? 14 : 10, column.label.length * 2 + 2));

async function* dataSheet(table: FileTable): AsyncGenerator<string> {
  const { columns } = table;
  const names = columns.map((_, at) => columnName(at));
  const last = names.at(-1) ?? 'A';
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0" tabSelected="1"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="16"/><cols>${columns.map((column, at) => `<col min="${at + 1}" max="${at + 1}" width="${widthOf(column)}" customWidth="1"/>`).join('')}</cols><sheetData><row r="1">${columns.map((column, at) => textCell(`${names[at]}1`, column.label, STYLE.head)).join('')}</row>`;
  let row = 1;
  const rowXml = (cells: readonly Cell[], total: boolean): string => {
    row += 1;
    let text = `<row r="${row}">`;
    for (let at = 0; at < columns.length; at += 1) {
      const column = columns[at];
      if (column !== undefined) text += cell(cells[at] ?? null, column, `${names[at]}${row}`, total);
    }
    return `${text}</row>`;
  };
  for await (const part of table.parts) yield part.map((cells) => rowXml(cells, false)).join('');
  const filled = row;
  const totals = table.totals();
  if (totals !== null) yield rowXml(totals, true);
  yield `<row r="${row + 2}">${textCell(`A${row + 2}`, table.watermark, STYLE.mark)}</row></sheetData><autoFilter ref="A1:${last}${filled}"/>${printing(table, columns.length > WIDE_COLUMNS)}</worksheet>`;
}

function* noteSheet(table: FileTable): Generator<string> {
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetFormatPr defaultRowHeight="16"/><cols><col min="1" max="1" width="16" customWidth="1"/><col min="2" max="2" width="90" customWidth="1"/></cols><sheetData>`;
  const lines = [[NOTE_SHEET, table.title] as const, ...table.note()];
  yield lines.map(([name, value], at) => `<row r="${at + 1}">${textCell(`A${at + 1}`, name, STYLE.head)}${textCell(`B${at + 1}`, value, STYLE.wrapped)}</row>`).join('');
  yield `</sheetData>${printing(table, false)}</worksheet>`;
}

const WORKBOOK = `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="表格" sheetId="1" r:id="rId1"/><sheet name="${NOTE_SHEET}" sheetId="2" r:id="rId2"/></sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">表格!$1:$1</definedName></definedNames></workbook>`;

/**
 * A workbook from front to back in constant memory: the table, and a second sheet with what it says of itself. hucre streams
 * one sheet without print settings, so the few parts it takes are written here.
 */
export async function writeXlsx(sink: Sink, table: FileTable): Promise<void> {
  const zip = new ZipWriter(sink);
  await zip.add('[Content_Types].xml', [`${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPE}.styles+xml"/></Types>`]);
  await zip.add('_rels/.rels', [`${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`]);
  await zip.add('xl/workbook.xml', [WORKBOOK]);
  await zip.add('xl/_rels/workbook.xml.rels', [`${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`]);
  await zip.add('xl/styles.xml', [STYLES]);
  await zip.add('xl/worksheets/sheet1.xml', dataSheet(table));
  await zip.add('xl/worksheets/sheet2.xml', noteSheet(table));
  await zip.finish();
}
