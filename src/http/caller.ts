import type { IncomingMessage } from 'node:http';

/** Headers by which a proxy says that it speaks for somebody else. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * Whether the request comes from this machine itself and means it: over loopback, not handed on by a proxy,
 * and addressed to a loopback name. The last part refuses a web page whose own name was pointed at
 * 127.0.0.1 after it was loaded (DNS rebinding).
 */
export function isLocalCaller(request: IncomingMessage): boolean {
  return (
    isLoopbackAddress(request.socket.remoteAddress ?? '') &&
    !FORWARDED.some((name) => name in request.headers) &&
    isLoopbackHost(request.headers.host ?? '')
  );
}

/** Whether a browser sent it from our own page, or no browser did. */
export function isSameOrigin(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const origin = request.headers.origin;
  return origin === undefined || hostOfOrigin(origin) === request.headers.host;
}

/** As isSameOrigin, where a proxy may have renamed the host: then only the browser's own word counts. */
export function isSameOriginBehindProxy(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function hostOfOrigin(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
