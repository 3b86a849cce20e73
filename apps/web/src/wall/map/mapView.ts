import type { LonLat } from './mapData.js';

export interface Point {
  x: number;
  y: number;
}

export interface Insets {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export interface Camera {
  lon: number;
  lat: number;
  zoom: number;
  bearing: number;
  pitch: number;
}

export interface Paint {
  p1: readonly string[];
  p2: readonly string[];
  /** Community or grid drawn brighter. */
  highlight: string | null;
  /** Buildings outside this community step back. */
  community: string | null;
}

/** What the overlay needs of a map; the 3D map and the SVG drawing both give it. */
export interface MapView {
  readonly kind: '3d' | '2d';
  /** Pixel of a place, at a height above the ground. */
  project: (place: LonLat, heightM?: number) => Point;
  fit: (points: readonly LonLat[], insets: Insets, animate: boolean) => void;
  camera: () => Camera;
  restore: (camera: Camera) => void;
  paint: (paint: Paint) => void;
  resize: () => void;
  destroy: () => void;
}

export interface MapEvents {
  moved: () => void;
  ready: () => void;
  area: (code: string) => void;
  /** A person moved the map: it no longer follows by itself. */
  taken: () => void;
}

/** The look of the mocks: slightly turned, half from above. */
export const VIEW = { bearing: -14, pitch: 48 } as const;

export const COLOURS = {
  background: '#0e1620',
  plate: '#141e29',
  plateBright: '#1a2735',
  communityLine: '#37485a',
  gridLine: '#28384a',
  bright: '#a9b7c6',
  water: '#10202d',
  waterEdge: '#1b3040',
  low: '#304052',
  high: '#3a4c60',
  dim: '#202c39',
  p1: '#e5283a',
  p2: '#ff9a3d',
} as const;
