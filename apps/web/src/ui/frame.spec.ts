import { describe, expect, it } from '@jest/globals';
import type { AreaNode, PageLink } from '#contracts';
import { ledgerPages, officeTabs, scopeText } from './frame.js';

const page = (path: string): PageLink => ({ path, name: path, hint: '' });
const areas: AreaNode[] = [
  { code: 's', name: '河滨街道', level: 'street', parent: null },
  { code: 'c1', name: '幸福社区', level: 'community', parent: 's' },
  { code: 'c2', name: '和平社区', level: 'community', parent: 's' },
  { code: 'g', name: '第一网格', level: 'grid', parent: 'c1' },
];

describe('the bar of the office pages', () => {
  it('has only tabs of pages this role may open, and leads each to its first page', () => {
    const pages = ['/wall', '/ledger/households', '/ledger/places', '/admin/audit'].map(page);
    expect(officeTabs(pages, '/ledger/places/3').map(({ name, path, on }) => [name, path, on])).toEqual([['总览', '/', false], ['底册', '/ledger/households', true], ['审计', '/admin/audit', false]]);
    expect(ledgerPages(pages, '/ledger/places/3').map(({ path, on }) => [path, on])).toEqual([['/ledger/households', false], ['/ledger/places', true]]);
  });

  it('does not take a page for another that begins alike', () => {
    expect(officeTabs([page('/ledger/people')], '/ledger/people-else').at(-1)?.on).toBe(false);
  });

  it('lights the nearer of two tabs, one of which lies under the other', () => {
    const on = (path: string) => officeTabs(['/tables', '/tables/templates'].map(page), path).filter((tab) => tab.on).map((tab) => tab.name);
    expect([on('/tables'), on('/tables/templates/3')]).toEqual([['表格'], ['模板']]);
  });

  it('says how far one may see', () => {
    expect([null, 's', 'c1', 'g'].map((code) => scopeText(code, areas))).toEqual(['全街道 2 个社区', '全街道 2 个社区', '幸福社区', '幸福社区第一网格']);
    expect(scopeText(null, [])).toBe('…');
  });
});
