import data from '#data/indicators.json' with { type: 'json' };

export type IndicatorKind = 'delta' | 'clock' | 'window';

export interface IndicatorDefinition {
  id: string;
  nameZh: string;
  unit: string;
  group: string;
  formula: string;
  kind: IndicatorKind;
}

/**
 * Kinds that the imported catalogue sorted otherwise than their formula says: what only events change is `delta`,
 * however "now" it sounds; what ends by time alone stays `clock`.
 */
const CORRECTED: Record<string, IndicatorKind> = { 'CASE-02': 'delta', 'ELD-02': 'delta', 'SAF-03': 'delta', 'PAT-01': 'clock' };

interface CatalogueRow {
  id: string;
  nameZh: string;
  unit: string;
  group: string;
  formula: string;
  kind?: string;
}

export const INDICATORS: readonly IndicatorDefinition[] = (data.indicators as CatalogueRow[]).map((row) => ({
  id: row.id,
  nameZh: row.nameZh,
  unit: row.unit,
  group: row.group,
  formula: row.formula,
  kind: CORRECTED[row.id] ?? ((row.kind ?? 'window') as IndicatorKind),
}));

const byId = new Map(INDICATORS.map((item) => [item.id, item]));

export function indicator(id: string): IndicatorDefinition | undefined {
  return byId.get(id);
}
