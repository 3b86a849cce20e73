import type { Point } from './mapView.js';

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface CalloutAsk {
  key: string;
  anchor: Point;
  w: number;
  h: number;
}

export interface CalloutPlace extends Box {
  key: string;
  /** Leader line from the label's edge straight to the building. */
  from: Point;
  to: Point;
}

function overlap(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

function outside(box: Box, bounds: Box): number {
  return box.w * box.h - overlap(box, bounds);
}

/** Places labels one after the other, most important first, where they cover the least. */
export function layoutCallouts(asks: readonly CalloutAsk[], bounds: Box, keepClear: readonly Box[], unit: number): CalloutPlace[] {
  const placed: CalloutPlace[] = [];
  for (const ask of asks) placed.push(bestPlace(ask, bounds, keepClear, placed, unit));
  return placed;
}

function bestPlace(ask: CalloutAsk, bounds: Box, keepClear: readonly Box[], placed: readonly CalloutPlace[], unit: number): CalloutPlace {
  let best: CalloutPlace | null = null;
  let bestCost = Infinity;
  for (const rise of [7, 4, 12, 17, -6, -11, 23]) {
    for (const slide of [0, -0.35, 0.35]) {
      const up = rise > 0;
      const x = ask.anchor.x - ask.w / 2 + slide * ask.w;
      const y = up ? ask.anchor.y - rise * unit - ask.h : ask.anchor.y - rise * unit;
      const box = { x, y, w: ask.w, h: ask.h };
      let cost = outside(box, bounds) * 100 + (Math.abs(rise) + Math.abs(slide) * 4) * unit * unit * 2;
      for (const other of placed) cost += overlap(grow(box, unit), other) * 50;
      const leader = { x: ask.anchor.x - 1, y: up ? y + ask.h : ask.anchor.y, w: 2, h: Math.abs(rise) * unit };
      for (const other of keepClear) {
        cost += overlap(box, other) * 4;
        if (overlap(leader, other) > 0) cost += unit * unit * 30;
      }
      if (cost >= bestCost) continue;
      bestCost = cost;
      best = { key: ask.key, ...box, from: { x: ask.anchor.x, y: up ? y + ask.h : y }, to: ask.anchor };
    }
  }
  // The loops above always find one; this keeps the type honest.
  return best ?? { key: ask.key, x: ask.anchor.x, y: ask.anchor.y, w: ask.w, h: ask.h, from: ask.anchor, to: ask.anchor };
}

function grow(box: Box, by: number): Box {
  return { x: box.x - by, y: box.y - by, w: box.w + 2 * by, h: box.h + 2 * by };
}

/** Names keep their place unless a sign stands on it; then they step aside as little as needed. */
export function placeNames<T extends { point: Point; w: number }>(names: readonly T[], signs: readonly Point[], unit: number): T[] {
  const clear = signs.map((sign) => ({ x: sign.x - 1.5 * unit, y: sign.y - 1.5 * unit, w: 3 * unit, h: 3 * unit }));
  return names.map((name) => {
    let best = name;
    let bestCost = Infinity;
    for (const [dx, dy] of [[0, 0], [0, 3], [0, -3], [3, 0], [-3, 0], [0, 5], [0, -5]] as const) {
      const point = { x: name.point.x + dx * unit, y: name.point.y + dy * unit };
      const box = { x: point.x - name.w / 2, y: point.y - 1.75 * unit, w: name.w, h: 3.5 * unit };
      let cost = (Math.abs(dx) + Math.abs(dy)) * unit * 0.1;
      for (const other of clear) cost += overlap(box, other);
      if (cost >= bestCost) continue;
      bestCost = cost;
      best = { ...name, point };
    }
    return best;
  });
}

/** Width of a label in units at 26 px type: Chinese glyphs are square, others a little over half. */
export function textUnits(text: string, size = 3.25): number {
  let width = 0;
  for (const char of text) width += (char.codePointAt(0) ?? 0) > 0x2e7f ? size : size * 0.58;
  return width;
}
