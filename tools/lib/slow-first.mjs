import { statSync } from 'node:fs';

/** Kinds in the order in which they start: the short ones are left to the end, where they fill both cores evenly. */
const KINDS = [/\.fault-spec\.ts$/, /\.browser-spec\.ts$/, /\.e2e-spec\.ts$/, /\.int-spec\.ts$/];
/** Suites that take longer than their size tells, with the longest first: what is longest must not begin last. */
const LONG = ['kill-server.fault', 'wall.browser', 'phone.browser', 'roles.browser', 'ledger.browser', 'sturdy.browser', 'templates.int', 'matrix.int', 'backup.int'];

const place = (list, test) => {
  const at = list.findIndex(test);
  return at === -1 ? list.length : at;
};

/**
 * Order of the suites. Jest goes by the times of the last run, which a fresh clone does not have; and a round that ends
 * with one long suite keeps one core idle.
 */
export default class SlowFirst {
  sort(tests) {
    const rank = ({ path }) => [place(LONG, (name) => path.includes(name)), place(KINDS, (kind) => kind.test(path)), -statSync(path).size];
    return tests
      .map((test) => ({ test, rank: rank(test) }))
      .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.rank[2] - b.rank[2])
      .map(({ test }) => test);
  }

  /** Jest hands over the times of the run; the order does not depend on them. */
  cacheResults() {}
}
