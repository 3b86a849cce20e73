import type { RecordOrigin, RecordRow } from '../ledger/index.js';

/** A person's row of now or of a past instant, with the address of the household it belonged to. */
export interface ResidentRow extends RecordRow, RecordOrigin {
  code: string;
  household_id: number;
  name: string;
  birth_date: string | null;
  sex: string | null;
  relation: string | null;
  residence_status: string;
  valid_to: Date | null;
  move_out_date: string | null;
  death_date: string | null;
  household_code: string;
  house_id: number;
  room: string;
  unit: string;
  building: string;
  estate: string;
}

export interface HeldTag {
  person_id: number;
  tag: string;
}
