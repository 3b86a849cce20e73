import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl';
import type { MapProperties } from '#contracts';
import type { MapData, StreetGeo } from './mapData.js';
import { COLOURS } from './mapView.js';

function only(data: MapData, kind: MapProperties['kind']): StreetGeo {
  return { type: 'FeatureCollection', features: data.raw.features.filter((f) => f.properties.kind === kind) };
}

/** Alarm colour first, then out-of-scope, then height. */
const buildingColour: ExpressionSpecification = [
  'case',
  ['==', ['feature-state', 'alarm'], 1],
  COLOURS.p1,
  ['==', ['feature-state', 'alarm'], 2],
  COLOURS.p2,
  ['boolean', ['feature-state', 'dim'], false],
  COLOURS.dim,
  ['interpolate', ['linear'], ['get', 'height'], 15, COLOURS.low, 54, COLOURS.high],
];

/** No glyphs, no sprite, no tiles: nothing of this style is ever fetched. Labels are HTML above the canvas. */
export function streetStyle(data: MapData): StyleSpecification {
  const nothing: ExpressionSpecification = ['==', ['get', 'code'], ''];
  return {
    version: 8,
    light: { anchor: 'viewport', color: '#ffffff', intensity: 0.5, position: [1.3, 200, 22] },
    sources: {
      river: { type: 'geojson', data: only(data, 'river') },
      communities: { type: 'geojson', data: only(data, 'community'), promoteId: 'code' },
      grids: { type: 'geojson', data: only(data, 'grid') },
      buildings: { type: 'geojson', data: only(data, 'building'), promoteId: 'code', tolerance: 0 },
    },
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': COLOURS.background } },
      { id: 'water', type: 'fill', source: 'river', paint: { 'fill-color': COLOURS.water, 'fill-outline-color': COLOURS.waterEdge } },
      { id: 'plates', type: 'fill', source: 'communities', paint: { 'fill-color': COLOURS.plate } },
      { id: 'plate-bright', type: 'fill', source: 'communities', filter: nothing, paint: { 'fill-color': COLOURS.plateBright } },
      { id: 'grid-bright', type: 'fill', source: 'grids', filter: nothing, paint: { 'fill-color': COLOURS.plateBright } },
      { id: 'grid-lines', type: 'line', source: 'grids', paint: { 'line-color': COLOURS.gridLine, 'line-width': 1, 'line-dasharray': [5, 4] } },
      { id: 'community-lines', type: 'line', source: 'communities', paint: { 'line-color': COLOURS.communityLine, 'line-width': 1.5 } },
      { id: 'community-line-bright', type: 'line', source: 'communities', filter: nothing, paint: { 'line-color': COLOURS.bright, 'line-width': 2 } },
      { id: 'grid-line-bright', type: 'line', source: 'grids', filter: nothing, paint: { 'line-color': COLOURS.bright, 'line-width': 2 } },
      {
        id: 'buildings',
        type: 'fill-extrusion',
        source: 'buildings',
        paint: { 'fill-extrusion-color': buildingColour, 'fill-extrusion-height': ['get', 'height'], 'fill-extrusion-vertical-gradient': true },
      },
    ],
  };
}
