import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { INDICATORS } from '#catalogue';
import type { DayPoint, HourPoint, IndicatorReading, IndicatorState, WallTrends } from '#contracts';
import { addDays, businessDay, businessHour, type Clock, Database, isoTime, weekOf } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type Area, FactBus, STANDING } from '../spine/index.js';
import { ClockValues } from './clock-values.js';
import { CounterImage } from './counter-image.js';
import { COMPUTED, type Computation, isNow, percent } from './definitions.js';

const TREND_DAYS = 14;

interface Cell {
  value: number | null;
  state: IndicatorState;
}

/** Reads numbers: from the image for what events change, from the last count for what time changes. */
@Injectable()
export class IndicatorsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly image: CounterImage,
    private readonly clockValues: ClockValues,
    private readonly bus: FactBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.bus.on('committed', ({ deltas, cursor }) => this.image.apply(deltas, cursor));
  }

  /** Everything a reading of `day` needs is in memory afterwards. */
  async prepare(day: string): Promise<void> {
    await this.image.ensure(this.database, day);
    await this.image.ensure(this.database, weekOf(day));
    if (this.clockValues.at('CASE-13') === null) await this.clockValues.countAll();
  }

  today(): string {
    return businessDay(this.clock.now());
  }

  /** All indicators of an area on a day; `asOf` is the instant they are right for. */
  async read(area: Area, day: string): Promise<IndicatorReading> {
    await this.prepare(day);
    return this.readPrepared(area, day);
  }

  readPrepared(area: Area, day: string): IndicatorReading {
    const reading: IndicatorReading = { area: area.code, day, asOf: isoTime(this.clock.now()), values: {}, states: {}, groups: {} };
    const past = day !== this.today();
    for (const { id } of INDICATORS) {
      const computation = COMPUTED[id];
      const cell: Cell = computation === undefined ? { value: null, state: 'pending' } : past && isNow(computation) ? { value: null, state: 'none' } : this.cell(id, computation, area, day);
      reading.values[id] = cell.value;
      reading.states[id] = cell.state;
      if (computation !== undefined && 'grouped' in computation && computation.grouped && cell.value !== null) {
        const slots = this.image.slots(computation.kind === 'standing' ? STANDING : day, id, area.id);
        reading.groups[id] = Object.fromEntries([...slots].filter(([, value]) => value !== 0));
      }
    }
    return reading;
  }

  /** Instants of the values that are counted less often than a frame. */
  countedAt(): Record<string, string> {
    const instants: Record<string, string> = {};
    for (const [id, computation] of Object.entries(COMPUTED)) {
      if (!computation.kind.startsWith('clock')) continue;
      const at = this.clockValues.at(id);
      if (at !== null) instants[id] = isoTime(at);
    }
    return instants;
  }

  async trends(area: Area): Promise<WallTrends> {
    const today = this.today();
    const days = Array.from({ length: TREND_DAYS }, (_, i) => addDays(today, i - TREND_DAYS + 1));
    for (const day of days) await this.image.ensure(this.database, day);
    const points = (indicator: string, divideBy = 1): DayPoint[] => days.map((day) => ({ day, value: Math.round((this.image.value(day, indicator, area.id) / divideBy) * 10) / 10 }));
    return { casesByHour: this.hours(area, today), alarmsByDay: points('ALM@d'), volunteerHoursByDay: points('VOL-09', 60), checksByDay: points('SAF-02') };
  }

  private hours(area: Area, day: string): HourPoint[] {
    const reported = this.image.slots(day, 'CASE-01@h', area.id);
    const closed = this.image.slots(day, 'CASE-03@h', area.id);
    return Array.from({ length: businessHour(this.clock.now()) + 1 }, (_, hour) => ({ hour, reported: reported.get(String(hour)) ?? 0, closed: closed.get(String(hour)) ?? 0 }));
  }

  private cell(id: string, computation: Computation, area: Area, day: string): Cell {
    switch (computation.kind) {
      case 'standing':
        return { value: this.image.value(STANDING, id, area.id), state: 'ok' };
      case 'day': {
        const sum = this.image.value(day, id, area.id);
        return { value: computation.divideBy === undefined ? sum : Math.floor((sum / computation.divideBy) * 10 + 0.5) / 10, state: 'ok' };
      }
      case 'week-ratio': {
        const value = percent(this.image.value(weekOf(day), computation.numerator, area.id), this.image.value(STANDING, computation.denominator, area.id));
        return { value, state: value === null ? 'none' : 'ok' };
      }
      case 'clock': {
        const value = this.clockValues.value(id, area.id);
        return { value, state: value === null ? 'none' : 'ok' };
      }
      case 'clock-street': {
        const value = area.level === 'street' ? this.clockValues.counted(id, area.id) : null;
        return { value, state: value === null ? 'none' : 'ok' };
      }
      case 'clock-ratio': {
        const value = percent(this.clockValues.value(id, area.id) ?? 0, this.clockValues.total(id, area.id));
        return { value, state: value === null ? 'none' : 'ok' };
      }
    }
  }
}
