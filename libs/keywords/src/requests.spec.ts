import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TableDefinition, TableFilter } from '#contracts';
import { parseRequest, type PlaceName } from './index.js';
import { TRADITIONAL } from './traditional.js';

const PLACES: PlaceName[] = [
  ...['幸福社区', '和平社区', '望海社区'].map((name): PlaceName => ({ level: 'community', name })),
  ...['海景花园', '清河路 8 号院'].map((name): PlaceName => ({ level: 'estate', name })),
  ...['第一网格', '第二网格', '第三网格'].map((name): PlaceName => ({ level: 'grid', name })),
];
const parse = (text: string) => parseRequest({ text, today: '2026-11-22', places: PLACES });
const say = (filter: TableFilter): string => ('any' in filter ? `(${filter.any.map(say).join(' | ')})` : `${filter.field} ${filter.op}${filter.value === undefined ? '' : ` ${JSON.stringify(filter.value)}`}`);

/** The definition in one line, filters in alphabetical order. */
function line(definition: TableDefinition | undefined): string {
  if (definition === undefined) return '';
  const { entity, columns, filters, groupBy, aggregates, sort, limit, asOf, compare } = definition;
  const parts = [entity, ...filters.map(say).sort()];
  if (columns.length > 0) parts.push(`列 ${columns.join(',')}`);
  if (groupBy.length > 0) parts.push(`组 ${groupBy.map((group) => (typeof group === 'string' ? group : `${group.field}/${'by' in group ? group.by : 'bands'}`)).join(',')}`);
  if (aggregates.length > 0) parts.push(`计 ${aggregates.map((item) => `${item.fn}${item.field === undefined ? '' : ` ${item.field}`}${item.where === undefined ? '' : `[${item.where.map(say).join('&')}]`}`).join(',')}`);
  if (sort !== undefined) parts.push(`序 ${sort.map(({ field, dir }) => `${field} ${dir}`).join(',')}`);
  if (limit !== undefined) parts.push(`前 ${limit}`);
  if (asOf !== undefined) parts.push(`截至 ${asOf}`);
  if (compare !== undefined) parts.push(`比 ${compare}`);
  return parts.join('; ');
}

describe('what a request in words becomes', () => {
  it.each([
    // Ages and numbers.
    ['60岁以上80岁以下', 'person; person.age between [60,80]'],
    ['年龄大于60小于80', 'person; person.age gt 60; person.age lt 80'],
    ['60岁以上老人 不含80岁以上', 'person; person.age gte 60; person.age lt 80'],
    ['今年满80岁的', 'person; person.birth_date between ["1946-01-01","1946-12-31"]'],
    ['高龄独居', 'person; person.age gte 80; person.tags has "living_alone"'],
    ['家庭人口5人以上的低保户', 'household; household.low_income_type eq "低保"; household.size gte 5'],
    ['没有电梯的楼栋 6层以上', 'building; building.elevator eq false; building.floors gte 6'],
    ['2000年以前建成的楼', 'building; building.year lt 2000'],
    ['大专以上学历党员', 'person; person.education gte "30"; person.tags has "party_member"'],
    ['残疾二级以上', 'person; person.disability_level in ["1","2"]'],
    // Negation and missing values.
    ['非党员', 'person; person.tags not_has "party_member"'],
    ['不在幸福社区的党员', 'person; person.community ne "幸福社区"; person.tags has "party_member"'],
    ['低保、特困人员除外的残疾人', 'person; person.tags has "disability"; person.tags not_has "extreme_poverty"; person.tags not_has "low_income"'],
    ['没有电话的老人', 'person; person.age gte 60; person.phone is_null'],
    ['没有身份证号或没有电话的人', 'person; (person.id_no is_null | person.phone is_null)'],
    ['有电话的独居老人', 'person; person.age gte 60; person.phone not_null; person.tags has "living_alone"'],
    ['未参保人员', 'person; person.medical_insurance eq "未参保"'],
    // Coordination.
    ['独居且失能的老人', 'person; person.age gte 60; person.tags has "disabled_care"; person.tags has "living_alone"'],
    ['既独居又残疾的老人', 'person; person.age gte 60; person.tags has "disability"; person.tags has "living_alone"'],
    ['独居、空巢、失能老人', 'person; person.age gte 60; person.tags has_any ["living_alone","empty_nest","disabled_care"]'],
    ['独居老人和残疾人', 'person; person.tags has_any ["living_alone","disability"]'],
    ['幸福社区和和平社区的独居老人', 'person; person.age gte 60; person.community in ["幸福社区","和平社区"]; person.tags has "living_alone"'],
    ['低保户(含特困)', 'household; household.low_income_type in ["低保","特困"]'],
    // What the table is about.
    ['低保户中的独居老人', 'person; person.age gte 60; person.tags has "living_alone"; person.tags has "low_income"'],
    ['出租屋里的流动人口', 'person; house.tenure eq "出租"; person.tags has "migrant"'],
    ['残疾人家庭', 'household; person.tags has "disability"'],
    ['使用瓶装液化气的餐饮店', 'org; org.gas eq "瓶装"; org.small_place eq "dining"'],
    ['离线设备', 'device; device.state eq "离线"'],
    ['志愿者名单', 'person; person.tags has "volunteer"'],
    ['志愿者服务时长前10', 'volunteer; 序 volunteer.hours desc; 前 10'],
    // Places.
    ['海景花园3号楼2单元402', 'person; building.no eq "3号楼"; estate.name eq "海景花园"; house.room eq "402"; house.unit eq "2单元"'],
    ['三网格 党员', 'person; person.grid eq "第三网格"; person.tags has "party_member"'],
    ['清河路8号院 独居老人', 'person; estate.name eq "清河路 8 号院"; person.age gte 60; person.tags has "living_alone"'],
    // Times.
    ['去年去世的人员', 'person; person.death_date eq {"rel":"last_year"}'],
    ['半年未走访的独居老人', 'person; person.age gte 60; person.tags has "living_alone"; visit.last_date lt {"rel":"months_ago:6"}'],
    ['从未走访的老人', 'person; person.age gte 60; visit.last_date is_null'],
    ['2024年以来新增低保', 'person; person.tag_date gte "2024-01-01"; person.tags has "low_income"'],
    ['最近30天未检查的九小场所', 'org; org.last_check lt {"rel":"days_ago:30"}; org.small_place not_null'],
    ['3月1日至3月15日上报的噪音投诉', 'event; event.reported_at between ["2026-03-01","2026-03-15"]; event.type eq "noise"'],
    ['本季度办结的工单', 'event; event.closed_at gte {"rel":"this_quarter"}'],
    ['截至2025年底党员', 'person; person.tags has "party_member"; 截至 2025-12-31'],
    ['本月过生日的老人', 'person; person.age gte 60; person.birth_date anniversary_between ["2026-11-01","2026-11-30"]'],
    // Counting.
    ['各社区各网格独居老人人数', 'person; person.age gte 60; person.tags has "living_alone"; 组 person.community,person.grid; 计 count'],
    ['各网格党员占比', 'person; 组 person.grid; 计 ratio[person.tags has "party_member"]'],
    ['各社区60岁以上老人占总人口比例', 'person; 组 person.community; 计 ratio[person.age gte 60]'],
    ['张三本月走访次数', 'visit; visit.collector eq "张三"; visit.date gte {"rel":"this_month"}; 计 count'],
    ['低保户 户主 电话 人口', 'household; household.low_income_type eq "低保"; 列 household.head,person.phone,household.size'],
    ['网格员名单', 'grid; 列 grid.worker'],
    ['各社区残疾人数、低保人数', 'person; 组 person.community; 计 count[person.tags has "disability"],count[person.tags has "low_income"]'],
    ['男女比例', 'person; 组 person.sex; 计 count,share'],
    ['户均人口', 'household; 计 avg household.size'],
    ['网格员 走访次数', 'visit; 组 visit.collector; 计 count'],
    ['今年每月走访次数', 'visit; visit.date gte {"rel":"this_year"}; 组 visit.date/month; 计 count'],
    ['各网格事件办结率', 'event; 组 event.grid; 计 ratio[event.status in ["已办结","已归档"]]'],
    ['残疾人分类统计', 'person; person.tags has "disability"; 组 person.disability_type; 计 count'],
    ['有多少独居老人', 'person; person.age gte 60; person.tags has "living_alone"; 计 count'],
    ['同比去年各社区独居老人变化', 'person; person.age gte 60; person.tags has "living_alone"; 组 person.community; 计 count; 比 last_year'],
    // Order.
    ['年龄最大的10位老人', 'person; person.age gte 60; 序 person.age desc; 前 10'],
    ['独居老人最多的5个社区', 'person; person.age gte 60; person.tags has "living_alone"; 组 person.community; 计 count; 序 count desc; 前 5'],
    ['各社区党员人数排名', 'person; person.tags has "party_member"; 组 person.community; 计 count; 序 count desc'],
    // Columns.
    ['出租房 房主 电话', 'house; house.tenure eq "出租"; 列 house.owner,house.owner_phone'],
    ['本周未自查的餐饮店 名称 负责人 电话', 'org; org.small_place eq "dining"; org.week_check eq "未自查"; 列 org.name,org.principal,org.phone'],
    // Slips of the keyboard.
    ['空巢老仁', 'person; person.age gte 60; person.tags has "empty_nest"'],
    ['独局老人 姓别', 'person; person.age gte 60; person.tags has "living_alone"; 列 person.sex'],
  ])('%s', (text, expected) => {
    const result = parse(text);
    expect(result.status).toBe('run');
    expect(line(result.definition)).toBe(expected);
  });

  it.each(['重点人员', '学生', '困难群众', '所有人', '姓名 电话', 'dujulaoren', 'djlr', '年轻人', '独居老人的星座', '8O岁以上老人'])('asks about %s', (text) => {
    expect(parse(text).status).toBe('ask');
  });

  it.each(['', '   ', '的了吧', '😀😀', 'select * from person', '<script>alert(1)</script>', "' or 1=1 --", '帮我写首诗', '今天天气怎么样', 'quarterly revenue by region', 'おはよう'])('refuses %p and names what it does not know', (text) => {
    const result = parse(text);
    expect(result.status).toBe('refuse');
    expect(result.message).toMatch(/没有/);
    expect(result.definition).toBeUndefined();
  });

  it('says which words a chip came from, in the text as typed', () => {
    const text = '８０歲以上獨居老人 联系电活';
    const chip = (kind: string) => parse(text).explanation.filter((item) => item.kind === kind).map((item) => [item.text, ...item.from.map(([start, end]) => text.slice(start, end))]);
    expect(chip('filter')).toEqual([['年龄 ≥ 80', '８０歲以上'], ['标签 = 独居', '獨居老人']]);
    expect(chip('column')).toEqual([['联系电话', '联系电活']]);
    expect(chip('assumption')).toEqual([['老人 → 年龄 ≥ 60(已含在所给年龄内)', '獨居老人']]);
    expect(parse(text).corrections).toEqual([{ from: '联系电活', to: '联系电话', at: [10, 14] }]);
  });
});

const CHUNKS = ['独居老人', '80岁以上', '望海社区', '女性', '姓名', '电话', '低保', '党员', '未婚'];
const key = (text: string) => {
  const { status, definition } = parse(text);
  return { status, entity: definition?.entity, filters: definition?.filters.map(say).sort(), columns: [...(definition?.columns ?? [])].sort(), groupBy: definition?.groupBy };
};
const toFullWidth = (text: string) => text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
const toTraditional = (text: string) => {
  const back = new Map([...TRADITIONAL].map(([traditional, simplified]) => [simplified, traditional]));
  return [...text].map((char) => back.get(char) ?? char).join('');
};

describe('laws of the parser', () => {
  const chunks = fc.shuffledSubarray(CHUNKS, { minLength: 1 });
  it('keeps the meaning whatever the order of keywords', () => {
    fc.assert(fc.property(chunks, (words) => expect(key(words.join(' '))).toEqual(key([...words].sort().join(' ')))), { numRuns: 150 });
  });
  it('keeps the meaning in full width, in traditional characters, with politeness and with other blanks', () => {
    fc.assert(
      fc.property(chunks, (words) => {
        const plain = key(words.join(' '));
        for (const other of [toFullWidth(words.join(' ')), toTraditional(words.join(' ')), `请帮我查一下${words.join(' ')}`, `${words.join(' ')}的名单`, words.join(','), words.join(' \t ')]) expect(key(other)).toEqual(plain);
      }),
      { numRuns: 80 },
    );
  });
  it('never lists everybody by accident and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.array(fc.constantFrom(...CHUNKS, '的', '和', '不', '除', '按', '各', '网格', '人数', '本月', '最多', '前3', '以外'), { maxLength: 10 }).map((words) => words.join(''))), (text) => {
        const { status, definition } = parse(text);
        if (status === 'run' && definition !== undefined && (definition.entity === 'person' || definition.entity === 'household')) expect(definition.filters.length + definition.aggregates.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });
  it('is a function: the same request gives the same answer', () => {
    fc.assert(fc.property(chunks, (words) => expect(parse(words.join(''))).toEqual(parse(words.join('')))), { numRuns: 50 });
  });
});
