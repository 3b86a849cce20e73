import { codeOfWords, type FieldDefinition, FIELDS, HEADER_WORDS, SERIAL_WORDS, TABLE_WORDS } from '#catalogue';
import { squeezeHeader, withoutRemarks } from './squeeze.js';

/** What the rows of a sheet are about. Only people and places are imported; forms also ask for the others. */
export type Subject = 'people' | 'places' | 'events' | 'volunteers' | 'inspections' | 'alarms' | 'devices';

const ENTITIES: Readonly<Record<Subject, readonly string[]>> = {
  people: ['person', 'household', 'estate', 'building', 'house', 'visit'],
  places: ['org'],
  events: ['event'],
  volunteers: ['volunteer'],
  inspections: ['inspection'],
  alarms: ['alarm'],
  devices: ['device'],
};
export const SUBJECTS = Object.keys(ENTITIES) as readonly Subject[];

/** Endings that mean the same in a header. */
const ENDINGS: readonly [RegExp, string][] = [
  [/(?:情况|状况|状态)$/u, '情况'],
  [/(?:类型|类别|种类)$/u, '类型'],
  [/(?:时间|日期)$/u, '日期'],
  [/(?:号码|编号|号)$/u, '号'],
  [/(?:名称|名)$/u, '名'],
  [/(?:联系电话|联系方式|手机号码|手机号|手机|电话号码|电话)$/u, '电话'],
];

/** Form under which headers that differ by such an ending or by 所属/所在 meet. */
export function stemOf(squeezed: string): string {
  const bare = squeezed.replace(/^(?:所属|所在|本人|居民|您的)(?=.)/u, '');
  for (const [ending, common] of ENDINGS) if (ending.test(bare) && bare.replace(ending, '') !== '') return bare.replace(ending, common);
  return bare;
}

interface Index {
  fields: readonly FieldDefinition[];
  /** Labels, aliases and header words. */
  exact: ReadonlyMap<string, readonly string[]>;
  /** Labels and aliases alone: they weigh more where a header word of another field is the same. */
  own: ReadonlyMap<string, readonly string[]>;
  stems: ReadonlyMap<string, readonly string[]>;
}

function push(map: Map<string, string[]>, key: string, id: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [id]);
  else if (!known.includes(id)) known.push(id);
}

function indexOf(subject: Subject): Index {
  const fields = FIELDS.filter((field) => ENTITIES[subject].includes(field.entity));
  const exact = new Map<string, string[]>();
  const own = new Map<string, string[]>();
  const stems = new Map<string, string[]>();
  for (const field of fields)
    for (const word of [field.label, ...field.aliases, ...(HEADER_WORDS[field.id] ?? []), ...(TABLE_WORDS[field.id] ?? [])]) {
      push(exact, squeezeHeader(word), field.id);
      if (word === field.label || field.aliases.includes(word)) push(own, squeezeHeader(word), field.id);
      push(stems, stemOf(squeezeHeader(word)), field.id);
    }
  return { fields, exact, own, stems };
}

export const INDEX = Object.fromEntries(SUBJECTS.map((subject) => [subject, indexOf(subject)])) as Readonly<Record<Subject, Index>>;
const serial = new Set(SERIAL_WORDS.map(squeezeHeader));

export const isSerialHeader = (squeezed: string) => serial.has(squeezed);

/** Tag a 是否/有无 column is about: `strict` asks for the question word. Null when it is about none. */
export function tagOfHeader(squeezed: string, strict: boolean): string | null {
  const asked = /^(?:是否(?:为|属于|属|是|患有|患|有|系|享受)?|有无)(.+)$/u.exec(withoutRemarks(squeezed))?.[1];
  const bracketed = /^(.+)[([](?:是|有)[/或]?(?:否|无)[)\]]$/u.exec(squeezed)?.[1];
  const words = asked ?? bracketed ?? (strict ? undefined : withoutRemarks(squeezed));
  if (words === undefined) return null;
  for (const word of [words, words.replace(/(?:户|人员|对象|人|家庭)$/u, ''), `${words}老人`]) {
    const code = codeOfWords('key-population', word);
    if (code !== null) return code;
  }
  return null;
}

/** True for a cell that names a column, in any subject: how header rows are told from data. */
export function isHeaderWord(text: string): boolean {
  const full = squeezeHeader(text);
  const key = withoutRemarks(full);
  if (isSerialHeader(full) || tagOfHeader(full, true) !== null) return true;
  return [full, key].some((word) => INDEX.people.exact.has(word) || INDEX.places.exact.has(word)) || INDEX.people.stems.has(stemOf(key)) || /^(?:类别|等级|证号|姓名|电话|关系|地址|日期|是否.{1,8}|.{1,8}(?:姓名|电话|手机号|身份证号|号码|关系|日期|时间|情况|类型))$/u.test(key);
}
