import { pinyin } from 'pinyin-pro';
import { blindIndex } from './keys/index.js';

/** Columns that follow from a name or a sealed number and exist to be searched. */
export interface NameKeys {
  name_pinyin: string;
  name_initials: string;
  /** The name without its surname, so that 建国 finds 张建国. */
  name_given: string;
}

/** Surnames of two characters in use. */
const COMPOUND = new Set('欧阳 上官 司马 司徒 诸葛 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 夏侯 东方 南宫 端木 百里 呼延 轩辕'.split(' '));
const HAN_OR_LATIN = /[a-z0-9]/g;

/** Pinyin without tones (`zhangjianguo`) and its initials (`zjg`); surnames are read as surnames (单 → shan). */
export function nameKeys(name: string): NameKeys {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', mode: 'surname', nonZh: 'consecutive' }).map((part) => (part.normalize('NFKD').toLowerCase().match(HAN_OR_LATIN) ?? []).join(''));
  const points = [...name];
  const given = points.slice(COMPOUND.has(points.slice(0, 2).join('')) && points.length > 2 ? 2 : 1).join('');
  return { name_given: given, name_pinyin: syllables.join('').slice(0, 128), name_initials: syllables.map((part) => part[0] ?? '').join('').slice(0, 32) };
}

export const idNoIndex = (idNo: string | null): Buffer | null => (idNo === null ? null : blindIndex('id_no', idNo));
export const phoneIndex = (phone: string | null): Buffer | null => (phone === null ? null : blindIndex('phone', phone));
/** The last four digits, by which people look a number up. */
export const phoneTail = (phone: string | null): Buffer | null => (phone === null || phone.length < 4 ? null : blindIndex('phone_tail', phone.slice(-4)));
