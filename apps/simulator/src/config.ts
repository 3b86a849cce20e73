/** Settings of the simulator; the launcher gives them. Nothing else here reads the environment. */
export interface SimConfig {
  url: string;
  /** Password of the demo accounts `admin` and `operator`. */
  password: string;
  /** Key shared by the four demo sources. */
  sourceKey: string;
  seed: number;
  /** 2 = twice as lively. Event times still never pass the server's clock. */
  speed: number;
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): SimConfig {
  const missing = ['SIM_URL', 'DEMO_PASSWORD', 'DEMO_SOURCE_KEY'].filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) throw new Error(`simulator needs ${missing.join(', ')}`);
  const speed = Number(env['SIM_SPEED'] ?? 1);
  return {
    url: (env['SIM_URL'] ?? '').replace(/\/+$/, ''),
    password: env['DEMO_PASSWORD'] ?? '',
    sourceKey: env['DEMO_SOURCE_KEY'] ?? '',
    seed: Number(env['SIM_SEED'] ?? 20261124) >>> 0,
    speed: Number.isFinite(speed) && speed > 0 ? speed : 1,
  };
}
