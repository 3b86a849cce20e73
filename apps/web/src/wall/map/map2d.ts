import type { LonLat, MapData } from './mapData.js';
import { COLOURS, VIEW } from './mapView.js';
import type { Camera, Insets, MapEvents, MapView, Paint, Point } from './mapView.js';

const NS = 'http://www.w3.org/2000/svg';
/** Metres per degree of latitude. */
const DEGREE_M = 111_320;

/** The same map as a flat drawing, for screens without WebGL2. */
export class View2d implements MapView {
  readonly kind = '2d';
  private readonly svg: SVGSVGElement;
  private readonly world: SVGGElement;
  private readonly shapes = new Map<string, SVGPolygonElement>();
  private readonly origin: LonLat;
  private view = { scale: 1, x: 0, y: 0 };

  constructor(
    private readonly container: HTMLElement,
    private readonly data: MapData,
    private readonly events: MapEvents,
  ) {
    this.origin = data.outline[0] ?? [0, 0];
    this.svg = document.createElementNS(NS, 'svg');
    this.svg.setAttribute('width', '100%');
    this.svg.setAttribute('height', '100%');
    this.svg.setAttribute('role', 'img');
    this.svg.setAttribute('aria-label', '街道平面地图');
    this.world = document.createElementNS(NS, 'g');
    this.svg.append(this.world);
    container.append(this.svg);
    this.draw();
    requestAnimationFrame(() => events.ready());
  }

  private draw(): void {
    for (const river of this.data.rivers) this.polygon(river.ring, COLOURS.water, COLOURS.waterEdge);
    for (const area of this.data.communities) {
      const shape = this.polygon(area.ring, COLOURS.plate, COLOURS.communityLine);
      shape.style.cursor = 'pointer';
      shape.addEventListener('click', () => this.events.area(area.code));
      this.shapes.set(area.code, shape);
    }
    for (const grid of this.data.grids) {
      const shape = this.polygon(grid.ring, 'none', COLOURS.gridLine);
      shape.setAttribute('stroke-dasharray', '5 4');
      shape.style.pointerEvents = 'none';
      this.shapes.set(grid.code, shape);
    }
    for (const building of this.data.buildings.values()) {
      const shape = this.polygon(building.ring, COLOURS.low, COLOURS.high);
      shape.style.pointerEvents = 'none';
      this.shapes.set(building.code, shape);
    }
  }

  private polygon(ring: readonly LonLat[], fill: string, stroke: string): SVGPolygonElement {
    const shape = document.createElementNS(NS, 'polygon');
    shape.setAttribute('points', ring.map((p) => this.metres(p)).map((m) => `${m.x},${m.y}`).join(' '));
    shape.setAttribute('fill', fill);
    shape.setAttribute('stroke', stroke);
    shape.setAttribute('vector-effect', 'non-scaling-stroke');
    this.world.append(shape);
    return shape;
  }

  /** Flat metres around the first corner, turned as the 3D map is. */
  private metres(place: LonLat): Point {
    const east = (place[0] - this.origin[0]) * DEGREE_M * Math.cos((this.origin[1] * Math.PI) / 180);
    const south = (this.origin[1] - place[1]) * DEGREE_M;
    const turn = (-VIEW.bearing * Math.PI) / 180;
    return { x: east * Math.cos(turn) - south * Math.sin(turn), y: east * Math.sin(turn) + south * Math.cos(turn) };
  }

  project(place: LonLat): Point {
    const m = this.metres(place);
    return { x: m.x * this.view.scale + this.view.x, y: m.y * this.view.scale + this.view.y };
  }

  fit(points: readonly LonLat[], insets: Insets): void {
    const flat = points.map((p) => this.metres(p));
    const xs = flat.map((p) => p.x);
    const ys = flat.map((p) => p.y);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const width = this.container.clientWidth - insets.left - insets.right;
    const height = this.container.clientHeight - insets.top - insets.bottom;
    if (points.length === 0 || width < 20 || height < 20) return;
    const scale = Math.min(width / Math.max(1, right - left), height / Math.max(1, bottom - top));
    this.move({
      scale,
      x: insets.left + width / 2 - ((left + right) / 2) * scale,
      y: insets.top + height / 2 - ((top + bottom) / 2) * scale,
    });
  }

  private move(view: { scale: number; x: number; y: number }): void {
    this.view = view;
    this.world.setAttribute('transform', `translate(${view.x} ${view.y}) scale(${view.scale})`);
    this.events.moved();
  }

  camera(): Camera {
    return { lon: this.view.x, lat: this.view.y, zoom: this.view.scale, bearing: 0, pitch: 0 };
  }

  restore(camera: Camera): void {
    this.move({ x: camera.lon, y: camera.lat, scale: camera.zoom });
  }

  paint(paint: Paint): void {
    const p1 = new Set(paint.p1);
    const p2 = new Set(paint.p2);
    for (const building of this.data.buildings.values()) {
      const dim = paint.community !== null && building.community !== paint.community;
      const calm = dim ? COLOURS.dim : COLOURS.low;
      const fill = p1.has(building.code) ? COLOURS.p1 : p2.has(building.code) ? COLOURS.p2 : calm;
      this.shapes.get(building.code)?.setAttribute('fill', fill);
    }
    for (const area of this.data.areas.values()) {
      const line = area.level === 'community' ? COLOURS.communityLine : COLOURS.gridLine;
      this.shapes.get(area.code)?.setAttribute('stroke', area.code === paint.highlight ? COLOURS.bright : line);
    }
  }

  resize(): void {
    this.events.moved();
  }

  destroy(): void {
    this.svg.remove();
  }
}
