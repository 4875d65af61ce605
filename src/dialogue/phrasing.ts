import { PLACEHOLDERS, type Placeholder } from '../knowledge/texts';
import { sayDuration } from './duration';
import type { Problem } from './state';
import type { Script } from './script';

/** A text ready to be said, and the ids of the glossary words that stand in it. */
export interface Phrase {
  readonly text: string;
  readonly words: readonly string[];
}

const isPlaceholder = (name: string): name is Placeholder => PLACEHOLDERS.some((known) => known === name);

/**
 * Fills `{names}` from the problem's facts (or the fallback of shared/texts.yaml) and from `extra`, and
 * resolves `[[word]]` and `[[word|as written]]` to plain words.
 */
export function phrase(
  script: Script,
  template: string,
  problem: Problem | null,
  extra: Readonly<Record<string, string>> = {},
): Phrase {
  const filled = template.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => {
    const given = extra[name];
    if (given !== undefined) return given;
    return isPlaceholder(name)
      ? ((problem === null ? undefined : FILLS[name](problem)) ?? script.texts.fallbacks[name])
      : whole;
  });
  const words: string[] = [];
  const text = filled.replace(/\[\[([a-z0-9-]+)(?:\|([^\][]+))?\]\]/g, (_, id: string, written?: string) => {
    words.push(id);
    return written ?? script.glossary.words.find((entry) => entry.id === id)?.word ?? id;
  });
  return { text: text.trim(), words };
}

type Fill = (problem: Problem) => string | undefined;
const fact =
  (name: string): Fill =>
  ({ facts }) =>
    facts[name];

/** Where each name gets its value from; undefined where the paste did not tell. */
const FILLS: Readonly<Record<Placeholder, Fill>> = {
  recipient: sayRecipients,
  domain: ({ facts }) => domainOf(facts['finalRecipient']),
  sender: fact('sender'),
  senderDomain: ({ facts }) => domainOf(facts['sender']),
  ip: fact('remoteIp'),
  blocklist: fact('blocklist'),
  provider: fact('provider'),
  server: fact('remoteMta'),
  helpUrl: (problem) => problem.helpUrl ?? undefined,
  newAddress: fact('newAddress'),
  sizeLimit: ({ facts }) => sayBytes(facts['sizeLimitBytes']),
  retryAfter: ({ facts }) => sayWait(facts['retryAfterSeconds']),
  diagnosticCode: ({ facts, decidingLine }) => facts['diagnosticCode'] ?? decidingLine?.text,
};

/** One address, two joined by "and", or the first and how many more. */
function sayRecipients({ facts, recipients, recipientCount }: Problem): string | undefined {
  const [first, second] = recipients;
  if (recipientCount < 2 || first === undefined) return facts['finalRecipient'];
  return recipientCount === 2
    ? `${first} and ${second ?? 'another'}`
    : `${first} and ${recipientCount - 1} others`;
}

function domainOf(address: string | undefined): string | undefined {
  const at = address?.lastIndexOf('@') ?? -1;
  return address === undefined || at < 0 ? undefined : address.slice(at + 1);
}

/** Limits are set in these, and called MB by the people who set them. */
const MEBIBYTE = 1_048_576;

function sayBytes(bytes: string | undefined): string | undefined {
  const amount = Number(bytes);
  if (bytes === undefined || !Number.isFinite(amount)) return undefined;
  if (amount >= MEBIBYTE && amount % MEBIBYTE === 0) return `${amount / MEBIBYTE} MB`;
  return amount >= 1_000_000 ? `${Math.floor(amount / 1_000_000)} MB` : `${Math.ceil(amount / 1000)} kB`;
}

function sayWait(seconds: string | undefined): string | undefined {
  const amount = Number(seconds);
  return seconds === undefined || !Number.isFinite(amount) ? undefined : sayDuration(amount);
}
