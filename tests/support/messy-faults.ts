import type { FieldValue, Random } from '#catalogue';
import type { PeopleMaker, Truth } from './messy-people.js';
import type { MadeCell } from './xlsx-file.js';

export interface SeededFault {
  kind: string;
  target: string;
  /** Codes of a fault or issue, any of which finds it. */
  found: readonly string[];
}

interface FaultMaker extends SeededFault {
  /** The cell to write instead; null when the person has no value to spoil. */
  spoil: (value: FieldValue, person: Truth, random: Random, maker: PeopleMaker) => MadeCell;
}

const fault = (kind: string, target: string, found: readonly string[], spoil: FaultMaker['spoil']): FaultMaker => ({ kind, target, found, spoil });
const asText = (value: FieldValue) => (value === null ? '' : String(value));
const always = (cell: MadeCell): FaultMaker['spoil'] => () => cell;
const ofValue = (change: (text: string, random: Random) => MadeCell): FaultMaker['spoil'] => (value, _, random) => (value === null ? null : change(asText(value), random));

/** One cut number in eleven passes its check digit: alone in its sheet it can only be asked about. */
const ID_CUT = ['ID_TRUNCATED', 'ID_MAYBE_TRUNCATED'];
const AGAINST = ['CONTRADICTION'];

/** Faults as offices make them; each spoils one cell. */
export const FAULTS: readonly FaultMaker[] = [
  fault('id check digit', 'person.id_no', ['ID_CHECK_DIGIT', 'ID_TRUNCATED'], ofValue((id, random) => id.slice(0, 17) + random.pick([...'0123456789X'].filter((sign) => sign !== id[17])))),
  fault('id two digits swapped', 'person.id_no', ['ID_CHECK_DIGIT', 'ID_DATE', 'ID_TRUNCATED'], ofValue((id) => (id[15] === id[16] ? null : `${id.slice(0, 15)}${id[16] ?? ''}${id[15] ?? ''}${id.slice(17)}`))),
  fault('id too short', 'person.id_no', ['ID_LENGTH'], ofValue((id) => id.slice(0, 17))),
  fault('id cut, as text', 'person.id_no', ID_CUT, ofValue((id) => `${id.slice(0, 15)}000`)),
  fault('id cut, scientific', 'person.id_no', ID_CUT, ofValue((id) => `${Number(id.slice(6, 11)) / 10_000}E+17`)),
  fault('id cut, number', 'person.id_no', ID_CUT, ofValue((id) => Number(`100000${id.slice(6, 17)}0`))),
  fault('id of 30 February', 'person.id_no', ['ID_DATE'], ofValue((id) => `${id.slice(0, 10)}0230${id.slice(14)}`)),
  fault('id with Cyrillic Х', 'person.id_no', ['ID_CHARS'], ofValue((id) => `${id.slice(0, 17)}\u0425`)),
  fault('birth date impossible', 'person.birth_date', ['DATE_IMPOSSIBLE'], always('1955-02-30')),
  fault('birth date to come', 'person.birth_date', ['DATE_FUTURE'], always('2099-01-01')),
  fault('birth date contradicts id', 'person.birth_date', AGAINST, ofValue((day) => `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`)),
  fault('sex contradicts id', 'person.sex', AGAINST, ofValue((sex) => (sex === '1' ? '女' : '男'))),
  fault('sex unknown word', 'person.sex', ['CODE_UNKNOWN'], always('男女')),
  fault('date ambiguous', 'person.move_in_date', ['DATE_AMBIGUOUS'], always('1-2-24')),
  fault('date of words', 'person.move_in_date', ['DATE_BAD'], always('去年春天')),
  fault('date without day', 'person.move_in_date', ['DATE_INCOMPLETE'], always('2020年5月')),
  fault('phone too short', 'person.phone', ['PHONE_BAD'], ofValue((phone) => phone.slice(0, 10))),
  fault('phone of words', 'person.phone', ['PHONE_BAD'], always('见登记本')),
  fault('emergency phone too long', 'person.emergency_phone', ['PHONE_BAD'], ofValue((phone) => `${phone}1`)),
  fault('ethnic unknown', 'person.ethnic', ['CODE_UNKNOWN'], always('火星族')),
  fault('education unknown', 'person.education', ['CODE_UNKNOWN'], always('自学')),
  fault('political unknown', 'person.political', ['CODE_UNKNOWN'], always('普通人')),
  fault('marital unknown', 'person.marital', ['CODE_UNKNOWN'], always('正常')),
  fault('relation unknown', 'person.relation', ['CODE_UNKNOWN'], always('干亲家')),
  fault('residence unknown', 'person.residence_type', ['ENUM_UNKNOWN'], always('待核')),
  fault('tag unknown', 'person.tags', ['TAG_UNKNOWN'], always('独居、热心肠')),
  fault('tag neither yes nor no', 'tag:living_alone', ['BOOL_BAD'], always('可能')),
  fault('name missing', 'person.name', ['REQUIRED'], always(null)),
  fault('name of digits', 'person.name', ['NAME_BAD'], always('12345')),
  fault('certificate of another', 'person.disability_cert', AGAINST, (_value, _person, random, maker) => `${maker.idFor('1960-01-01', '1')}${random.int(1, 7)}${random.int(1, 4)}`),
  fault('certificate category 8', 'person.disability_cert', ['CERT_BAD'], (_value, person) => `${asText(person['person.id_no'] ?? null)}82`),
  fault('cell error', 'person.work_unit', ['CELL_ERROR'], always({ error: '#REF!' })),
];
