import type { FetchOutcome } from '../../src/channel';
import { UNREADABLE_FILE } from './file-ref';
import { DOWNLOAD_TIMEOUT_MS, MAX_FILE_BYTES } from './limits';

/** Where OneDrive and SharePoint keep what is sent in a chat; the address is good without a token, so none is sent. */
const FILE_HOSTS = [
  '.sharepoint.com',
  '.sharepoint.us',
  '.sharepoint-mil.us',
  '.sharepoint.cn',
  '.svc.ms',
  '.1drv.com',
];
const MOST_REDIRECTS = 3;
const RETRY_AFTER_MS = 5_000;

const UNREACHABLE: FetchOutcome = { kind: 'lost', reason: 'unreachable' };
const NO_ANSWER: FetchOutcome = { kind: 'retry', afterMs: RETRY_AFTER_MS, reason: 'no answer' };
const TOO_LARGE: FetchOutcome = { kind: 'lost', reason: 'too-large' };

export interface FileAccess {
  /** Files of this machine may be read, for the test client. */
  readonly local: boolean;
  readonly pictures: Pictures;
}

/** Where pictures that people paste into messages are kept: at the connector, which asks for the bot's token. */
export interface Pictures {
  readonly origin: string;
  readonly token: () => Promise<string | null>;
}

/** The service URL comes from an activity that was proved to be Teams'. */
export function picturesAt(
  { serviceUrl }: { readonly serviceUrl: string },
  token: () => Promise<string | null>,
): Pictures {
  return { origin: new URL(serviceUrl).origin, token };
}

/** Reads a file that was sent in a personal chat, or a picture out of a message. */
export async function fetchFile(ref: string, access: FileAccess): Promise<FetchOutcome> {
  if (ref === UNREADABLE_FILE) return UNREACHABLE;
  if (isPicture(ref, access.pictures)) return fetchPicture(ref, access.pictures);
  let url = ref;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    if (!isFileHost(url, access.local)) return UNREACHABLE;
    const response = await get(url);
    if (response === null) return NO_ANSWER;
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return read(response);
    await response.body?.cancel();
    if (!URL.canParse(location, url)) return UNREACHABLE;
    url = new URL(location, url).href;
  }
  return UNREACHABLE;
}

function isPicture(address: string, { origin }: Pictures): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.origin === origin && url.pathname.includes('/v3/attachments/');
}

/** The token is for the connector alone, so it follows no redirect. */
async function fetchPicture(address: string, { token }: Pictures): Promise<FetchOutcome> {
  let bearer: string | null;
  try {
    bearer = await token();
  } catch {
    return NO_ANSWER;
  }
  const response = await get(address, bearer);
  return response === null ? NO_ANSWER : read(response);
}

function isFileHost(address: string, local: boolean): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port } = new URL(address);
  if (local && (hostname === '127.0.0.1' || hostname === 'localhost')) return true;
  return protocol === 'https:' && port === '' && FILE_HOSTS.some((host) => hostname.endsWith(host));
}

async function get(url: string, bearer: string | null = null): Promise<Response | null> {
  const headers: Record<string, string> = bearer === null ? {} : { Authorization: `Bearer ${bearer}` };
  const signal = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS);
  try {
    return await fetch(url, { redirect: 'manual', headers, signal });
  } catch {
    return null;
  }
}

async function read(response: Response): Promise<FetchOutcome> {
  if (!response.ok) {
    await response.body?.cancel();
    const passing = response.status === 429 || response.status >= 500;
    return passing
      ? { kind: 'retry', afterMs: RETRY_AFTER_MS, reason: `status ${response.status}` }
      : UNREACHABLE;
  }
  try {
    return await readUpTo(response, MAX_FILE_BYTES);
  } catch {
    return { kind: 'retry', afterMs: RETRY_AFTER_MS, reason: 'broken off' };
  }
}

/** Counts what arrives: a server's own word on the length is not believed. */
async function readUpTo(response: Response, most: number): Promise<FetchOutcome> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    size += part.value.length;
    if (size > most) {
      await reader?.cancel();
      return TOO_LARGE;
    }
    chunks.push(part.value);
  }
  return { kind: 'fetched', bytes: Buffer.concat(chunks, size) };
}
