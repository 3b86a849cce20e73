import type { AreaNode, PageLink } from '#contracts';

export interface Tab {
  path: string;
  name: string;
  on: boolean;
}

const LEDGER = ['/ledger/people', '/ledger/households', '/ledger/buildings', '/ledger/places'];
/** Office pages in the order of the bar; the wall and the desk are other rooms, reached from 总览. */
const TABS: readonly { name: string; paths: readonly string[] }[] = [
  { name: '底册', paths: LEDGER },
  { name: '表格', paths: ['/tables'] },
  { name: '模板', paths: ['/tables/templates'] },
  { name: '流转', paths: ['/tables/issues'] },
  { name: '待审核', paths: ['/ledger/reviews'] },
  { name: '导入', paths: ['/ledger/imports'] },
  { name: '账号', paths: ['/admin/users'] },
  { name: '数据源', paths: ['/admin/sources'] },
  { name: '健康', paths: ['/admin/health'] },
  { name: '大屏管理', paths: ['/admin/walls'] },
  { name: '审计', paths: ['/admin/audit'] },
];

const under = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);

/** Tabs of the pages this role may open; a group leads to the first page of it. */
export function officeTabs(pages: readonly PageLink[], path: string): Tab[] {
  const open = new Set(pages.map((page) => page.path));
  const found = TABS.flatMap((tab) => {
    const first = tab.paths.find((item) => open.has(item));
    return first === undefined ? [] : [{ path: first, name: tab.name, on: tab.paths.some((item) => under(path, item)) && !TABS.some((other) => other !== tab && other.paths.some((item) => tab.paths.some((own) => under(item, own)) && under(path, item))) }];
  });
  return [{ path: '/', name: '总览', on: path === '/' }, ...found];
}

/** The pages of the ledger this role may open, for the second row. */
export function ledgerPages(pages: readonly PageLink[], path: string): Tab[] {
  return pages.filter((page) => LEDGER.includes(page.path)).map((page) => ({ path: page.path, name: page.name, on: under(path, page.path) }));
}

/** `幸福社区`, `幸福社区第一网格`, or the whole street with the number of its communities. */
export function scopeText(code: string | null, areas: readonly AreaNode[]): string {
  if (areas.length === 0) return '…';
  const own = areas.find((area) => area.code === code);
  if (code === null || own?.level === 'street') return `全街道 ${areas.filter((area) => area.level === 'community').length} 个社区`;
  if (own === undefined) return code;
  const parent = own.level === 'community' ? undefined : areas.find((area) => area.code === own.parent);
  return `${parent === undefined || parent.level === 'street' ? '' : parent.name}${own.name}`;
}
