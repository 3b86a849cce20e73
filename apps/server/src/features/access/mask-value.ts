import type { FieldDefinition } from '#catalogue';
import { maskAddress, maskBirthDate, maskIdNo, maskName, maskOther, maskPhone } from './mask.rules.js';
import type { Viewing } from './view.rules.js';

/** What a cut value may still say of the row around it. */
export interface MaskAround {
  /** Completed years; null = unknown. */
  age: number | null;
  building: string;
  community: string;
}

const NOTHING: MaskAround = { age: null, building: '', community: '' };
/** Structured addresses can be cut at the building; a registered one is free text and hidden whole. */
const STRUCTURED = new Set(['person.live_address', 'house.address']);

/** What is left of a value that its reader may not see whole (security.md §3.4): the one rule of every page, table and file. */
export function maskValue(field: FieldDefinition, value: string, viewing: Viewing = 'masked', around: MaskAround = NOTHING): string {
  switch (field.mask) {
    case 'name':
      return maskName(value);
    case 'phone':
      return maskPhone(value);
    case 'idNo':
      return maskIdNo(value);
    case 'birthDate':
      return around.age === null ? maskOther() : maskBirthDate(around.age);
    case 'address':
      return STRUCTURED.has(field.id) ? maskAddress(viewing === 'building' ? around.building : around.community) : maskOther();
    case 'none':
    case 'other':
      return maskOther();
  }
}
