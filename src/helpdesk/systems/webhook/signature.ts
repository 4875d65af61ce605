import { createHmac, timingSafeEqual } from 'node:crypto';

/** A captured request is worth nothing after this long. */
const TOLERANCE_MS = 5 * 60_000;

/** Both directions sign alike: `t=SECONDS,v1=HEX`, HEX being the HMAC-SHA256 of `SECONDS.BODY`. */
export function sign(secret: string, body: Uint8Array, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${hmac(secret, seconds, body).toString('hex')}`;
}

export function isSigned(secret: string, body: Uint8Array, signature: string, at: Date): boolean {
  const [, seconds = '', hex = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (hex === '' || Math.abs(at.getTime() - Number(seconds) * 1000) > TOLERANCE_MS) return false;
  return timingSafeEqual(hmac(secret, Number(seconds), body), Buffer.from(hex, 'hex'));
}

function hmac(secret: string, seconds: number, body: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
}
