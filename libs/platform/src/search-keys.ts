import { pinyin } from 'pinyin-pro';
import { blindIndex } from './keys/index.js';

/** Columns that follow from a name or a sealed number and exist to be searched. */
export interface NameKeys {
  name_pinyin: string;
  name_initials: string;
}

const HAN_OR_LATIN = /[a-z0-9]/g;

/** Pinyin without tones (`zhangjianguo`) and its initials (`zjg`); surnames are read as surnames (单 → shan). */
export function nameKeys(name: string): NameKeys {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', mode: 'surname', nonZh: 'consecutive' }).map((part) => (part.normalize('NFKD').toLowerCase().match(HAN_OR_LATIN) ?? []).join(''));
  return { name_pinyin: syllables.join('').slice(0, 128), name_initials: syllables.map((part) => part[0] ?? '').join('').slice(0, 32) };
}

export const idNoIndex = (idNo: string | null): Buffer | null => (idNo === null ? null : blindIndex('id_no', idNo));
export const phoneIndex = (phone: string | null): Buffer | null => (phone === null ? null : blindIndex('phone', phone));
/** The last four digits, by which people look a number up. */
export const phoneTail = (phone: string | null): Buffer | null => (phone === null || phone.length < 4 ? null : blindIndex('phone_tail', phone.slice(-4)));
