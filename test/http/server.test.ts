import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { sendJson, sendProblem } from '../../src/http/answer';
import { readBody, readJson } from '../../src/http/body';
import { healthRoutes } from '../../src/http/health';
import { createHttpMetrics } from '../../src/http/metrics';
import type { Route } from '../../src/http/route';
import { createHttpServer, type HttpServer } from '../../src/http/server';

const LIMITS = { maxBytes: 1024 * 1024, timeoutMs: 10_000 };
const Shape = z.strictObject({ text: z.string() });

const routes: Route[] = [
  {
    method: 'POST',
    path: '/json',
    async handle(request, response) {
      const body = await readJson(request, Shape, LIMITS);
      if (body.kind === 'refused') sendProblem(response, body.problem);
      else sendJson(response, 200, body.value);
    },
  },
  {
    method: 'POST',
    path: '/bytes',
    async handle(request, response) {
      const body = await readBody(request, LIMITS);
      if (body.kind === 'refused') sendProblem(response, body.problem);
      else sendJson(response, 200, { size: body.bytes.length });
    },
  },
  {
    method: 'POST',
    path: '/slow',
    async handle(request, response) {
      const body = await readBody(request, { maxBytes: 100, timeoutMs: 50 });
      if (body.kind === 'refused') sendProblem(response, body.problem);
    },
  },
  {
    method: 'GET',
    path: '/busy',
    handle() {
      throw new RangeError('the store is away');
    },
  },
  {
    method: 'GET',
    path: '/broken',
    handle() {
      throw new Error('the mail text of somebody');
    },
  },
];

let server: HttpServer;
let base: string;
let port: number;
let notReady: string | null = null;
const errors: string[] = [];

beforeAll(async () => {
  const registry = new Registry();
  server = createHttpServer({
    routes: [...routes, ...healthRoutes({ notReady: () => Promise.resolve(notReady), registry })],
    metrics: createHttpMetrics(registry),
    passes: (error) => error instanceof RangeError,
    onError: (_error, path) => errors.push(path),
  });
  port = await server.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${port}`;
});

afterAll(() => server.close(0));

function postJson(body: string | Uint8Array<ArrayBuffer>, type = 'application/json'): Promise<Response> {
  return fetch(`${base}/json`, { method: 'POST', body, headers: { 'content-type': type } });
}

test.each([
  ['a good body', '{"text":"hi"}', 'application/json; charset=utf-8', 200, undefined],
  ['no JSON', '{"text":', 'application/json', 400, 'not-json'],
  ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0xfe, 0x22), 'application/json', 400, 'not-json'],
  ['a wrong shape', '{"text":1,"more":true}', 'application/json', 400, 'wrong-shape'],
  [
    'a prototype in the body',
    '{"text":"hi","__proto__":{"admin":true}}',
    'application/json',
    400,
    'wrong-shape',
  ],
  ['a form of another origin', '{"text":"hi"}', 'text/plain', 415, 'not-json-type'],
  ['too much', JSON.stringify({ text: 'x'.repeat(1024 * 1024) }), 'application/json', 413, 'too-large'],
])('a JSON body: %s', async (_name, body, type, status, code) => {
  const response = await postJson(body, type);
  const answer = (await response.json()) as { error?: { code: string } };
  expect([response.status, answer.error?.code]).toEqual([status, code]);
});

test('50 MB are refused with an answer that arrives, announced or not', async () => {
  const bytes = new Uint8Array(50 * 1024 * 1024);
  const announced = await fetch(`${base}/bytes`, { method: 'POST', body: bytes });
  expect(announced.status).toBe(413);
  const unannounced = await new Promise<number | undefined>((resolve, reject) => {
    const request = httpRequest(`${base}/bytes`, { method: 'POST' }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    request.on('error', reject);
    for (let sent = 0; sent < bytes.length; sent += 1024 * 1024)
      request.write(bytes.subarray(0, 1024 * 1024));
    request.end();
  });
  expect(unannounced).toBe(413);
});

test('a body that never comes is given up', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc');
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString());
    });
  });
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});

test('what a handler throws is answered without its message', async () => {
  const response = await fetch(`${base}/broken`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('mail text');
  expect(errors).toContain('/broken');
});

test('what passes is answered so that the caller comes again', async () => {
  const response = await fetch(`${base}/busy`);
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await response.json()).toMatchObject({ error: { code: 'busy' } });
});

test('an unknown address and a wrong method', async () => {
  expect((await fetch(`${base}/nothing`)).status).toBe(404);
  const wrong = await fetch(`${base}/json`);
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
});

test('health, readiness with its reason, and metrics', async () => {
  expect(await (await fetch(`${base}/healthz`)).json()).toEqual({ status: 'ok' });
  expect((await fetch(`${base}/readyz`)).status).toBe(200);
  notReady = 'the store does not answer';
  const response = await fetch(`${base}/readyz`);
  expect([response.status, await response.json()]).toEqual([
    503,
    { status: 'not-ready', reason: 'the store does not answer' },
  ]);
  const metrics = await (await fetch(`${base}/metrics`)).text();
  expect(metrics).toContain('path="/healthz",status="200"');
});

test('two routes for one address are a mistake', () => {
  const twice = [...routes, ...routes];
  const metrics = createHttpMetrics(new Registry());
  expect(() => createHttpServer({ routes: twice, metrics, onError: () => undefined })).toThrow('POST /json');
});
