import type { FieldDefinition } from '#catalogue';
import type { Role } from '#contracts';

/** How one field of one record is shown to one person. `community` and `building` cut an address there. */
export type Viewing = 'clear' | 'masked' | 'community' | 'building' | 'pseudonym' | 'absent';

/** What the moment adds to a role: whose door is open today, whose care list, whose alarm. */
export interface Moment {
  /** The household is on this grid worker's list of today. */
  visiting: boolean;
  /** The person is on this grid worker's own care list. */
  caring: boolean;
  /** This operator holds an open alarm of the person. */
  holding: boolean;
}

export const NO_MOMENT: Moment = { visiting: false, caring: false, holding: false };

/** Order of openness, to take the best of several grants over one row. */
const OPENNESS: Readonly<Record<Viewing, number>> = { absent: 0, pseudonym: 1, community: 2, masked: 3, building: 4, clear: 5 };

const PLAIN: readonly FieldDefinition['mask'][] = ['none'];
/** Health needs of an elder that an operator must know before sending somebody (alarms.md, elder card). */
const KEY_HEALTH = new Set(['person.care_level', 'person.health', 'person.allergy', 'person.medication', 'person.disability_type']);
const IDENTITY: readonly FieldDefinition['mask'][] = ['name', 'phone', 'address', 'birthDate'];

function byRole(field: FieldDefinition, role: Role, moment: Moment): Viewing {
  const { mask, level } = field;
  switch (role) {
    case 'leader':
    case 'admin':
      if (PLAIN.includes(mask)) return 'clear';
      if (level === 'L4') return 'absent';
      return mask === 'address' ? 'community' : 'masked';
    case 'secretary':
    case 'grid_worker': {
      if (PLAIN.includes(mask)) return 'clear';
      const visiting = role === 'grid_worker' && moment.visiting;
      if (mask === 'idNo') return 'masked';
      if (level === 'L4') return visiting && moment.caring ? 'clear' : 'absent';
      if (mask === 'other' || visiting) return 'clear';
      return mask === 'address' ? 'building' : 'masked';
    }
    case 'operator':
    case 'shift_lead':
    case 'supervisor':
      if (!moment.holding) return 'absent';
      if (PLAIN.includes(mask) || IDENTITY.includes(mask)) return 'clear';
      return KEY_HEALTH.has(field.id) ? 'clear' : 'absent';
    case 'auditor':
      return field.id === 'person.name' ? 'pseudonym' : 'absent';
    case 'volunteer':
      return 'absent';
  }
}

/** The widest view that any of the roles held over the row gives (security.md §3.4). */
export function viewOf(field: FieldDefinition, roles: readonly Role[], moment: Moment): Viewing {
  return roles.map((role) => byRole(field, role, moment)).reduce<Viewing>((best, next) => (OPENNESS[next] > OPENNESS[best] ? next : best), 'absent');
}

/** Whether a role may ask for one clear value of a class, with purpose and step-up (security.md §3.2). */
export function mayReveal(field: FieldDefinition, roles: readonly Role[], moment: Moment): boolean {
  if (field.level === 'L1' || field.level === 'L2' || field.derived !== null && field.id !== 'person.live_address') return false;
  return roles.some((role) => {
    if (role === 'leader' || role === 'admin') return field.level === 'L3';
    if (role === 'secretary') return true;
    return role === 'grid_worker' && (field.level === 'L3' || moment.caring);
  });
}
