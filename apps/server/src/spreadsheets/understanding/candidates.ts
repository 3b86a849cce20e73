import { NEUTRAL_GROUPS, OTHERS, OTHERS_FIELDS, SAME_ROLE } from '#catalogue';
import { squeezeHeader, withoutRemarks } from './squeeze.js';
import { INDEX, isSerialHeader, stemOf, type Subject, tagOfHeader } from './words.js';

/** `exact`: label or alias; `word`: whole word in a context that leaves no doubt; `guess`: must be confirmed. */
export type Grade = 'exact' | 'word' | 'guess';

export interface Candidate {
  /** Field id or `tag:` and a tag code. */
  target: string;
  grade: Grade;
  /** 0…1, comparable between columns. */
  confidence: number;
  reason: string;
}

export interface HeaderReading {
  candidates: Candidate[];
  serial: boolean;
  /** The words speak of somebody else (配偶电话): not even the samples may suggest the person's own field. */
  others: boolean;
}

const neutral = new Set(NEUTRAL_GROUPS.map(squeezeHeader));
const roles = [...OTHERS].sort((a, b) => b.length - a.length);
const NEUTRAL_PREFIX = /^(?:申请人|服务对象|优抚对象|低保对象|高龄老人|独居老人|老年人|老人|残疾人|退役军人|流动人口|参保人|受助人|当事人|对象|学生|儿童|党员|本人|居民|人员|成员|家庭成员|个人|住户|家庭|实际|目前|现|本户|户内|您的|被采集人|登记|常用|主要|其)/u;
const CHILD: readonly [RegExp, string][] = [
  [/^(?:姓名|名字|名称)?$/u, '姓名'],
  [/^(?:联系)?(?:电话|手机|方式|手机号|手机号码|电话号码|号码)$/u, '电话'],
  [/^(?:与.{0,4})?(?:关系|的关系)$/u, '关系'],
];

const made = (target: string, grade: Grade, confidence: number, reason: string): Candidate => ({ target, grade, confidence, reason });

/** Fields of which each person in a row has their own: 电话(紧急联系人) is not the person's. */
const ONES_OWN = new Set(['person.name', 'person.phone', 'person.id_no', 'person.birth_date', 'person.work_unit', 'person.sex']);
const AFFIXES: readonly RegExp[] = [/(?:情况|信息|状况)$/u, /[1一①]$/u, NEUTRAL_PREFIX];

/** A word of the catalogue that fits a text, whole; remarks in brackets and equal endings weigh less. */
function direct(text: string, subject: Subject): Candidate[] {
  const index = INDEX[subject];
  const bare = withoutRemarks(text);
  const named = (word: string, confidence: number, reason: string) => index.exact.get(word)?.map((id) => made(id, 'exact', index.own.get(word)?.includes(id) === true ? confidence : confidence - 0.04, reason));
  const exact = named(text, 1, '列名与字段名或别名相同');
  if (exact !== undefined) return exact;
  if (bare === '') return [];
  const remarked = roles.some((role) => role.length > 1 && text.slice(bare.length).includes(role));
  const doubted = (items: readonly Candidate[]) => items.map((item): Candidate => (remarked && ONES_OWN.has(item.target) ? { ...item, grade: 'guess', confidence: 0.5, reason: `${item.reason};括号中提到别人` } : item));
  const inside = named(bare, 0.97, '去掉括号后列名与字段名或别名相同');
  if (inside !== undefined) return doubted(inside);
  const forms = [bare, ...AFFIXES.map((affix) => bare.replace(affix, ''))].filter((form) => form !== '');
  const close = forms.map((form) => index.exact.get(form)).find((ids) => ids !== undefined) ?? forms.map((form) => index.stems.get(stemOf(form))).find((ids) => ids !== undefined);
  return close === undefined ? [] : doubted(close.map((id) => made(id, 'word', 0.88, '列名与字段只差前后缀')));
}

function tagCandidate(text: string): Candidate[] {
  const asked = tagOfHeader(text, true);
  if (asked !== null) return [made(`tag:${asked}`, 'exact', 0.98, '列名询问是否有该标签')];
  const named = tagOfHeader(text, false);
  return named === null ? [] : [made(`tag:${named}`, 'word', 0.75, '列名是标签名')];
}

function roleOf(text: string): string | null {
  return roles.find((role) => text.startsWith(role)) ?? null;
}

/** 监护人电话, or 电话 under 监护人: the field another person's value has, if the ledger keeps it. */
function ofRole(role: string, rest: string): Candidate[] {
  const child = CHILD.find(([pattern]) => pattern.test(rest))?.[1];
  const target = child === undefined ? undefined : OTHERS_FIELDS[SAME_ROLE[role] ?? role]?.[child];
  return target === undefined ? [] : [made(target, 'word', 0.9, `“${role}”的${child ?? ''}`)];
}

function contained(text: string, subject: Subject): Candidate[] {
  const found: Candidate[] = [];
  for (const [word, ids] of INDEX[subject].exact) if (word.length >= 2 && text.includes(word)) for (const id of ids) found.push(made(id, 'guess', 0.3 + 0.2 * (word.length / text.length), `列名含有“${word}”`));
  const best = new Map<string, Candidate>();
  for (const item of found) if (item.confidence > (best.get(item.target)?.confidence ?? 0)) best.set(item.target, item);
  return [...best.values()];
}

function ofOneText(text: string, subject: Subject): HeaderReading {
  const straight = direct(text, subject);
  const certain = straight.filter((item) => item.grade === 'exact');
  if (certain.length > 0) return { candidates: certain, serial: false, others: false };
  if (isSerialHeader(text)) return { candidates: [], serial: true, others: false };
  const tags = subject === 'people' ? tagCandidate(text) : [];
  if (tags.some((item) => item.grade === 'exact')) return { candidates: tags, serial: false, others: false };
  const role = roleOf(withoutRemarks(text));
  if (role !== null) {
    const named = ofRole(role, withoutRemarks(text).slice(role.length).replace(/^的/u, ''));
    return { candidates: named.length > 0 ? named : tags, serial: false, others: true };
  }
  const whole = [...straight, ...tags];
  return { candidates: whole.length > 0 ? whole : contained(text, subject), serial: false, others: false };
}

function lowered(reading: HeaderReading, group: string): HeaderReading {
  return { ...reading, candidates: reading.candidates.map((item) => ({ ...item, grade: item.grade === 'exact' ? 'word' : item.grade, confidence: item.confidence * 0.9, reason: `${item.reason}(在“${group}”之下)` })) };
}

/** 紧急联系人/电话 in one cell is a path; 学历/文化程度 two words for one field; anything else with a slash is asked. */
function ofSlashed(only: string, subject: Subject): HeaderReading {
  const parts = only.split('/').map(squeezeHeader).filter((part) => part !== '');
  const [first = ''] = parts;
  if (neutral.has(first) || roles.includes(first)) return readPath(parts, subject);
  const targets = new Set(parts.flatMap((part) => direct(part, subject).map((item) => item.target)));
  const [target] = targets;
  if (targets.size === 1 && target !== undefined && parts.every((part) => direct(part, subject).length > 0)) return { candidates: [made(target, 'word', 0.9, '列名是同一字段的几种叫法')], serial: false, others: false };
  return { candidates: contained(squeezeHeader(only), subject), serial: false, others: roleOf(first) !== null };
}

/** Readings of a column's headings, best first: its whole path as one word, its own words, its words under their group. */
export function readHeader(path: readonly string[], subject: Subject): HeaderReading {
  const [only = ''] = path;
  const slashed = path.length === 1 && withoutRemarks(squeezeHeader(only)).includes('/') && direct(squeezeHeader(only), subject).length === 0;
  return slashed ? ofSlashed(only, subject) : readPath(path, subject);
}

function readPath(path: readonly string[], subject: Subject): HeaderReading {
  const texts = path.map(squeezeHeader).filter((text) => text !== '');
  const own = texts.at(-1) ?? '';
  const groups = texts.slice(0, -1).filter((text) => !neutral.has(text) && !neutral.has(withoutRemarks(text)));
  if (own === '') return { candidates: [], serial: false, others: false };
  if (groups.length === 0) return ofOneText(own, subject);
  const joined = direct(groups.join('') + own, subject).filter((item) => item.grade === 'exact');
  if (joined.length > 0) return { candidates: joined, serial: false, others: false };
  const group = groups.at(-1) ?? '';
  const role = roleOf(group);
  if (role !== null) {
    const named = ofRole(role, withoutRemarks(own));
    return { candidates: named.length > 0 ? named : direct(role + own, subject), serial: false, others: true };
  }
  const under = direct(group.replace(/(?:情况|信息|状况)$/u, '') + own, subject);
  return under.length > 0 ? { candidates: under, serial: false, others: false } : lowered(ofOneText(own, subject), group);
}
