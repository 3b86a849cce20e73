import * as gcoordModule from 'gcoord';
import type { Location, Place } from '#contracts';
import { fail } from '#platform';
import type { Area, AreaIndex } from './area-index.js';

// The package's types describe its ES build, Node loads its CommonJS build: everything sits on `default`.
const gcoord = (gcoordModule as unknown as { default: typeof gcoordModule.default }).default as unknown as {
  GCJ02: string;
  BD09: string;
  WGS84: string;
  transform(point: [number, number], from: string, to: string): [number, number];
};

export interface ResolvedPlace {
  area: Area;
  lon: number | null;
  lat: number | null;
}

/** Any supported datum to WGS-84 degrees. CGCS2000 differs from WGS-84 by centimetres and is taken as it is. */
export function toWgs84(location: Pick<Location, 'lon' | 'lat' | 'datum'>): { lon: number; lat: number } {
  if (location.datum === 'WGS84' || location.datum === 'CGCS2000') return { lon: location.lon, lat: location.lat };
  const from = location.datum === 'GCJ02' ? gcoord.GCJ02 : gcoord.BD09;
  const [lon, lat] = gcoord.transform([location.lon, location.lat], from, gcoord.WGS84);
  return { lon, lat };
}

/**
 * The finest area a place names: its area code, else the grid that holds its point, else 未定位.
 * @throws REF_UNKNOWN for an area code nobody has
 */
export function resolvePlace(areas: AreaIndex, home: Area, place: Place | { areaCode?: string; location?: Location } | undefined): ResolvedPlace {
  const point = place?.location === undefined ? null : toWgs84(place.location);
  if (place?.areaCode !== undefined) {
    const area = areas.code(place.areaCode);
    if (area === undefined) throw fail('REF_UNKNOWN', { ref: place.areaCode, kind: '区域' });
    return { area, lon: point?.lon ?? null, lat: point?.lat ?? null };
  }
  const located = point === null ? undefined : areas.locate(point.lon, point.lat);
  return { area: located ?? areas.unplaced(home), lon: point?.lon ?? null, lat: point?.lat ?? null };
}
