import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A key pair as the Bot Framework publishes its own, made for one test run. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** An entry of the key set. */
  readonly jwk: object;
  readonly kid: string;
}

export function makeSigningKey(kid: string, endorsements: readonly string[] = ['msteams']): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', endorsements };
  return { privateKey, jwk, kid };
}

export function signToken(key: SigningKey, claims: object): string {
  const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: key.kid })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key.privateKey, 'base64url')}`;
}

/** A token of algorithm "none". */
export function unsignedToken(claims: object): string {
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
