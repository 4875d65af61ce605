import type { Config } from '../config';
import { describeFeatures } from '../features';
import { createLog } from '../log';
import { serve } from './serve';

/** Serves until the process is told to stop; says what is on, and what is off and why. */
export async function start(config: Config): Promise<void> {
  const served = await serve(config, createLog(config.LOG_LEVEL));
  process.stdout.write(`${announce(config, served.port)}\n`);
  const signal = await signalled();
  process.stdout.write(`${signal}: finishing what is under way\n`);
  await served.stop();
}

function announce(config: Config, port: number): string {
  const features = describeFeatures({ ...config, PORT: port });
  const width = Math.max(...features.map(({ name }) => name.length));
  const lines = features.map(({ name, on, why }) => `  ${name.padEnd(width)}  ${on ? 'on ' : 'off'}  ${why}`);
  return [`bouncedesk is ready on http://${config.HOST}:${port}/`, ...lines].join('\n');
}

function signalled(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}
