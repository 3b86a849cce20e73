import data from '#data/key-population.json' with { type: 'json' };
import type { FieldLevel } from './fields.js';

export interface TagDefinition {
  code: string;
  name: string;
  aliases: readonly string[];
  level: FieldLevel;
  /** What the tag follows from by itself: an age from…to (years, open end null), a set of political codes, or migrants. */
  derived: { ageFrom: number; ageTo: number | null } | { political: readonly string[] } | { residenceType: string } | null;
}

const DERIVED: Readonly<Record<string, TagDefinition['derived']>> = {
  elder_60: { ageFrom: 60, ageTo: null },
  elder_80: { ageFrom: 80, ageTo: null },
  elder_100: { ageFrom: 100, ageTo: null },
  infant: { ageFrom: 0, ageTo: 3 },
  preschool: { ageFrom: 3, ageTo: 6 },
  school_age: { ageFrom: 6, ageTo: 16 },
  party_member: { political: ['01', '02'] },
  migrant: { residenceType: '流动' },
};

/** 重点人群 (key-population.json): coded, dated, access-graded. */
export const TAGS: readonly TagDefinition[] = data.items.map((item) => ({ code: item.code, name: item.name, aliases: item.aliases, level: item.level as FieldLevel, derived: DERIVED[item.code] ?? null }));
const byCode = new Map(TAGS.map((tag) => [tag.code, tag]));

export function tagOf(code: string): TagDefinition | undefined {
  return byCode.get(code);
}

/** Years between a birth date and a day, both `YYYY-MM-DD`; who is born on 29 February ages on 1 March. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** Codes of the tags that follow from what is known of a person on `day`. */
export function derivedTags(person: { birthDate: string | null; political: string | null; residenceType: string | null }, day: string): string[] {
  const age = person.birthDate === null ? null : ageOn(person.birthDate, day);
  return TAGS.filter(({ derived }) => {
    if (derived === null) return false;
    if ('ageFrom' in derived) return age !== null && age >= derived.ageFrom && (derived.ageTo === null || age < derived.ageTo);
    if ('political' in derived) return person.political !== null && derived.political.includes(person.political);
    return person.residenceType === derived.residenceType;
  }).map((tag) => tag.code);
}
