export interface BenchResult {
  id: string;
  name: string;
  value: number;
  unit: string;
  /** What the machine itself can do, measured in the same run; null where the target is absolute. */
  limit: number | null;
  ratio: number | null;
  target: string;
  met: boolean;
  note?: string;
}
