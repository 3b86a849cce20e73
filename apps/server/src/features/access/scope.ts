import type { Role } from '#contracts';
import { type Action, permits } from './permissions.rules.js';

/** A role held over a part of the area tree, now. */
export interface Grant {
  role: Role;
  /** Null: every street. */
  areaId: number | null;
  /** Materialised path with a slash on both ends, so that `/1/` never covers `/12/`. */
  path: string;
}

/**
 * Where an account may do one thing. Roles are not added up across areas: being secretary in one community and volunteer in
 * another gives a secretary's rights in the first only (security.md §3.2).
 */
export class Scope {
  constructor(readonly grants: readonly Grant[]) {}

  static of(grants: readonly Grant[], action: Action): Scope {
    return new Scope(grants.filter((grant) => permits(grant.role, action)));
  }

  get isEmpty(): boolean {
    return this.grants.length === 0;
  }

  covers(path: string): boolean {
    return this.grants.some((grant) => path.startsWith(grant.path));
  }

  /** Grants that reach a row, for the view of its fields. */
  over(path: string): Grant[] {
    return this.grants.filter((grant) => path.startsWith(grant.path));
  }

  /** The predicate of a scoped query; `column` is an identifier of the code. An empty scope reaches nothing. */
  predicate(column: string): { sql: string; values: string[] } {
    const paths = outermost(this.grants.map((grant) => grant.path));
    if (paths.length === 0) return { sql: '1 = 0', values: [] };
    return { sql: `(${paths.map(() => `${column} LIKE ?`).join(' OR ')})`, values: paths.map((path) => `${path}%`) };
  }
}

/** Paths that no other of them covers. */
function outermost(paths: readonly string[]): string[] {
  const unique = [...new Set(paths)];
  return unique.filter((path) => !unique.some((other) => other !== path && path.startsWith(other)));
}
