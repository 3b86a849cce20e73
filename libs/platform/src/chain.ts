import type { ChainFault } from '#contracts';

/** What the first link of a chain holds as its predecessor's hash. */
export const GENESIS = Buffer.alloc(32);

export interface Link {
  /** Name of the chain the link is of; chains come one after the other. */
  chain: string;
  /** 1, 2, 3 … without a hole. */
  no: number;
  prevHash: Buffer;
  hash: Buffer;
  /** The hashes that would be right for what the link holds, after this predecessor. */
  rightHashes(previous: Buffer): readonly Buffer[];
}

/** Walks hash chains link by link and says what is wrong with the first that does not fit. */
export class ChainWalk {
  links = 0;
  no = 0;
  hash: Buffer = GENESIS;
  private chain: string | null = null;

  next(link: Link): ChainFault | null {
    if (link.chain !== this.chain) {
      this.chain = link.chain;
      this.no = 0;
      this.hash = GENESIS;
    }
    if (link.no !== this.no + 1) return 'removed';
    if (!link.prevHash.equals(this.hash)) return 'swapped';
    if (!link.rightHashes(this.hash).some((right) => right.equals(link.hash))) return 'edited';
    this.links += 1;
    this.no = link.no;
    this.hash = link.hash;
    return null;
  }
}

/** Where a chain breaks: `where` names the entry to a person. */
export interface ChainBreak {
  where: string;
  fault: ChainFault;
}

export interface ChainReport {
  entries: number;
  broken: ChainBreak | null;
}
