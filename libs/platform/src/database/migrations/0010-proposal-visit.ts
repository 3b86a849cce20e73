import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What waits of one visit or one imported row is looked up by a repeated report and by the undo of an import. */
export class ProposalVisit1764000000010 implements MigrationInterface {
  readonly name = 'ProposalVisit1764000000010';

  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE ledger_proposal ADD KEY proposal_visit (visit_id)');
  }

  async down(): Promise<void> {
    throw new Error('migrations are forward-only');
  }
}
