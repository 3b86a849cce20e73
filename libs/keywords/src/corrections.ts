import { type Lexicon, syllables } from './lexicon.js';
import type { Edge, Sense } from './types.js';

/** Slips that neither sound nor one changed sign finds. */
const SLIPS: Readonly<Record<string, string>> = { 电活: '电话', 住只: '住址', 联糸: '联系', 身份正: '身份证', 残废人: '残疾人', 老年仁: '老年人', 底保: '低保', 低包: '低保' };
const SURNAMES = new Set('王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申殷詹俞梅柳霍焦柯包祝阮符翁买单');
const COMPOUND = ['欧阳', '上官', '司马', '诸葛', '皇甫', '慕容', '令狐', '东方', '夏侯', '尉迟'];
const CORRECTED_COST = 1.7;
const NAME_COST = 2.2;
const LONGEST = 7;
/** A request of which so much is unknown is not misspelt but about something else. */
const MOST_UNKNOWN = 40;
/** Senses a correction may lead to: words with content, not the small change of grammar. */
const CONTENT: ReadonlySet<Sense['kind']> = new Set(['field', 'value', 'place', 'entity', 'measure', 'verb', 'ask', 'statistics', 'distribution']);
/** Southern speakers' sounds: zh = z, l = n, -ng = -n. */
const blur = (sound: string): string => sound.replaceAll('zh', 'z').replaceAll('ch', 'c').replaceAll('sh', 's').replaceAll(/ng/g, 'n').replaceAll('l', 'n');

const isContent = (senses: readonly Sense[]): boolean => senses.some((sense) => CONTENT.has(sense.kind));

/** Exactly one sign differs, and it is one that nobody knows here. */
function oneChanged(word: string, other: string, unknown: (index: number) => boolean): boolean {
  let changed = 0;
  let at = 0;
  for (let index = 0; index < word.length; index += 1) {
    if (word[index] === other[index]) continue;
    changed += 1;
    at = index;
  }
  return changed === 1 && unknown(at);
}

/** Two neighbours swapped: 居独 for 独居. */
function swapped(word: string): string[] {
  return Array.from({ length: word.length - 1 }, (_, index) => `${word.slice(0, index)}${word[index + 1] ?? ''}${word[index] ?? ''}${word.slice(index + 2)}`);
}

function nearWords(word: string, lexicon: Lexicon, unknown: (index: number) => boolean): string[] {
  const slip = SLIPS[word];
  if (slip !== undefined) return [slip];
  const sound = syllables(word).join('');
  const alike = lexicon.soundingLike(sound).filter((other) => other.length === word.length);
  if (alike.length > 0) return alike;
  const turned = swapped(word).filter((other) => isContent(lexicon.sensesOf(other)));
  if (turned.length > 0) return turned;
  const near: string[] = [];
  for (const other of lexicon.ofLength(word.length)) {
    if (!isContent(lexicon.sensesOf(other))) continue;
    if (word.length >= 4 ? oneChanged(word, other, unknown) : oneChanged(word, other, unknown) && blur(syllables(other).join('')) === blur(sound)) near.push(other);
  }
  return near.length <= 3 ? near : [];
}

/** Names of people among what nobody knows: a surname and one or two signs. */
function namesAt(text: string, start: number, gaps: readonly boolean[]): Edge[] {
  const surname = COMPOUND.some((name) => text.startsWith(name, start)) ? 2 : SURNAMES.has(text[start] ?? '') ? 1 : 0;
  if (surname === 0) return [];
  return [1, 2].flatMap((given): Edge[] => {
    const end = start + surname + given;
    const name = text.slice(start, end);
    if (name.length < surname + given || !/^\p{Script=Han}+$/u.test(name) || gaps.slice(start + 1, end).some(Boolean)) return [];
    return [{ start, end, senses: [{ kind: 'personName', name }], cost: NAME_COST + (given === 2 ? 0 : 0.3) }];
  });
}

/** Edges for stretches with unknown signs: the word that was meant, or a person's name. Costs let a known reading win. */
export function correctionsFor(text: string, gaps: readonly boolean[], path: readonly Edge[], lexicon: Lexicon): Edge[] {
  const unknown = new Set(path.filter((edge) => edge.senses.every((sense) => sense.kind === 'unknown')).map((edge) => edge.start));
  if (unknown.size > MOST_UNKNOWN) return [];
  const edges: Edge[] = [];
  // The surname may be a known sign (张 counts sheets, 年 years): a name needs only one sign that nobody knows.
  for (let start = 0; start < text.length; start += 1) edges.push(...namesAt(text, start, gaps).filter((edge) => [...unknown].some((at) => at >= edge.start && at < edge.end)));
  for (let start = 0; start < text.length; start += 1) {
    for (let end = start + 2; end <= Math.min(text.length, start + LONGEST); end += 1) {
      if (gaps[end - 1] === true && end - 1 > start) break;
      const inside = Array.from({ length: end - start }, (_, index) => start + index).filter((index) => unknown.has(index)).length;
      const word = text.slice(start, end);
      if (inside === 0 || !/^\p{Script=Han}+$/u.test(word)) continue;
      for (const other of nearWords(word, lexicon, (index) => unknown.has(start + index))) edges.push({ start, end, senses: lexicon.sensesOf(other), cost: CORRECTED_COST - 0.01 * word.length, corrected: other });
    }
  }
  return edges;
}
