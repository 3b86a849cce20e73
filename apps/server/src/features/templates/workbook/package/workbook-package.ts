import { openWorkbook, openXlsx, type Relation, relationsOf, type Workbook, xmlOf, type ZipArchive } from '../../../../spreadsheets/reading/index.js';
import { rewriteZip } from '../../../../spreadsheets/writing/zip-rewrite.js';

/** An XLSX package of which single parts are edited as text and every other byte is kept. */
export class WorkbookPackage {
  readonly book: Workbook;
  private readonly archive: ZipArchive;
  private readonly changed = new Map<string, string>();

  /** Refuses (`Refusal`) what is no workbook, has macros or a password, is damaged or unpacks beyond the limits. */
  constructor(private readonly bytes: Buffer) {
    this.archive = openXlsx(bytes);
    this.book = openWorkbook(this.archive);
  }

  get parts(): readonly string[] {
    return this.archive.names;
  }

  has(part: string): boolean {
    return this.archive.has(part);
  }

  /** Text of a part with the edits made so far. */
  text(part: string): string {
    return this.changed.get(part) ?? xmlOf(this.archive, part);
  }

  put(part: string, text: string): void {
    if (text !== this.text(part)) this.changed.set(part, text);
  }

  /** What a part refers to inside the package. */
  relations(part: string): Relation[] {
    return relationsOf(this.archive, part).filter((item) => this.archive.has(item.part));
  }

  /** The file with the edited parts; the very bytes that were given when there are none. */
  save(): Buffer {
    if (this.changed.size === 0) return this.bytes;
    const utf8 = (text: string) => Buffer.from(text.replace(/^(<\?xml[^>]*encoding=["'])utf-16[lb]?e?/i, '$1UTF-8'));
    return rewriteZip(this.archive, new Map([...this.changed].map(([part, text]) => [part, utf8(text)])));
  }
}
