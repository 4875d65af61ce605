import { z } from 'zod';
import type { FetchOutcome } from '../../../src/channel';
import { CALL_TIMEOUT_MS, MAX_FILE_BYTES } from '../limits';
import type { TokenSource } from './tokens';
import type { SlackWebApi } from './web-api';

const fileSchema = z.looseObject({
  size: z.number().optional(),
  mimetype: z.string().optional(),
  mode: z.string().optional(),
  url_private_download: z.string().optional(),
  url_private: z.string().optional(),
});

export interface DownloadTools {
  readonly api: SlackWebApi;
  readonly tokens: TokenSource;
  /** The token is sent to these hosts and to no other, whatever a file's address says. */
  isSlackHost(url: URL): boolean;
}

/**
 * The bytes of a person's file. Its address is asked for again, because the one in the event may be missing
 * (Slack Connect) or stale; name and type as stated are not looked at. A page instead of the file means that
 * the token may not read it.
 */
export async function download(
  tools: DownloadTools,
  fileId: string,
  workspace: string,
): Promise<FetchOutcome> {
  const token = await tools.tokens.tokenFor(workspace);
  if (token === null) return { kind: 'lost', reason: 'unreachable' };
  const info = await tools.api.call('files.info', token, { file: fileId });
  if (info.kind === 'later') return { kind: 'retry', afterMs: info.afterMs, reason: info.reason };
  if (info.kind === 'refused') return { kind: 'lost', reason: 'unreachable' };
  const file = fileSchema.safeParse(info.body['file']);
  if (!file.success) return { kind: 'lost', reason: 'unreachable' };
  if ((file.data.size ?? 0) > MAX_FILE_BYTES) return { kind: 'lost', reason: 'too-large' };
  const url = file.data.url_private_download ?? file.data.url_private ?? '';
  if (!URL.canParse(url) || !tools.isSlackHost(new URL(url))) return { kind: 'lost', reason: 'unreachable' };
  return readFile(new URL(url), token, file.data.mimetype ?? '');
}

async function readFile(url: URL, token: string, mimetype: string): Promise<FetchOutcome> {
  try {
    const response = await fetch(url, {
      headers: { Authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    if (response.status === 429 || response.status >= 500) {
      await response.body?.cancel();
      return { kind: 'retry', afterMs: retryAfter(response), reason: `file: status ${response.status}` };
    }
    if (response.status !== 200 || isSignInPage(response, mimetype)) {
      await response.body?.cancel();
      return { kind: 'lost', reason: 'unreachable' };
    }
    return await readCapped(response);
  } catch {
    return { kind: 'retry', afterMs: 2_000, reason: 'file: no answer' };
  }
}

function isSignInPage(response: Response, mimetype: string): boolean {
  const type = response.headers.get('content-type') ?? '';
  return type.startsWith('text/html') && !mimetype.startsWith('text/html');
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? '2');
  return (Number.isFinite(seconds) && seconds > 0 ? seconds : 2) * 1_000;
}

async function readCapped(response: Response): Promise<FetchOutcome> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_FILE_BYTES) return { kind: 'lost', reason: 'too-large' };
    chunks.push(chunk);
  }
  return { kind: 'fetched', bytes: Buffer.concat(chunks) };
}
