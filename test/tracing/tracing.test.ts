import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTracing } from '../../src/cli/tracing/open-tracing';
import { startCollector, type Collector } from './collector';

const ROOT = join(__dirname, '../..');
const ERROR = 2;

let compiled: string;
let collector: Collector;
beforeAll(() => {
  compiled = mkdtempSync(join(tmpdir(), 'bouncedesk-tracing-'));
});
afterAll(() => rmSync(compiled, { recursive: true }));
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(() => collector.close());

/** Has a bot hear the texts, with spans sent to the collector; resolves with its log. */
function talk(
  texts: readonly string[],
  environment: Record<string, string> = {},
): Promise<readonly string[]> {
  const command = ['-r', './test/run-typescript.cjs', 'test/tracing/traced-process.ts', ...texts];
  const env = {
    ...process.env,
    COMPILED: compiled,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    OTEL_SERVICE_NAME: 'desk-of-the-test',
    ...environment,
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, command, { cwd: ROOT, env }, (error, stdout) =>
      error === null
        ? resolve(stdout.trim().split('\n'))
        : reject(new Error('the process failed', { cause: error })),
    );
  });
}

it('sends the spans of a turn and of what it led to as one trace', async () => {
  await talk(['human']);
  const spans = collector.spans();
  const [root] = spans.filter(({ name }) => name === 'receive');
  expect(spans.map(({ name }) => name).sort()).toEqual(['deliver', 'open-ticket', 'read', 'receive', 'turn']);
  expect(root?.parentSpanId ?? '').toBe('');
  for (const span of spans.filter(({ name }) => name !== 'receive')) {
    expect(span).toMatchObject({ traceId: root?.traceId, parentSpanId: root?.spanId });
  }
  expect(new Set(collector.serviceNames())).toEqual(new Set(['desk-of-the-test']));
});

it('marks what was refused or threw, by its code', async () => {
  await talk(['human', 'fail']);
  const failed = collector.spans().filter(({ status }) => status.code === ERROR);
  expect(failed.map(({ name, attributes }) => [name, attributes.at(-1)])).toEqual(
    expect.arrayContaining([
      ['open-ticket', { key: 'error.type', value: { stringValue: 'create-rate-limited' } }],
      ['turn', { key: 'error.type', value: { stringValue: 'Error' } }],
      ['receive', { key: 'error.type', value: { stringValue: 'Error' } }],
    ]),
  );
});

it('tells nothing of a person, and can be found from the log', async () => {
  const lines = await talk(['my secret words']);
  expect(collector.bodies.join('')).not.toMatch(/secret|kim|test:one|event-|address-1/i);
  const turns = lines.map((line) => (JSON.parse(line) as { turn?: string }).turn ?? 'none');
  expect(turns.length).toBeGreaterThan(1);
  expect(new Set(turns).size).toBe(1);
  expect(collector.spans()[0]?.traceId.startsWith(turns[0] ?? 'none')).toBe(true);
});

it('does not hold up the bot when nobody collects', async () => {
  const lines = await talk(['hello'], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  expect(lines.join('')).toContain('"outcome":"delivered"');
});

it('records a share of the turns, each of them whole', async () => {
  const texts = Array.from({ length: 40 }, (_, number) => `text ${number}`);
  await talk(texts, { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' });
  const names = new Map<string, string[]>();
  for (const { traceId, name } of collector.spans())
    names.set(traceId, [...(names.get(traceId) ?? []), name]);
  for (const together of names.values())
    expect(together).toEqual(expect.arrayContaining(['deliver', 'receive']));
});

describe('OpenTelemetry is', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };

  it.each([
    ['off with nothing set', {}],
    ['off with empty values', { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_TRACES_EXPORTER: '' }],
    ['off where the SDK is disabled', { ...endpoint, OTEL_SDK_DISABLED: 'true' }],
    ['off where no exporter is asked for', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
  ])('%s', async (_, environment) => {
    expect(await openTracing(environment)).toBeNull();
  });

  it.each([
    ['on with an endpoint', endpoint],
    [
      'on with an endpoint for traces',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1/v1/traces' },
    ],
    ['on with an exporter', { OTEL_TRACES_EXPORTER: 'otlp' }],
  ])('%s', async (_, environment) => {
    const opened = await openTracing(environment);
    expect(opened).not.toBeNull();
    await opened?.stop();
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_TRACES_EXPORTER', 'zipkin'],
    ['OTEL_TRACES_SAMPLER_ARG', '7'],
  ])('refused where %s is %s', async (name, value) => {
    await expect(openTracing({ ...endpoint, [name]: value })).rejects.toThrow(name);
  });

  it('not even loaded with nothing set', () => {
    const script = `require('./src/cli/tracing/open-tracing').openTracing({}).then(() =>
      console.log(Object.keys(require.cache).filter((file) => file.includes('opentelemetry/sdk')).length))`;
    const command = ['-r', './test/run-typescript.cjs', '-e', script];
    expect(execFileSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' })).toBe('0\n');
  });
});
