import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { createHttpClient, outcomeOf } from '../../../src/helpdesk/systems/http-client';

let server: Server | null = null;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** Asks a server that answers so, as a system with a secret in its headers. */
async function ask(answer: RequestListener, method: 'GET' | 'POST' = 'GET') {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  const http = createHttpClient({ baseUrl, headers: { authorization: 'hunter2' }, timeoutMs: 300 });
  const Answer = z.object({ id: z.number() });
  return outcomeOf(() => http.call({ doing: 'create', method, path: '/x', answer: Answer }));
}

it.each([
  [400, 'refused', 'create-not-valid'],
  [401, 'refused', 'create-credentials-refused'],
  [403, 'refused', 'create-not-allowed'],
  [404, 'refused', 'create-not-found'],
  [413, 'refused', 'create-too-large'],
  [418, 'refused', 'create-not-taken'],
  [302, 'refused', 'create-redirected'],
  [408, 'retry', 'create-timed-out'],
  [409, 'retry', 'create-conflict'],
  [429, 'retry', 'create-rate-limited'],
  [500, 'retry', 'create-failing'],
  [503, 'retry', 'create-failing'],
])('%d is %s: %s, and says nothing of what was answered', async (status, kind, reason) => {
  const outcome = await ask((_, response) => response.writeHead(status, { location: '/y' }).end('hunter2'));
  expect(outcome).toMatchObject({ kind, reason });
});

it.each([
  ['120', 120_000],
  ['999999', 3_600_000],
  ['-5', 0],
  ['soon', 0],
])('Retry-After: %s is a wait of %d ms', async (header, afterMs) => {
  const outcome = await ask((_, response) => response.writeHead(503, { 'retry-after': header }).end());
  expect(outcome).toMatchObject({ kind: 'retry', afterMs });
});

it('Retry-After may be a date', async () => {
  const date = new Date(Date.now() + 90_000).toUTCString();
  const outcome = await ask((_, response) => response.writeHead(429, { 'retry-after': date }).end());
  const { afterMs } = z.object({ afterMs: z.number() }).parse(outcome);
  expect(afterMs).toBeGreaterThan(60_000);
  expect(afterMs).toBeLessThanOrEqual(90_000);
});

it('credentials do not follow a redirect', async () => {
  const asked: (string | undefined)[] = [];
  await ask((request, response) => {
    asked.push(request.url);
    response.writeHead(307, { location: '/elsewhere' }).end();
  }, 'POST');
  expect(asked).toEqual(['/x']);
});

it.each([
  ['a page of a proxy', '<html>maintenance</html>'],
  ['another shape', '{"id":"1"}'],
  ['nothing', ''],
])('%s is not taken for an answer', async (_, body) => {
  expect(await ask((__, response) => response.end(body))).toEqual({
    kind: 'retry',
    afterMs: 0,
    reason: 'create-not-understood',
  });
});

it('a system that takes the call and never answers is given up', async () => {
  expect(await ask(() => undefined)).toEqual({ kind: 'retry', afterMs: 0, reason: 'create-timed-out' });
});

it('a system that begins to answer and stops is given up', async () => {
  const outcome = await ask((_, response) => void response.writeHead(200).write('{"id":'));
  expect(outcome).toEqual({ kind: 'retry', afterMs: 0, reason: 'create-timed-out' });
});

it('a connection that breaks off is tried again', async () => {
  expect(await ask((request) => request.socket.destroy())).toMatchObject({
    kind: 'retry',
    reason: 'create-unreachable',
  });
});
