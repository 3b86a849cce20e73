import 'maplibre-gl/dist/maplibre-gl.css';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { markRaw } from 'vue';
import type { LonLat, MapData } from './mapData.js';
import { streetStyle } from './mapStyle.js';
import { VIEW } from './mapView.js';
import type { Camera, Insets, MapEvents, MapView, Paint, Point } from './mapView.js';

const FLY_MS = 1200;

export function hasWebGl2(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}

/** One map for the life of the page (maplibre keeps memory after `remove()`, wall.md 6.1). */
export async function createMap3d(container: HTMLElement, data: MapData, events: MapEvents): Promise<MapView> {
  // Under Vite the worker must be named by URL, else the map stays empty without an error (toolchain.md trap 9).
  const [maplibre, worker] = await Promise.all([import('maplibre-gl'), import('maplibre-gl/dist/maplibre-gl-worker.mjs?url')]);
  maplibre.setWorkerUrl(worker.default);
  const start = data.outline[0] ?? [118.6, 38.6];
  const map = markRaw(
    new maplibre.Map({
      container,
      style: streetStyle(data),
      center: [start[0], start[1]],
      zoom: 14,
      bearing: VIEW.bearing,
      pitch: VIEW.pitch,
      minZoom: 11,
      maxZoom: 19,
      attributionControl: false,
      fadeDuration: 0,
      trackResize: false,
      localIdeographFontFamily: '"Noto Sans SC Variable", sans-serif',
      locale: { 'Map.Title': '街道三维地图' },
    }),
  );
  map.on('move', events.moved);
  map.on('resize', events.moved);
  map.once('idle', events.ready);
  map.on('movestart', (event) => {
    if (event.originalEvent) events.taken();
  });
  map.on('click', (event) => {
    const hit = map.queryRenderedFeatures(event.point, { layers: ['plates'] })[0];
    const code: unknown = hit?.properties['code'];
    if (typeof code === 'string') events.area(code);
  });
  map.on('mouseenter', 'plates', () => (map.getCanvas().style.cursor = 'pointer'));
  map.on('mouseleave', 'plates', () => (map.getCanvas().style.cursor = ''));
  const broken = new Promise<never>((_resolve, reject) => void map.once('error', (event) => reject(event.error)));
  const loaded = new Promise<void>((resolve) => void map.once('load', () => resolve()));
  try {
    // Without its worker the map would stay empty for ever.
    await Promise.race([loaded, broken]);
  } catch (error) {
    map.remove();
    throw error;
  }
  return new View3d(map, data);
}

function meanOf(points: readonly LonLat[]): [number, number] {
  const sum = points.reduce<[number, number]>((acc, p) => [acc[0] + p[0], acc[1] + p[1]], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}

class View3d implements MapView {
  readonly kind = '3d';
  private painted: Paint = { p1: [], p2: [], highlight: null, community: null };

  constructor(
    private readonly map: MapLibreMap,
    private readonly data: MapData,
  ) {}

  project(place: LonLat, heightM = 0): Point {
    const ground = this.map.project([place[0], place[1]]);
    if (heightM === 0) return { x: ground.x, y: ground.y };
    const metre = 1 / (111_320 * Math.cos((place[1] * Math.PI) / 180));
    const east = this.map.project([place[0] + 100 * metre, place[1]]);
    const pxPerM = Math.hypot(east.x - ground.x, east.y - ground.y) / 100;
    return { x: ground.x, y: ground.y - heightM * pxPerM * Math.sin((this.map.getPitch() * Math.PI) / 180) };
  }

  /**
   * The library's own fit looks straight down and leaves a tilted map half empty,
   * so measure the projected points and correct a few times.
   */
  fit(points: readonly LonLat[], insets: Insets, animate: boolean): void {
    const map = this.map;
    const box = map.getContainer();
    const width = box.clientWidth - insets.left - insets.right;
    const height = box.clientHeight - insets.top - insets.bottom;
    if (points.length === 0 || width < 20 || height < 20) return;
    const before = this.camera();
    map.stop();
    map.jumpTo({ center: meanOf(points), zoom: 15, bearing: VIEW.bearing, pitch: VIEW.pitch });
    for (let turn = 0; turn < 8; turn += 1) {
      const size = this.screenBox(points);
      const scale = Math.min(width / Math.max(1, size.w), height / Math.max(1, size.h));
      // One level at a time: under perspective a far step may throw the points behind the camera.
      const step = Math.max(-1, Math.min(1, Math.log2(scale)));
      map.setZoom(Math.max(11, Math.min(18.5, map.getZoom() + step)));
      const moved = this.screenBox(points);
      const dx = moved.x + moved.w / 2 - (insets.left + width / 2);
      const dy = moved.y + moved.h / 2 - (insets.top + height / 2);
      map.setCenter(map.unproject([box.clientWidth / 2 + dx, box.clientHeight / 2 + dy]));
    }
    if (!animate) return;
    const target = this.camera();
    this.restore(before);
    map.easeTo({ center: [target.lon, target.lat], zoom: target.zoom, bearing: target.bearing, pitch: target.pitch, duration: FLY_MS });
  }

  private screenBox(points: readonly LonLat[]): { x: number; y: number; w: number; h: number } {
    const at = points.map((point) => this.map.project([point[0], point[1]]));
    const xs = at.map((p) => p.x);
    const ys = at.map((p) => p.y);
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
  }

  camera(): Camera {
    const centre = this.map.getCenter();
    return { lon: centre.lng, lat: centre.lat, zoom: this.map.getZoom(), bearing: this.map.getBearing(), pitch: this.map.getPitch() };
  }

  restore(camera: Camera): void {
    this.map.stop();
    this.map.jumpTo({ center: [camera.lon, camera.lat], zoom: camera.zoom, bearing: camera.bearing, pitch: camera.pitch });
  }

  paint(next: Paint): void {
    this.paintAlarms(next);
    if (next.community !== this.painted.community) this.paintDim(next.community);
    if (next.highlight !== this.painted.highlight) {
      const code = next.highlight ?? '';
      for (const layer of ['plate-bright', 'grid-bright', 'community-line-bright', 'grid-line-bright']) {
        this.map.setFilter(layer, ['==', ['get', 'code'], code]);
      }
    }
    this.painted = next;
  }

  private paintAlarms(next: Paint): void {
    const old = new Set([...this.painted.p1, ...this.painted.p2]);
    const now = new Map<string, number>();
    for (const code of next.p2) now.set(code, 2);
    for (const code of next.p1) now.set(code, 1);
    for (const code of old) if (!now.has(code)) this.map.setFeatureState({ source: 'buildings', id: code }, { alarm: 0 });
    for (const [code, alarm] of now) this.map.setFeatureState({ source: 'buildings', id: code }, { alarm });
  }

  private paintDim(community: string | null): void {
    for (const building of this.data.buildings.values()) {
      const dim = community !== null && building.community !== community;
      this.map.setFeatureState({ source: 'buildings', id: building.code }, { dim });
    }
  }

  resize(): void {
    this.map.resize();
  }

  destroy(): void {
    this.map.remove();
  }
}
