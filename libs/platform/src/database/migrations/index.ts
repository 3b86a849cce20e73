import { Foundation1764000000001 } from './0001-foundation.js';
import { Ledger1764000000002 } from './0002-ledger.js';
import { Facts1764000000003 } from './0003-facts.js';
import { SealedWidths1764000000004 } from './0004-sealed-widths.js';
import { AuditHead1764000000005 } from './0005-audit-head.js';
import { Access1764000000006 } from './0006-access.js';
import { LedgerHistory1764000000007 } from './0007-ledger-history.js';
import { Imports1764000000008 } from './0008-imports.js';
import { SelfLinks1764000000009 } from './0009-self-links.js';
import { ProposalVisit1764000000010 } from './0010-proposal-visit.js';
import { LinkRecord1764000000011 } from './0011-link-record.js';
import { BuildingHistory1764000000012 } from './0012-building-history.js';
import { Exports1764000000013 } from './0013-exports.js';
import { Templates1764000000014 } from './0014-templates.js';
import { NameSearch1764000000015 } from './0015-name-search.js';
import { SavedTables1764000000016 } from './0016-saved-tables.js';
import { DataShares1764000000017 } from './0017-data-shares.js';
import { TableIssues1764000000018 } from './0018-table-issues.js';
import { ReuseLedger1764000000019 } from './0019-reuse-ledger.js';

/** Every migration by name: a glob that finds nothing would fail silently. */
export const MIGRATIONS = [Foundation1764000000001, Ledger1764000000002, Facts1764000000003, SealedWidths1764000000004, AuditHead1764000000005, Access1764000000006, LedgerHistory1764000000007, Imports1764000000008, SelfLinks1764000000009, ProposalVisit1764000000010, LinkRecord1764000000011, BuildingHistory1764000000012, Exports1764000000013, Templates1764000000014, NameSearch1764000000015, SavedTables1764000000016, DataShares1764000000017, TableIssues1764000000018, ReuseLedger1764000000019];
export const MIGRATION_NAMES: readonly string[] = MIGRATIONS.map((migration) => migration.name);
