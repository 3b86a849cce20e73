import { Inject, Injectable } from '@nestjs/common';
import { businessDay, type Clock, Database } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, type Action, type Moment, NO_MOMENT, rolesOf, type Scope, scopeOf } from '../access/index.js';

/** One caller looking at some people: where they may look, and what the moment opens for each person. */
export interface Viewer {
  account: AccountPrincipal;
  scope: Scope;
  day: string;
  momentOf(person: { id: number; household_id: number }): Moment;
}

const HOLDING_STATES = ['CLAIMED', 'VERIFYING', 'RESPONDING', 'MONITORING'];

@Injectable()
export class ViewerService {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Loads what the moment adds for these people in three bounded look-ups. */
  async of(account: AccountPrincipal, action: Action, people: readonly { id: number; household_id: number }[]): Promise<Viewer> {
    const day = businessDay(this.clock.now());
    const scope = scopeOf(account, action);
    const roles = new Set(rolesOf(account));
    const visiting = roles.has('grid_worker') ? await this.ids('SELECT household_id AS id FROM visit_plan WHERE account_id = ? AND day = ? AND household_id IN (?)', [account.id, day], people.map((person) => person.household_id)) : EMPTY;
    const caring = roles.has('grid_worker') ? await this.ids('SELECT person_id AS id FROM care_list WHERE account_id = ? AND person_id IN (?)', [account.id], people.map((person) => person.id)) : EMPTY;
    const holding = ['operator', 'shift_lead', 'supervisor'].some((role) => roles.has(role as never)) ? await this.held(account, people.map((person) => person.id)) : EMPTY;
    return {
      account,
      scope,
      day,
      momentOf: (person) => ({ ...NO_MOMENT, visiting: visiting.has(person.household_id), caring: caring.has(person.id), holding: holding.has(person.id) }),
    };
  }

  /** People whose open alarm this account holds now. */
  held(account: AccountPrincipal, personIds: readonly number[]): Promise<Set<number>> {
    return this.ids('SELECT s.person_id AS id FROM alarm a JOIN alarm_subject s ON s.id = a.subject_id WHERE a.holder_id = ? AND a.is_open = 1 AND a.state IN (?) AND s.person_id IN (?)', [account.id, HOLDING_STATES], personIds);
  }

  private async ids(sql: string, values: readonly unknown[], among: readonly number[]): Promise<Set<number>> {
    if (among.length === 0) return new Set();
    const rows = await this.database.query<{ id: number }>(sql, [...values, [...new Set(among)]]);
    return new Set(rows.map((row) => row.id));
  }
}

const EMPTY: ReadonlySet<number> = new Set();
