/** Where a value came from. `seed` = there when the ledger began, `life` = move, birth, death, `undo` = an import taken back. */
export const SOURCE_KINDS = { visit: '入户走访', event: '事件接入', import: '表格导入', correction: '页面修改', device: '设备', life: '人口变动', review: '审核采纳', undo: '导入撤销', derived: '系统推算', seed: '底册初建' } as const;
export type SourceKind = keyof typeof SOURCE_KINDS;

/** Author, source and reason of a change; `validFrom` is the business day since when it is true. */
export interface Provenance {
  kind: SourceKind;
  /** Row of the visit, import row or event. */
  id: number | null;
  actorId: number | null;
  actor: string;
  reason: string | null;
  validFrom: string;
  /** Instant (ms) it was seen or said, when that is not the moment of recording: a visit told later. */
  observedAt?: number;
}
