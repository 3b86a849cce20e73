import disability from '#data/disability.json' with { type: 'json' };
import education from '#data/education.json' with { type: 'json' };
import elderAbility from '#data/elder-ability.json' with { type: 'json' };
import employment from '#data/employment.json' with { type: 'json' };
import ethnic from '#data/ethnic.json' with { type: 'json' };
import familyRelation from '#data/family-relation.json' with { type: 'json' };
import health from '#data/health.json' with { type: 'json' };
import idDocumentType from '#data/id-document-type.json' with { type: 'json' };
import keyPopulation from '#data/key-population.json' with { type: 'json' };
import marital from '#data/marital.json' with { type: 'json' };
import political from '#data/political.json' with { type: 'json' };
import sex from '#data/sex.json' with { type: 'json' };
import smallPlaces from '#data/small-places.json' with { type: 'json' };

export interface CodeItem {
  code: string;
  name: string;
  aliases: readonly string[];
}

/** One table of codes, with the edition it comes from: "国标" alone would not tell which year's values these are. */
export interface CodeList {
  id: string;
  title: string;
  /** Standard and year, or the words "product list". */
  edition: string;
  items: readonly CodeItem[];
  /** Codes from the lowest rank to the highest, where the list is ordered. */
  order: readonly string[] | null;
  byCode: ReadonlyMap<string, CodeItem>;
}

interface RawItem {
  code: string;
  name: string;
  aliases?: readonly string[];
}

interface RawList {
  title?: string;
  standard?: string;
  standards?: readonly string[];
  status?: string;
  items: readonly RawItem[];
  oneDigit?: readonly RawItem[];
  orderForComparison?: readonly string[];
  aliases?: unknown;
}

function listOf(id: string, raw: RawList, more: Readonly<Record<string, readonly string[]>> = {}): CodeList {
  const shared = (typeof raw.aliases === 'object' && raw.aliases !== null ? raw.aliases : {}) as Record<string, readonly string[] | undefined>;
  const aliasesOf = (item: RawItem) => [...new Set([...(item.aliases ?? []), ...(shared[item.code] ?? []), ...(more[item.code] ?? [])])];
  const items = raw.items.map((item) => ({ code: item.code, name: item.name, aliases: aliasesOf(item) }));
  return { id, title: raw.title ?? id, edition: raw.standard ?? raw.standards?.join('、') ?? 'product list', items, order: raw.orderForComparison ?? null, byCode: new Map(items.map((item) => [item.code, item])) };
}

/** Words of street tables that the national names do not contain. */
const RELATION_WORDS: Readonly<Record<string, readonly string[]>> = {
  '02': ['本人(户主)', '户主本人'],
  '10': ['爱人', '丈夫', '妻子', '老伴', '配偶'],
  '20': ['儿子'],
  '30': ['女儿'],
  '38': ['媳妇'],
  '50': ['父母亲'],
  '51': ['父'],
  '52': ['母'],
  '99': ['租客', '保姆', '朋友', '其他非亲属'],
};
const ETHNIC_WORDS = Object.fromEntries(ethnic.items.map((item) => [item.code, item.name.endsWith('族') && item.name.length > 2 ? [item.name.slice(0, -1)] : item.name === '汉族' ? ['汉'] : []]));
const EMPLOYMENT_WORDS: Readonly<Record<string, readonly string[]>> = {
  '11': ['公务员'],
  '17': ['在职', '职工', '上班'],
  '24': ['务工'],
  '27': ['务农'],
  '31': ['在校学生', '在读'],
  '37': ['军人'],
  '51': ['自由职业', '灵活就业'],
  '54': ['个体', '个体户', '经商'],
  '70': ['无业', '失业', '待业'],
  '80': ['退休', '离休', '退休人员', '离退休'],
};
const HEALTH_WORDS: Readonly<Record<string, readonly string[]>> = {
  '10': ['健康', '良好', '身体健康'],
  '20': ['一般', '较弱', '体弱'],
  '30': ['慢病', '慢性病'],
  '31': ['高血压', '心脏病'],
};
const DISABILITY_WORDS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(disability.items.map((item) => [item.code, [item.name.replace('残疾', '')]]));
const LEVEL_WORDS: Readonly<Record<string, readonly string[]>> = { '1': ['1级', '壹级'], '2': ['2级', '贰级'], '3': ['3级'], '4': ['4级'] };
const CARE_WORDS: Readonly<Record<string, readonly string[]>> = { '0': ['自理', '完全自理', '能自理'], '1': ['轻度失能', '半自理'], '2': ['中度失能'], '3': ['重度失能'], '4': ['完全失能', '不能自理'] };

export const CODE_LISTS: Readonly<Record<string, CodeList>> = {
  sex: listOf('sex', sex),
  marital: listOf('marital', marital),
  education: listOf('education', education, { '10': ['硕士研究生', '博士研究生'], '60': ['普高'], '70': ['初级中学'] }),
  employment: listOf('employment', employment, EMPLOYMENT_WORDS),
  ethnic: listOf('ethnic', ethnic, ETHNIC_WORDS),
  'family-relation': listOf('family-relation', familyRelation, RELATION_WORDS),
  health: listOf('health', health, HEALTH_WORDS),
  'id-document-type': listOf('id-document-type', idDocumentType, { '111': ['身份证'], '414': ['护照'], '511': ['台胞证'], '516': ['港澳通行证', '回乡证'] }),
  'key-population': listOf('key-population', keyPopulation),
  political: listOf('political', political),
  disability: listOf('disability', disability, DISABILITY_WORDS),
  'disability-level': listOf('disability-level', { title: '残疾等级', standards: disability.standards, items: disability.levels }, LEVEL_WORDS),
  'elder-ability': listOf('elder-ability', elderAbility, CARE_WORDS),
  'small-places': listOf('small-places', smallPlaces),
};

/** Name of a code for a person's eyes; the code itself when the list does not know it. */
export function codeName(list: string, code: string): string {
  return CODE_LISTS[list]?.byCode.get(code)?.name ?? code;
}

const squeeze = (text: string) => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
const lookups = new Map<string, Map<string, string>>();

/** Codes by every word that names them: code, standard name, aliases. A word two codes share names neither. */
function lookupOf(list: CodeList): Map<string, string> {
  const known = lookups.get(list.id);
  if (known !== undefined) return known;
  const words = new Map<string, string>();
  const shared = new Set<string>();
  const add = (word: string, code: string) => {
    const key = squeeze(word);
    const former = words.get(key);
    if (former !== undefined && former !== code) shared.add(key);
    else words.set(key, code);
  };
  for (const item of list.items) for (const alias of item.aliases) add(alias, item.code);
  for (const key of shared) words.delete(key);
  // A code and its standard name always win over somebody's alias.
  for (const item of list.items) words.set(squeeze(item.name), item.code);
  for (const item of list.items) words.set(item.code, item.code);
  lookups.set(list.id, words);
  return words;
}

/** The code a cell means, by code, label or alias; null when the list does not know the words. */
export function codeOfWords(list: string, words: string): string | null {
  const found = CODE_LISTS[list];
  return found === undefined ? null : (lookupOf(found).get(squeeze(words)) ?? null);
}
