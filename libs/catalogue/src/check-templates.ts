import data from '#data/check-templates.json' with { type: 'json' };

export interface CheckTemplate {
  code: string;
  smallPlace: string;
  name: string;
  items: { code: string; text: string; photo: boolean }[];
}

export const CHECK_TEMPLATES: readonly CheckTemplate[] = data.templates;
const byCode = new Map(CHECK_TEMPLATES.map((item) => [item.code, item]));

export function checkTemplate(code: string): CheckTemplate | undefined {
  return byCode.get(code);
}
