import { describe, expect, it } from '@jest/globals';
import { listQueryFromUrl, listQueryToUrl } from './useListPage.js';

const FILTERS = { kind: /^[a-z_]{1,16}$/, checked: /^[01]$/ };

describe('the address of a simple list', () => {
  it('comes back from its own address', () => {
    const query = { q: '小吃', area: '000000001001', page: 3, filters: { kind: 'dining', checked: '0' } };
    expect(listQueryFromUrl(listQueryToUrl(query), FILTERS)).toEqual(query);
  });

  it('leaves out what makes no sense and what this list does not know', () => {
    expect(listQueryFromUrl({ q: ['a'], page: '-1', kind: "' OR 1=1", checked: '2', stale: '90' }, FILTERS)).toEqual({ q: '', area: '', page: 1, filters: {} });
    expect(listQueryToUrl({ q: ' ', area: '', page: 1, filters: {} })).toEqual({});
  });
});
