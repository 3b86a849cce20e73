import { describe, expect, it } from '@jest/globals';
import { CASE_CATEGORIES } from './case-categories.js';
import { CHECK_TEMPLATES } from './check-templates.js';
import { badNote, CASE_TEXTS, checkItems, reportText } from './demo-texts.js';
import { Random } from './random.js';

describe('demo texts', () => {
  it('cover exactly the case categories', () => {
    expect(Object.keys(CASE_TEXTS).sort()).toEqual(CASE_CATEGORIES.map((item) => item.code).sort());
  });

  it('name the place in every title and stay within the limit of a title', () => {
    for (const [code, item] of Object.entries(CASE_TEXTS)) {
      expect(item.titles.length).toBeGreaterThan(0);
      for (const title of item.titles) expect(`${code} ${title}`).toContain('{place}');
    }
    const random = new Random(5);
    for (let i = 0; i < 200; i++) {
      const { title } = reportText(random, '清河路 8 号院18号楼', i % 2 === 0);
      expect(title).toContain('清河路 8 号院18号楼');
      expect(title.length).toBeLessThanOrEqual(100);
    }
  });

  it('answer every item of a template once', () => {
    const random = new Random(6);
    for (const template of CHECK_TEMPLATES) {
      const items = checkItems(random, template.items);
      expect(items.map((item) => item.code)).toEqual(template.items.map((item) => item.code));
      for (const item of template.items) expect(badNote(item.code).length).toBeGreaterThan(0);
    }
  });
});
