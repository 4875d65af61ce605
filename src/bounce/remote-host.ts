import type { Located } from './address';
import { findIp, hostAfter, hostBefore, ipEndAt } from './address';

/** The other side's server as a report names it. */
export interface RemoteHost {
  readonly name: Located | null;
  readonly ip: Located | null;
}

/**
 * Finds who refused in the text around a reply: nearly every product writes `NAME[IP]`, `NAME [IP]` or
 * `NAME (IP)`; the others lead in with words.
 */
export function findRemoteHost(text: string, from: number, to: number): RemoteHost | null {
  return bracketedHost(text, from, to) ?? announcedHost(text, from, to);
}

function bracketedHost(text: string, from: number, to: number): RemoteHost | null {
  for (let at = from + 1; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code !== 91 && code !== 40) continue;
    const host = hostInBrackets(text, from, at);
    if (host !== null && !isAboutUs(text, from, host)) return host;
  }
  return null;
}

function hostInBrackets(text: string, from: number, open: number): RemoteHost | null {
  let end = open;
  while (end > from && text.charCodeAt(end - 1) <= 32 && open - end < 8) end--;
  const name = hostBefore(text, end, from);
  if (name === null) return null;
  const inner = text.startsWith('TCP|', open + 1) ? afterSecondBar(text, open + 5) : open + 1;
  const ipEnd = ipEndAt(text, inner);
  const close = text.charCodeAt(ipEnd);
  if (ipEnd < 0 || (close !== 93 && close !== 41 && close !== 124)) return null;
  return { name, ip: { value: text.slice(inner, ipEnd).replace(/^IPv6:/i, ''), start: inner, end: ipEnd } };
}

/** Oracle writes `(TCP|own ip|own port|their ip|their port)`. */
function afterSecondBar(text: string, from: number): number {
  let at = from;
  for (let bar = 0; bar < 2; bar++) {
    while (at - from < 60 && text.charCodeAt(at) !== 124) at++;
    at++;
  }
  return at;
}

/** `Client host x.example[192.0.2.1] blocked`, `received from x [..]`: the sending side, as the other side saw it. */
function isAboutUs(text: string, from: number, host: RemoteHost): boolean {
  const start = host.name?.start ?? from;
  const before = text.slice(Math.max(from, start - 24), start).toLowerCase();
  return /(?:client host|rejected|from|ip|client|helo|address|your)[\s:<]*$/.test(before);
}

const LEADS = [
  'while talking to ',
  'While talking to ',
  'connect to ',
  'relay=',
  'Remote system: dns;',
  'Remote system: ',
  'Remote server: ',
  'Message rejected by:',
  'host: ',
  'Connected to ',
  'Giving up on ',
  'Connection refused by ',
  'user open with ',
  'deliver mail to ',
  ' host ',
  'Server ',
  'Host ',
  'Remote Server at ',
  'server for the recipient domain ',
  'mail server ',
  'server ',
  'MX ',
  'connecting to ',
  'requests to connect. [',
];

function announcedHost(text: string, from: number, to: number): RemoteHost | null {
  const region = text.slice(from, to);
  for (const lead of LEADS) {
    const at = region.indexOf(lead);
    if (at < 0 || region.startsWith('Client host', at - 6)) continue;
    const found = hostFrom(text, from + at + lead.length, to);
    if (found !== null) return found;
  }
  return speakingHost(text, from, to);
}

function hostFrom(text: string, from: number, to: number): RemoteHost | null {
  let start = from;
  while (start < to && ' \t[<"\''.includes(text.charAt(start))) start++;
  const ipEnd = ipEndAt(text, start);
  if (ipEnd > 0 && ipEnd <= to) {
    const ip = { value: text.slice(start, ipEnd), start, end: ipEnd };
    return { name: ip, ip };
  }
  const name = hostAfter(text, start, to);
  if (name === null || name.value.includes('..') || /^\d+(?:\.\d+)*$/.test(name.value)) return null;
  if (text.charCodeAt(name.end) === 64) return null;
  const near = text.charCodeAt(name.end);
  const ip =
    near === 91 || near === 40 || near === 32 ? findIp(text, name.end, Math.min(to, name.end + 20)) : null;
  return { name, ip };
}

const SPEAKS = [
  ' said:',
  ' said',
  ' rejected your message',
  ' gave this error',
  ' does not like recipient',
  ' responded',
  ' did not like',
  ' failed after I sent',
];

/** `192.0.2.1 does not like recipient.`, `mx.example gave this error:`: the host stands before the verb. */
function speakingHost(text: string, from: number, to: number): RemoteHost | null {
  const region = text.slice(from, to);
  for (const verb of SPEAKS) {
    const at = region.indexOf(verb);
    if (at <= 0) continue;
    const name = hostBefore(text, from + at, from);
    if (name === null || text.charCodeAt(name.start - 1) === 64 || isLookedUp(text, name.start)) continue;
    const isIp = ipEndAt(text, name.start) === name.end;
    return { name, ip: isIp ? name : null };
  }
  return null;
}

/** `'mx' lookup of nowhere.example responded with code NXDOMAIN`: the name server spoke, about a domain. */
function isLookedUp(text: string, at: number): boolean {
  return text.startsWith('lookup of ', at - 10);
}
