import { decodeXml, tagEnd } from '../../../../spreadsheets/reading/index.js';

/** One tag of a part, by its place in the text. */
export interface Tag {
  kind: 'open' | 'close' | 'empty';
  /** As written, with its prefix. */
  name: string;
  local: string;
  start: number;
  /** After the `>`. */
  end: number;
}

const localOf = (name: string) => name.slice(name.indexOf(':') + 1);

function skipped(xml: string, at: number): number {
  const mark = xml.startsWith('<!--', at) ? '-->' : xml.startsWith('<![CDATA[', at) ? ']]>' : xml.startsWith('<?', at) ? '?>' : null;
  if (mark === null) return -1;
  const end = xml.indexOf(mark, at);
  return end < 0 ? xml.length : end + mark.length;
}

/** First tag at or after a place; comments, CDATA and instructions are passed over. Null at the end. */
export function nextTag(xml: string, from: number): Tag | null {
  for (let start = xml.indexOf('<', from); start >= 0; ) {
    const past = skipped(xml, start);
    if (past >= 0) {
      start = xml.indexOf('<', past);
      continue;
    }
    const end = tagEnd(xml, start) + 1;
    const closes = xml[start + 1] === '/';
    const empty = xml[end - 2] === '/';
    const body = xml.slice(start + (closes ? 2 : 1), end - (empty ? 2 : 1));
    const cut = body.search(/\s/);
    const name = cut < 0 ? body : body.slice(0, cut);
    return { kind: closes ? 'close' : empty ? 'empty' : 'open', name, local: localOf(name), start, end };
  }
  return null;
}

const patterns = new Map<string, RegExp>();

/** Names are our own words of letters and colons, so they need no escaping. */
function attributePattern(name: string): RegExp {
  const known = patterns.get(name);
  if (known !== undefined) return known;
  const made = new RegExp(`(\\s${name}\\s*=\\s*)(?:"([^"]*)"|'([^']*)')`, 'u');
  patterns.set(name, made);
  return made;
}

/** Decoded value of an attribute in the text of a tag. */
export function attributeOf(tag: string, name: string): string | undefined {
  const found = attributePattern(name).exec(tag);
  return found === null ? undefined : decodeXml(found[2] ?? found[3] ?? '');
}

export function encodeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : '&quot;'));
}

/** The tag's text with one attribute set (null removes it); everything else of it stays as written. */
export function withAttribute(tag: string, name: string, value: string | null): string {
  const pattern = attributePattern(name);
  if (value === null) return tag.replace(pattern, '');
  if (pattern.test(tag)) return tag.replace(pattern, (_, lead: string) => `${lead}"${encodeXml(value)}"`);
  return tag.replace(/\s*(\/?>)$/, (_, end: string) => ` ${name}="${encodeXml(value)}"${end}`);
}

/** What `editXml` may change. Both get the local names from the root to the element itself. */
export interface XmlEdits {
  /** New values of attributes; nothing where none changes. */
  attributes?: (local: string, attribute: (name: string) => string | undefined, path: readonly string[]) => Record<string, string> | undefined;
  /** New text of an element; nothing where it stays. */
  text?: (local: string, text: string, path: readonly string[]) => string | undefined;
}

/** A part with single attributes and texts replaced; every other character stays as it was. */
export function editXml(xml: string, edits: XmlEdits): string {
  const out: string[] = [];
  const path: string[] = [];
  let copied = 0;
  const put = (start: number, end: number, text: string) => {
    out.push(xml.slice(copied, start), text);
    copied = end;
  };
  for (let tag = nextTag(xml, 0); tag !== null; tag = nextTag(xml, tag.end)) {
    if (tag.kind === 'close') {
      path.pop();
      continue;
    }
    path.push(tag.local);
    const raw = xml.slice(tag.start, tag.end);
    const changes = Object.entries(edits.attributes?.(tag.local, (name) => attributeOf(raw, name), path) ?? {});
    const edited = changes.reduce((text, [name, value]) => (attributeOf(text, name) === value ? text : withAttribute(text, name, value)), raw);
    if (edited !== raw) put(tag.start, tag.end, edited);
    if (tag.kind === 'empty') path.pop();
    else if (edits.text !== undefined) {
      const end = xml.indexOf('<', tag.end);
      const former = end > tag.end ? decodeXml(xml.slice(tag.end, end)) : '';
      const text = former === '' ? undefined : edits.text(tag.local, former, path);
      if (text !== undefined && text !== former) put(tag.end, end, encodeXml(text));
    }
  }
  return copied === 0 ? xml : out.join('') + xml.slice(copied);
}
