import type { Lexicon } from './lexicon.js';

const LETTERS_ONLY = /^[a-zA-Z\s']+$/;
const LONGEST = 60;
const SHORTEST = 3;
/** Full syllables say more than initials. */
const COST = { sound: 1, initials: 2.2 };

interface Step {
  cost: number;
  from: number;
  word: string;
}

/**
 * A request typed in pinyin (`dujulaoren`, `djlr`) as the words that sound so; null when it is none or some letters fit no
 * word. Always confirmed by the person, since many words share a sound.
 */
export function fromPinyin(text: string, lexicon: Lexicon): { text: string } | null {
  if (!LETTERS_ONLY.test(text)) return null;
  const letters = text.replace(/[^a-zA-Z]/g, '').toLowerCase();
  if (letters.length < SHORTEST || letters.length > LONGEST || lexicon.sensesOf(letters).length > 0) return null;
  const best: (Step | null)[] = [{ cost: 0, from: 0, word: '' }, ...Array.from({ length: letters.length }, () => null)];
  for (let end = 1; end <= letters.length; end += 1) {
    for (let start = Math.max(0, end - 24); start < end; start += 1) {
      const before = best[start];
      if (before === null || before === undefined) continue;
      const part = letters.slice(start, end);
      for (const [kind, words] of [['sound', lexicon.soundingLike(part)], ['initials', part.length >= 2 && part.length <= 6 ? lexicon.withInitials(part) : []]] as const) {
        const word = pick(words, lexicon);
        const cost = before.cost + COST[kind];
        if (word !== null && cost < (best[end]?.cost ?? Infinity)) best[end] = { cost, from: start, word };
      }
    }
  }
  if (best[letters.length] === null) return null;
  const words: string[] = [];
  for (let end = letters.length; end > 0; ) {
    const step = best[end];
    if (step === null || step === undefined) return null;
    words.unshift(step.word);
    end = step.from;
  }
  return { text: words.join(' ') };
}

const RANK: Readonly<Record<string, number>> = { value: 3, entity: 2.5, place: 2, field: 2, measure: 1, ask: 1 };

/** Of words with one sound the one a table asks for most likely: people's groups before columns. */
function pick(words: readonly string[], lexicon: Lexicon): string | null {
  const ranked = words.map((word) => ({ word, rank: Math.max(...lexicon.sensesOf(word).map((sense) => RANK[sense.kind] ?? 0)) })).filter(({ rank }) => rank > 0);
  return ranked.sort((a, b) => b.rank - a.rank)[0]?.word ?? null;
}
