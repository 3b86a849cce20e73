import { open } from '#platform';
import { checkDigitOf } from './citizen-id.js';

/** What the check reads of a person; rows of the generator and of the database both fit. */
export interface PersonIdentity {
  code: string;
  id_no: Uint8Array | null;
  phone: Uint8Array | null;
  birth_date: string | Date;
  sex: string;
}

/** Contradictions in sealed columns, which SQL cannot see: number against birth date and sex, check digit, phone range. */
export function checkPeople(rows: Iterable<PersonIdentity>): string[] {
  const faults: string[] = [];
  const seen = new Map<string, string>();
  for (const row of rows) {
    const phone = open(row.phone);
    if (phone !== null && !/^154\d{8}$/.test(phone)) faults.push(`${row.code}: 电话不在演示号段`);
    const idNo = open(row.id_no);
    if (idNo === null) continue;
    for (const fault of faultsOf(idNo, row)) faults.push(`${row.code}: ${fault}`);
    const other = seen.get(idNo);
    if (other !== undefined) faults.push(`${row.code}: 身份号码与 ${other} 相同`);
    seen.set(idNo, row.code);
  }
  return faults;
}

function faultsOf(idNo: string, row: PersonIdentity): string[] {
  if (!/^000000\d{11}[\dX]$/.test(idNo)) return ['身份号码不是演示号码'];
  const birth = typeof row.birth_date === 'string' ? row.birth_date.slice(0, 10) : row.birth_date.toISOString().slice(0, 10);
  const out: string[] = [];
  if (idNo.slice(6, 14) !== birth.replaceAll('-', '')) out.push('身份号码与出生日期不符');
  if (Number(idNo[16]) % 2 !== (row.sex === '1' ? 1 : 0)) out.push('身份号码与性别不符');
  if (checkDigitOf(idNo.slice(0, 17)) !== idNo[17]) out.push('身份号码校验位不符');
  return out;
}
