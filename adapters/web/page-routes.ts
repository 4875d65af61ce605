import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { sendProblem } from '../../src/http/answer';
import type { Route } from '../../src/http/route';
import { refusalOf, type Access } from './access';

/**
 * Nothing from elsewhere, nothing inline, no frames. Trusted Types make the browser refuse to turn any text
 * into markup, whatever a script of ours should one day try.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const PAGE_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Cache-Control': 'no-cache',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page and its files, read once: `/` and one route for each file under `/chat/page/`. */
export function pageRoutes(access: Access): readonly Route[] {
  const folder = pageFolder();
  const files = readdirSync(folder).filter((name) => extname(name) in TYPES);
  return files.map((name) => fileRoute(access, folder, name));
}

function fileRoute(access: Access, folder: string, name: string): Route {
  const bytes = readFileSync(join(folder, name));
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const headers = { ...PAGE_HEADERS, 'Content-Type': TYPES[extname(name)], ETag: tag };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const refusal = refusalOf(access, request, 'page');
    if (refusal) return sendProblem(response, refusal);
    const known = request.headers['if-none-match'] === tag;
    response.writeHead(known ? 304 : 200, headers).end(known ? undefined : bytes);
  };
  return { method: 'GET', path: name === 'index.html' ? '/' : `/chat/page/${name}`, handle };
}

/** The page is no TypeScript and stays where it is when the rest is compiled to dist/. */
function pageFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, 'adapters', 'web', 'page');
}
