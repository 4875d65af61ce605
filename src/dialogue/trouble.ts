import type { SharedBy, Variant } from '../knowledge/variant';
import type { Problem } from './state';

/**
 * What a case is about beyond the one person who reports it, as keys that another person's case of the same
 * trouble has too. Which facts make it the same is the variant's to say; most troubles are one person's own.
 */
export function troublesOf(variant: Variant | null, { facts }: Problem): readonly string[] {
  if (variant === null) return [];
  return (variant.escalate.shared ?? []).flatMap((by) => {
    const value = VALUES[by](facts)?.toLowerCase();
    return value === undefined ? [] : [`${variant.id}|${by}|${value}`];
  });
}

type Facts = Problem['facts'];

const VALUES: Readonly<Record<SharedBy, (facts: Facts) => string | undefined>> = {
  'blocked-ip': (facts) => facts['remoteIp'],
  'recipient-domain': (facts) => domainOf(facts['finalRecipient']),
  'sender-domain': (facts) => domainOf(facts['sender']),
};

function domainOf(address: string | undefined): string | undefined {
  const at = address?.lastIndexOf('@') ?? -1;
  return address === undefined || at < 0 ? undefined : address.slice(at + 1);
}
