import { cellName } from '../../../../spreadsheets/reading/index.js';
import { squeezeHeader, withoutRemarks } from '../../../../spreadsheets/understanding/index.js';
import type { TemplateLabel } from '../types.js';
import type { Area, FormGrid } from './form-grid.js';

const KEYS: readonly [RegExp, string][] = [
  [/^(?:填报|填表|报送|上报|制表|编制|申报)(?:单位|部门|社区|机构|村居)|^单位(?:名称|盖章|公章)?$|^(?:社区|街道|村|居委会|村居|镇街)(?:名称|盖章)?$/u, '填报单位'],
  [/^(?:填报|填表|报送|上报|制表|申报|填写|编制)?(?:时间|日期|年月)$/u, '填报时间'],
  [/^(?:填报|填表|制表|经办|经手|报送|上报|填写|采集)(?:人|人员|员)?(?:姓名|签字|签名)?$/u, '填表人'],
  [/^(?:审核|复核|审批|核对)(?:人|人员)?(?:签字|签名)?$/u, '审核人'],
  [/^(?:单位|部门|社区|分管|主管)?(?:负责人|领导|主任|书记)(?:签字|签名|签章)?$/u, '单位负责人'],
  [/^(?:联系)?(?:电话|方式|电话号码|手机)$/u, '联系电话'],
];
const NOTE = /^(?:注|备注|说明|附注|填表说明|填写说明|填报说明|要求|提示|示例|例|如)\d?$/u;
/** 单位:万元 says how counts are given. */
const UNIT = /^(?:人|户|人次|件|个|名|万?元|%|岁|人、户)$/u;
const SEGMENT = /([\p{Script=Han}A-Za-z][\p{Script=Han}A-Za-z  ]{0,20}(?:[((][^()()]{1,12}[))])?)\s*[::]/gu;
/** Blanks, lines to write on and the signs of an unwritten date. */
const UNWRITTEN = /^(?:[\s__\u3000]|(?:20\d{0,2}|\d{0,2})?[\s_\u3000]*[年月日])*$/u;

const bare = (label: string) => withoutRemarks(squeezeHeader(label));

/** Meaning that labels of many spellings share; the label itself for any other. */
export function keyOf(label: string): string {
  const text = bare(label);
  return KEYS.find(([pattern]) => pattern.test(text))?.[1] ?? text;
}

export const isFactLabel = (text: string) => KEYS.some(([pattern]) => pattern.test(bare(text)));

/**
 * The label at the end of what stands before a colon: after the value or the empty date of the label before it
 * (…年 月 日  填表人:), with the blanks between its own signs (填 表 人) left out.
 */
function lastWords(text: string): string {
  const words = text.trim().split(/\s+/u);
  let from = words.length - 1;
  while (from > 0 && words[from]?.length === 1 && words[from - 1]?.length === 1 && !/[年月日]/u.test(words[from - 1] ?? '')) from--;
  return words.slice(from).join(' ');
}

/** One label of a cell that holds several (填报单位:   填报时间:   ), with the place of its value in the text. */
export interface Segment {
  label: string;
  from: number;
  to: number;
  written: boolean;
}

/** Labels with a colon in a text, each with what follows it up to the next. Notes have none. */
export function segmentsOf(text: string): Segment[] {
  const found = [...text.matchAll(SEGMENT)].map((match) => {
    const label = lastWords(match[1] ?? '');
    return { label, start: match.index + (match[1] ?? '').trimEnd().lastIndexOf(label), end: match.index + match[0].length };
  });
  const segments = found.map(({ label, end }, at) => {
    const to = found[at + 1]?.start ?? text.length;
    return { label: bare(label), from: end, to, written: !UNWRITTEN.test(text.slice(end, to)) };
  });
  const isNote = segments.some((segment, at) => at === 0 && (NOTE.test(segment.label) || (segment.label === '单位' && UNIT.test(text.slice(segment.from, segment.to).trim()))));
  return isNote ? [] : segments.filter((segment) => segment.label !== '' && segment.label.length <= 14);
}

function labelsOfArea(area: Area, next: Area | undefined): TemplateLabel[] {
  const cell = cellName(area.left, area.top);
  const blankNext = next !== undefined && next.text === '' && next.top <= area.top && next.bottom >= area.top;
  const segments = segmentsOf(area.text);
  const beside = (label: string): TemplateLabel => ({ cell, label, key: keyOf(label), value: cellName(next?.left ?? 0, next?.top ?? 1), shape: 'whole' });
  if (segments.length === 0) return isFactLabel(area.text) && blankNext ? [beside(bare(area.text))] : [];
  return segments.map((segment, at) => {
    const closes = at === segments.length - 1 && /[::]\s*$/u.test(area.text);
    return closes && blankNext ? beside(segment.label) : { cell, label: segment.label, key: keyOf(segment.label), value: cell, shape: 'after' as const };
  });
}

/** Labels with a place for their value in the given rows: the next blank cell, or the same cell after the colon. */
export function findLabels(grid: FormGrid, rows: readonly number[]): TemplateLabel[] {
  return rows.flatMap((row) => {
    const areas = grid.areas(row);
    return areas.flatMap((area, at) => (area.top === row && area.text !== '' ? labelsOfArea(area, areas[at + 1]) : []));
  });
}

/** The widest text above the table that is no label, no number of an annex and no remark in brackets. */
export function findTitle(grid: FormGrid, above: number): string | null {
  const areas = Array.from({ length: Math.max(0, above - 1) }, (_, at) => grid.areas(at + 1).filter((area) => area.top === at + 1)).flat();
  const titles = areas.filter(({ text }) => text.length > 1 && !/[::]/.test(text) && !/^附件|^附表|^表\d|^[((]/u.test(text));
  const width = (area: Area | null) => (area === null ? 0 : area.right - area.left + 1);
  return titles.reduce<Area | null>((best, area) => (width(area) > width(best) ? area : best), null)?.text ?? null;
}
