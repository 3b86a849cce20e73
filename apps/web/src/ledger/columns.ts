/** Columns of the people list. A field id of the catalogue, or `tags` and `confirmed`, which are not plain values. */
export interface Column {
  id: string;
  label: string;
  /** Order a press on the header asks for. */
  sort?: 'name' | 'age' | 'confirmed';
  numeric?: boolean;
  /** CSS width; the rest is shared by content. */
  width?: string;
}

export const COLUMNS: readonly Column[] = [
  { id: 'person.name', label: '姓名', sort: 'name', width: '108px' },
  { id: 'person.sex', label: '性别', width: '56px' },
  { id: 'person.age', label: '年龄', sort: 'age', numeric: true, width: '76px' },
  { id: 'person.birth_date', label: '出生日期', width: '110px' },
  { id: 'person.id_no', label: '公民身份号码', width: '184px' },
  { id: 'person.phone', label: '联系电话', width: '128px' },
  { id: 'person.live_address', label: '现住址' },
  { id: 'person.relation', label: '与户主关系', width: '108px' },
  { id: 'person.residence_type', label: '人口类型', width: '92px' },
  { id: 'person.employment', label: '从业状况' },
  { id: 'person.work_unit', label: '工作单位' },
  { id: 'person.education', label: '学历' },
  { id: 'person.political', label: '政治面貌' },
  { id: 'person.ethnic', label: '民族', width: '84px' },
  { id: 'person.marital', label: '婚姻状况', width: '92px' },
  { id: 'person.medical_insurance', label: '医保参保', width: '92px' },
  { id: 'person.move_in_date', label: '迁入日期', width: '110px' },
  { id: 'person.community', label: '所属社区' },
  { id: 'person.grid', label: '所属网格', width: '100px' },
  { id: 'tags', label: '标签' },
  { id: 'confirmed', label: '核实', sort: 'confirmed', width: '116px' },
];

const DEFAULT: readonly string[] = ['person.name', 'person.sex', 'person.age', 'person.phone', 'person.live_address', 'person.community', 'person.grid', 'tags', 'confirmed'];
/** Without it nobody could be opened. */
export const FIXED_COLUMN = 'person.name';

/** The columns of a choice in the order of the list; an unknown or empty choice gives the usual ones. */
export function chosenColumns(choice: readonly string[] | null): Column[] {
  const wanted = new Set(choice === null ? DEFAULT : [FIXED_COLUMN, ...choice]);
  const found = COLUMNS.filter((column) => wanted.has(column.id));
  return found.length > 1 ? found : COLUMNS.filter((column) => DEFAULT.includes(column.id));
}

const key = (account: string): string => `ledger.columns.${account}`;

/** What this account chose on this machine, null when nothing usable is there. */
export function readChoice(storage: Pick<Storage, 'getItem'>, account: string): string[] | null {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key(account)) ?? 'null');
    return Array.isArray(stored) && stored.every((item) => typeof item === 'string') ? stored : null;
  } catch {
    return null;
  }
}

/** Keeps a choice; null forgets it. A browser that refuses storage only forgets at the next load. */
export function keepChoice(storage: Pick<Storage, 'setItem' | 'removeItem'>, account: string, choice: readonly string[] | null): void {
  try {
    if (choice === null) storage.removeItem(key(account));
    else storage.setItem(key(account), JSON.stringify(choice));
  } catch {
    return;
  }
}
