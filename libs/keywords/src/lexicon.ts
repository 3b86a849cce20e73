import { pinyin } from 'pinyin-pro';
import { ASKS } from './words/asks.js';
import { CUES, FILLERS } from './words/cues.js';
import { ENTITY_WORDS, VERBS } from './words/entities.js';
import { fieldEntries } from './words/fields.js';
import { MEASURES } from './words/measures.js';
import { type Entry, valueEntries } from './words/values.js';
import type { PlaceName, Sense } from './types.js';

/** Edition of the words; printed with every table so that it can be made again. */
export const LEXICON_VERSION = '2026.11.1';

interface Node {
  next: Map<string, Node>;
  senses: Sense[];
}

/** Pinyin of a word without tones, one syllable per character. */
export const syllables = (word: string): string[] => pinyin(word, { toneType: 'none', type: 'array' });

/** All words with their senses, found by characters and by sound. */
export class Lexicon {
  private readonly root: Node = { next: new Map(), senses: [] };
  private readonly bySound = new Map<string, string[]>();
  private readonly byInitials = new Map<string, string[]>();
  readonly words = new Map<string, Sense[]>();
  longest = 0;

  constructor(entries: readonly Entry[], private readonly base: Lexicon | null = null) {
    for (const { word, sense } of entries) this.add(word, sense);
    for (const word of this.words.keys()) if (/^[\p{Script=Han}]{2,8}$/u.test(word)) this.addSound(word);
  }

  /** Every word that begins at `start`, with its end; all of them, so that no cut is decided too early. */
  matches(chars: readonly string[], start: number): { end: number; senses: readonly Sense[] }[] {
    const found: { end: number; senses: readonly Sense[] }[] = this.base?.matches(chars, start) ?? [];
    let node: Node | undefined = this.root;
    for (let end = start; end < chars.length; end += 1) {
      node = node.next.get(chars[end] ?? '');
      if (node === undefined) break;
      if (node.senses.length > 0) found.push({ end: end + 1, senses: node.senses });
    }
    return found;
  }

  sensesOf(word: string): readonly Sense[] {
    return this.words.get(word) ?? this.base?.sensesOf(word) ?? [];
  }

  /** Words that sound alike, tones aside. */
  soundingLike(sound: string): readonly string[] {
    return [...(this.bySound.get(sound) ?? []), ...(this.base?.soundingLike(sound) ?? [])];
  }

  /** Words whose syllables begin with these letters. */
  withInitials(letters: string): readonly string[] {
    return [...(this.byInitials.get(letters) ?? []), ...(this.base?.withInitials(letters) ?? [])];
  }

  /** Words of a length, to compare with a misspelt one. */
  *ofLength(length: number): Iterable<string> {
    for (const word of this.words.keys()) if (word.length === length) yield word;
    if (this.base !== null) yield* this.base.ofLength(length);
  }

  private add(word: string, sense: Sense): void {
    let node = this.root;
    for (const char of word) {
      let next = node.next.get(char);
      if (next === undefined) {
        next = { next: new Map(), senses: [] };
        node.next.set(char, next);
      }
      node = next;
    }
    node.senses.push(sense);
    this.words.set(word, node.senses);
    this.longest = Math.max(this.longest, word.length);
  }

  private addSound(word: string): void {
    if ((this.words.get(word) ?? []).every((sense) => sense.kind === 'filler')) return;
    const parts = syllables(word);
    const push = (map: Map<string, string[]>, key: string) => map.set(key, [...(map.get(key) ?? []), word]);
    push(this.bySound, parts.join(''));
    push(this.byInitials, parts.map((part) => part[0] ?? '').join(''));
  }
}

function baseEntries(): Entry[] {
  const grouped = (list: readonly { words: readonly string[]; sense: Sense }[]): Entry[] => list.flatMap(({ words, sense }) => words.map((word) => ({ word, sense })));
  const specific = [
    ...valueEntries(),
    ...grouped(ENTITY_WORDS),
    ...fieldEntries(),
    ...grouped(MEASURES),
    ...Object.entries(VERBS).flatMap(([verb, words]) => words.split(' ').map((word): Entry => ({ word, sense: { kind: 'verb', verb } }))),
    ...ASKS.flatMap(({ words }) => words.split(' ').map((word): Entry => ({ word, sense: { kind: 'ask', ask: words } }))),
    ...grouped(CUES),
  ];
  const known = new Set(specific.map(({ word }) => word));
  return [...specific, ...FILLERS.filter((word) => !known.has(word)).map((word): Entry => ({ word, sense: { kind: 'filler' } }))];
}

let common: Lexicon | null = null;

function placeEntries(places: readonly PlaceName[]): Entry[] {
  const entries: Entry[] = [];
  const seen = new Set<string>();
  const add = (word: string, place: PlaceName) => {
    const key = `${word}/${place.level}/${place.name}`;
    if (word.length < 2 || seen.has(key)) return;
    seen.add(key);
    entries.push({ word: word.toLowerCase(), sense: { kind: 'place', level: place.level, name: place.name } });
  };
  for (const place of places) {
    const name = place.name.replace(/\s+/g, '');
    add(name, place);
    if (place.level === 'grid') continue;
    const bare = name.replace(/(?:社区居委会|社区|小区)$/u, '');
    add(bare, place);
    add(`${bare}${place.level === 'estate' ? '小区' : '社区'}`, place);
  }
  return entries;
}

/** The words every street shares plus the names of the places in the caller's scope. */
export function lexiconFor(places: readonly PlaceName[]): Lexicon {
  common ??= new Lexicon(baseEntries());
  return places.length === 0 ? common : new Lexicon(placeEntries(places), common);
}
