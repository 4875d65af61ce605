import { PLACEHOLDERS, type Placeholder } from '../knowledge/texts';
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
    return isPlaceholder(name) ? (known(problem, name) ?? script.texts.fallbacks[name]) : whole;
  });
  const words: string[] = [];
  const text = filled.replace(/\[\[([a-z0-9-]+)(?:\|([^\][]+))?\]\]/g, (_, id: string, written?: string) => {
    words.push(id);
    return written ?? script.glossary.words.find((entry) => entry.id === id)?.word ?? id;
  });
  return { text: text.trim(), words };
}

function known(problem: Problem | null, name: Placeholder): string | undefined {
  if (problem === null) return undefined;
  const facts = problem.facts;
  const recipient = facts['finalRecipient'];
  switch (name) {
    case 'recipient':
      return problem.recipientCount > 1 ? undefined : recipient;
    case 'domain':
      return domainOf(recipient);
    case 'sender':
      return facts['sender'];
    case 'senderDomain':
      return domainOf(facts['sender']);
    case 'ip':
      return facts['remoteIp'];
    case 'blocklist':
      return facts['blocklist'];
    case 'provider':
      return facts['provider'];
    case 'server':
      return facts['remoteMta'];
    case 'helpUrl':
      return problem.helpUrl ?? undefined;
    case 'newAddress':
      return facts['newAddress'];
    case 'sizeLimit':
      return sayBytes(facts['sizeLimitBytes']);
    case 'retryAfter':
      return undefined;
    case 'diagnosticCode':
      return facts['diagnosticCode'] ?? problem.decidingLine?.text;
  }
}

function domainOf(address: string | undefined): string | undefined {
  const at = address?.lastIndexOf('@') ?? -1;
  return address === undefined || at < 0 ? undefined : address.slice(at + 1);
}

function sayBytes(bytes: string | undefined): string | undefined {
  const amount = Number(bytes);
  if (bytes === undefined || !Number.isFinite(amount)) return undefined;
  return amount >= 1_000_000 ? `${Math.floor(amount / 1_000_000)} MB` : `${Math.ceil(amount / 1000)} kB`;
}
