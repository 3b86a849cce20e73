import { Refusal } from './types.js';

export interface XmlHandlers {
  open?: (name: string, attrs: Record<string, string>) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const broken = () => new Refusal('FILE_DAMAGED', { reason: '内部 XML 不完整' });

function entity(name: string): string {
  const known = ENTITIES[name];
  if (known !== undefined) return known;
  const code = /^#x[\da-f]{1,6}$/i.test(name) ? parseInt(name.slice(2), 16) : /^#\d{1,7}$/.test(name) ? Number(name.slice(1)) : -1;
  if (code < 0 || code > 0x10ffff) throw new Refusal('FILE_XML_FORBIDDEN');
  return String.fromCodePoint(code);
}

/** Text of XML without its entities; refuses entities of the document's own. */
export const decodeXml = (text: string) => (text.includes('&') ? text.replace(/&([^;&]{1,10});/g, (_, name: string) => entity(name)) : text);
const local = (name: string) => name.slice(name.indexOf(':') + 1);

function attributes(text: string): Record<string, string> {
  const attrs: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const found of text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) attrs[found[1] ?? ''] = decodeXml(found[2] ?? found[3] ?? '');
  return attrs;
}

/** Place of the `>` that ends the tag starting at `at`: the first one outside quotes. */
export function tagEnd(xml: string, at: number): number {
  let quote = 0;
  for (let index = at + 1; index < xml.length; index++) {
    const sign = xml.charCodeAt(index);
    if (quote !== 0) {
      if (sign === quote) quote = 0;
    } else if (sign === 34 || sign === 39) quote = sign;
    else if (sign === 62) return index;
  }
  throw broken();
}

const after = (xml: string, mark: string, at: number) => {
  const end = xml.indexOf(mark, at);
  if (end < 0) throw broken();
  return end + mark.length;
};

function element(xml: string, at: number, handlers: XmlHandlers): number {
  const end = tagEnd(xml, at);
  if (xml[at + 1] === '/') {
    handlers.close?.(local(xml.slice(at + 2, end).trim()));
    return end + 1;
  }
  const empty = xml[end - 1] === '/';
  const body = xml.slice(at + 1, empty ? end - 1 : end);
  const cut = body.search(/\s/);
  const name = local(cut < 0 ? body : body.slice(0, cut));
  handlers.open?.(name, cut < 0 ? {} : attributes(body.slice(cut)));
  if (empty) handlers.close?.(name);
  return end + 1;
}

/**
 * Walks the XML of a workbook part: local names, attributes, decoded text. Only what such parts hold: anything that
 * declares or uses an entity of its own is refused, so nothing can expand and nothing is fetched.
 */
export function walkXml(xml: string, handlers: XmlHandlers): void {
  let at = 0;
  while (at < xml.length) {
    const tag = xml.indexOf('<', at);
    if (tag !== at) handlers.text?.(decodeXml(tag < 0 ? xml.slice(at) : xml.slice(at, tag)));
    if (tag < 0) return;
    if (xml.startsWith('<!--', tag)) at = after(xml, '-->', tag + 4);
    else if (xml.startsWith('<![CDATA[', tag)) {
      at = after(xml, ']]>', tag + 9);
      handlers.text?.(xml.slice(tag + 9, at - 3));
    } else if (xml.startsWith('<?', tag)) at = after(xml, '?>', tag + 2);
    else if (xml.startsWith('<!', tag)) throw new Refusal('FILE_XML_FORBIDDEN');
    else at = element(xml, tag, handlers);
  }
}

/** Text of a cell without Excel's `_x000D_` escapes of control characters. */
export function unescapeCell(text: string): string {
  return text.includes('_x') ? text.replace(/_x([\dA-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))) : text;
}
