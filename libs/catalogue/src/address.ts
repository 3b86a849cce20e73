/** Elements of an address below the district (levels 4 to 12 of grid-and-address.json); text is what is written, numbers are half-width. */
export interface AddressParts {
  /** Province, city and district as written. */
  region: string | null;
  street: string | null;
  community: string | null;
  /** 清河路, 柳巷 */
  road: string | null;
  /** Door plate on the road: 8号, 8号院, 12弄. */
  doorplate: string | null;
  estate: string | null;
  /** Number or letter alone: 3, A, 12B. */
  building: string | null;
  unit: string | null;
  floor: string | null;
  room: string | null;
  /** What no element explains, kept for the person. */
  rest: string;
}

/** Longer text is no address; what is beyond is not looked at. */
const LONGEST = 200;
const DIGITS = '零一二三四五六七八九';
/** Chinese numerals count as numbers only before a building word: 一 of 一心路 stays. */
const NUMERAL = /[零〇一二两三四五六七八九十百]+(?=号楼|号院|栋|幢|座|单元|门|层|室|房|号|弄)/gu;
const NUMBER = '[A-Za-z]?\\d{1,5}[A-Za-z]?|[A-Za-z]';

function chineseToNumber(text: string): string {
  if (!/[十百]/.test(text)) return [...text].map((sign) => DIGITS.indexOf(sign === '〇' ? '零' : sign === '两' ? '二' : sign)).join('');
  let total = 0;
  let digit = -1;
  for (const sign of text) {
    if (sign === '百' || sign === '十') {
      total += (digit < 0 ? 1 : digit) * (sign === '百' ? 100 : 10);
      digit = -1;
    } else digit = DIGITS.indexOf(sign === '〇' ? '零' : sign === '两' ? '二' : sign);
  }
  return String(total + Math.max(0, digit));
}

/** Half-width, no blanks, one kind of dash; Chinese numerals before a building word (三号楼, 十二栋, 二单元) as digits. */
export function normalAddress(raw: string): string {
  const plain = raw.normalize('NFKC').replace(/[\p{C}\s]+/gu, '').replace(/[—–―−‐‑~－]+/gu, '-').replace(/#|♯/gu, '#');
  return plain.slice(0, LONGEST).replace(NUMERAL, (numeral) => chineseToNumber(numeral));
}

interface Rule {
  part: Exclude<keyof AddressParts, 'rest'>;
  pattern: RegExp;
}

/** Outermost first; each takes its text from the start of what is left. */
const AREA_RULES: readonly Rule[] = [
  { part: 'region', pattern: /^((?:[\p{Script=Han}]{2,8}?(?:省|自治区|特别行政区))?(?:[\p{Script=Han}]{2,8}?(?:市|自治州|盟))?(?:[\p{Script=Han}]{1,7}?(?:(?<![小社园片院厂])区(?!域)|县|旗))?)/u },
  { part: 'street', pattern: /^([\p{Script=Han}]{2,8}?(?:街道(?:办事处)?|镇|乡))(?!路|街)/u },
  { part: 'community', pattern: /^([\p{Script=Han}\d]{2,10}?(?:社区(?:居委会)?|居委会|村委会|行政村))/u },
];
const PLACE_RULES: readonly Rule[] = [
  { part: 'road', pattern: /^([\p{Script=Han}\d]{1,12}?(?:路|大街|大道|街|巷|胡同|里弄|弄堂)(?:[东南西北中]段)?)(?=\d|-|$)/u },
  { part: 'doorplate', pattern: /^(\d{1,5}(?:-\d{1,4})?号院?|\d{1,5}弄)(?!楼|室|房)/u },
];
const BUILDING = new RegExp(`(${NUMBER})(?:号楼|栋楼?|幢楼?|座|#楼?|号(?=\\d+单元))`, 'u');
const UNIT = new RegExp(`^-?(?:(${NUMBER})(?:单元|门(?!牌|面|市|店)))`, 'u');
const FLOOR = /^-?(\d{1,3})(?:层|楼)/u;
const ROOM = new RegExp(`^-?(\\d{1,5}[A-Za-z]?|[A-Za-z]\\d{1,4})(?:室|房|户|号(?!楼|院))?(?=$|[^\\d-])`, 'u');
const FIRST_UNIT = new RegExp(`(?:${NUMBER})单元`, 'u');
const LAST_ROOM = /\d{1,5}[A-Za-z]?(?:室|房|号)?$/u;
const DASHED = /^-?([A-Za-z]?\d{1,4}[A-Za-z]?)-(?:([A-Za-z]?\d{1,3})-)?(\d{1,5}[A-Za-z]?)(?:室|房|号)?(?=$|[^\d-])/u;

const emptyParts = (): AddressParts => ({ region: null, street: null, community: null, road: null, doorplate: null, estate: null, building: null, unit: null, floor: null, room: null, rest: '' });

function take(text: string, rules: readonly Rule[], parts: AddressParts): string {
  let left = text;
  for (const { part, pattern } of rules) {
    const found = pattern.exec(left)?.[1] ?? '';
    if (found === '') continue;
    parts[part] = found;
    left = left.slice(found.length);
  }
  return left;
}

const isEstate = (text: string) => /^[\p{Script=Han}\p{Co}A-Za-z\d·()]*[\p{Script=Han}\p{Co}]$/u.test(text) && text.length <= 20;

function setEstate(text: string, parts: AddressParts): string {
  const name = text.replace(/^-|-$/gu, '');
  if (name === '') return '';
  if (!isEstate(name)) return name;
  parts.estate = name;
  return '';
}

/** 2单元302室, 2-302, 302: what follows a building. */
function takeInside(text: string, parts: AddressParts): string {
  let left = text;
  const step = (pattern: RegExp, part: 'unit' | 'floor' | 'room') => {
    const found = pattern.exec(left);
    if (found === null) return;
    parts[part] = (found[1] ?? '').toUpperCase();
    left = left.slice(found[0].length);
  };
  step(UNIT, 'unit');
  const dashed = parts.unit === null ? DASHED.exec(left) : null;
  if (dashed !== null && dashed[2] === undefined) {
    parts.unit = (dashed[1] ?? '').toUpperCase();
    parts.room = (dashed[3] ?? '').toUpperCase();
    return left.slice(dashed[0].length);
  }
  step(FLOOR, 'floor');
  step(ROOM, 'room');
  return left;
}

/** 5-2-401 or 5-401 without building words. Two numbers are building and room. */
function takeDashed(text: string, parts: AddressParts): { estate: string; rest: string } | null {
  const at = text.search(/(?<![\dA-Za-z-])[A-Za-z]?\d{1,4}[A-Za-z]?-\d/u);
  const found = at < 0 ? null : DASHED.exec(text.slice(at));
  if (found === null) return null;
  parts.building = (found[1] ?? '').toUpperCase();
  if (found[2] !== undefined) parts.unit = found[2].toUpperCase();
  parts.room = (found[3] ?? '').toUpperCase();
  return { estate: text.slice(0, at), rest: text.slice(at + found[0].length) };
}

/**
 * Standard elements of an address as residents and sheets write it: 幸福里小区3号楼2单元302室, 清河路8号院5-2-401, 1#楼301.
 * What can't be read stays in `rest`; nothing is invented. Never throws.
 */
export function parseAddress(raw: string): AddressParts {
  const parts = emptyParts();
  const place = take(take(normalAddress(raw), AREA_RULES, parts), PLACE_RULES, parts);
  const building = BUILDING.exec(place);
  if (building !== null) {
    const before = setEstate(place.slice(0, building.index), parts);
    parts.building = (building[1] ?? '').toUpperCase();
    parts.rest = before + takeInside(place.slice(building.index + building[0].length), parts);
    return parts;
  }
  const dashed = takeDashed(place, parts);
  if (dashed !== null) {
    parts.rest = setEstate(dashed.estate, parts) + dashed.rest;
    return parts;
  }
  const unit = FIRST_UNIT.exec(place);
  const room = LAST_ROOM.exec(place);
  const inside = unit ?? room;
  parts.rest = inside === null ? setEstate(place, parts) : setEstate(place.slice(0, inside.index), parts) + takeInside(place.slice(inside.index), parts);
  return parts;
}

/** The parts as the ledger writes an address; `parseAddress` reads it back to the same parts. */
export function formatAddress(parts: AddressParts): string {
  const suffixed = (value: string | null, suffix: string) => (value === null ? '' : `${value}${suffix}`);
  const outside = [parts.region, parts.street, parts.community, parts.road, parts.doorplate, parts.estate].map((part) => part ?? '').join('');
  return outside + suffixed(parts.building, '号楼') + suffixed(parts.unit, '单元') + suffixed(parts.floor, '层') + suffixed(parts.room, '室') + parts.rest;
}
