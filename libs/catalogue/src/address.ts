/** Elements of a dwelling's address that a street's own data can match (grid-and-address.json, levels 5 and 8 to 12). */
export interface AddressElements {
  community?: string;
  estate?: string;
  building?: string;
  unit?: string;
  room?: string;
}

export function parseAddress(text: string): AddressElements {
  const clean = text.normalize('NFKC').replace(/\s+/g, '');
  const community = /^(?:.*街道)?([^\d]{2,12}?社区)/.exec(clean)?.[1];
  const rest = community === undefined ? clean : clean.slice(clean.indexOf(community) + community.length);
  const building = /(\d{1,3})(?:号楼|栋|幢|#楼|#|座)/.exec(rest)?.[1];
  const estate = /^([^\d]{2,16}?)(?=\d|$)/.exec(rest)?.[1];
  const unit = /(\d{1,2})单元/.exec(rest)?.[1];
  const room = /(\d{3,4})(?:室|号|房)?$/.exec(rest)?.[1];
  return { ...(community === undefined ? {} : { community }), ...(estate === undefined ? {} : { estate }), ...(building === undefined ? {} : { building }), ...(unit === undefined ? {} : { unit }), ...(room === undefined ? {} : { room }) };
}
