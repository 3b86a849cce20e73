/** Why a cell or form entry is not a value of its field; the message beside it tells a person what to do. */
export type ValueFault =
  | 'NOT_A_VALUE'
  | 'TEXT_BAD_CHARS'
  | 'TEXT_TOO_LONG'
  | 'NAME_BAD'
  | 'ID_LENGTH'
  | 'ID_CHARS'
  | 'ID_DATE'
  | 'ID_CHECK_DIGIT'
  | 'ID_TRUNCATED'
  | 'CERT_BAD'
  | 'PHONE_BAD'
  | 'DATE_BAD'
  | 'DATE_IMPOSSIBLE'
  | 'DATE_AMBIGUOUS'
  | 'DATE_INCOMPLETE'
  | 'DATE_FUTURE'
  | 'AGE_IMPOSSIBLE'
  | 'INT_BAD'
  | 'INT_RANGE'
  | 'BOOL_BAD'
  | 'ENUM_UNKNOWN'
  | 'CODE_UNKNOWN'
  | 'TAG_UNKNOWN'
  | 'USCC_BAD';

export type FieldValue = string | number | boolean | null;

/** `notes` say in Chinese what was tidied or should be looked at; they never stop a value. */
export type ParsedValue = { ok: true; value: FieldValue; notes: string[] } | { ok: false; fault: ValueFault; message: string };

export const accept = (value: FieldValue, notes: string[] = []): ParsedValue => ({ ok: true, value, notes });
export const refuse = (fault: ValueFault, message: string): ParsedValue => ({ ok: false, fault, message });
