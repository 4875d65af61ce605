import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Problem } from '../../src/http/answer';
import { isLocalCaller, isSameOrigin, isSameOriginBehindProxy } from '../../src/http/caller';

/**
 * local: this machine only; a cookie tells browsers apart. proxy: a reverse proxy signs people in and puts
 * their name in `header`; it must be the only one that can reach this port, and it must strip the header from
 * what people send.
 */
export type Access = { readonly kind: 'local' } | { readonly kind: 'proxy'; readonly header: string };

export interface Visitor {
  readonly id: string;
  readonly name: string | null;
  /** Stands for the visitor in conversation ids; tells nothing about the name or the cookie. */
  readonly key: string;
}

const COOKIE = 'bouncedesk-session';
const A_YEAR_IN_SECONDS = 31_536_000;

/** Why this request gets nothing at all, or null. `crossSite` pages may link to the page, not call the API. */
export function refusalOf(access: Access, request: IncomingMessage, part: 'page' | 'api'): Problem | null {
  switch (access.kind) {
    case 'local':
      if (!isLocalCaller(request)) return NOT_HERE;
      return part === 'page' || isSameOrigin(request) ? null : FOREIGN_ORIGIN;
    case 'proxy':
      if (nameFromProxy(request, access.header) === null) return NOT_SIGNED_IN;
      return part === 'page' || isSameOriginBehindProxy(request) ? null : FOREIGN_ORIGIN;
  }
}

/** Who asks, or null when the browser has no session yet. Call it only where refusalOf has nothing to say. */
export function visitorOf(access: Access, request: IncomingMessage): Visitor | null {
  switch (access.kind) {
    case 'local': {
      const secret = sessionCookie(request.headers.cookie ?? '');
      return secret === null ? null : localVisitor(secret);
    }
    case 'proxy': {
      const name = nameFromProxy(request, access.header);
      return name === null ? null : { id: name, name, key: keyOf(`proxy ${name}`) };
    }
  }
}

/** A new browser: the cookie is the only proof of who it is, so scripts cannot read it and links do not send it. */
export function beginSession(): { readonly visitor: Visitor; readonly setCookie: string } {
  const secret = randomBytes(24).toString('base64url');
  const setCookie = `${COOKIE}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${A_YEAR_IN_SECONDS}`;
  return { visitor: localVisitor(secret), setCookie };
}

function localVisitor(secret: string): Visitor {
  const key = keyOf(`local ${secret}`);
  return { id: `local-${key}`, name: null, key };
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 24);
}

function sessionCookie(header: string): string | null {
  const value = header
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
  return value !== undefined && /^[\w-]{32}$/.test(value) ? value : null;
}

/** One header, once: a second one could be the visitor's own, passed on beside the proxy's. */
function nameFromProxy(request: IncomingMessage, header: string): string | null {
  const values = request.headersDistinct[header.toLowerCase()] ?? [];
  const name = values.length === 1 ? (values[0] ?? '').trim() : '';
  return name === '' || name.length > 200 ? null : name;
}

const NOT_HERE: Problem = {
  status: 403,
  code: 'local-only',
  message: 'The web chat answers only on the machine it runs on, at http://127.0.0.1. WEB_CHAT changes that.',
};
const FOREIGN_ORIGIN: Problem = {
  status: 403,
  code: 'foreign-origin',
  message: 'That request came from a page of another site.',
};
const NOT_SIGNED_IN: Problem = {
  status: 401,
  code: 'not-signed-in',
  message: 'The proxy in front of this page did not say who you are.',
};
