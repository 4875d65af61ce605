import type { Facts } from '../bounce/failure';
import type { Verdict } from './calibration';
import type { ProviderHint } from './diagnosis';
import type { Judgement, WeighedClaim } from './judge';
import type { IdentifyingKnowledge } from './signature-index';

const SECONDS = { m: 60, h: 3600, d: 86_400 } as const;

/** Seconds of a length of time as the content writes it: `30m`, `4h`, `2d`. */
function secondsOf(duration: string): number {
  const amount = Number.parseInt(duration, 10);
  const unit = duration.at(-1);
  return amount * (unit === 'm' ? SECONDS.m : unit === 'h' ? SECONDS.h : SECONDS.d);
}

/** What the deciding claims, the words of the reply and the server's name tell about who wrote it. */
export function providerHintOf(
  knowledge: IdentifyingKnowledge,
  judgement: Judgement,
  { deciding }: Verdict,
  facts: Facts | null,
): ProviderHint {
  const provider = judgement.provider ?? firstOf(deciding, 'provider') ?? providerOfHost(knowledge, facts);
  const blocklist =
    firstOf(deciding, 'blocklist') ??
    judgement.sections.flatMap(({ phrases }) => phrases.blocklists)[0] ??
    null;
  const retryAfter = firstOf(deciding, 'retryAfter');
  return {
    provider,
    blocklist,
    fixer: firstOf(deciding, 'side'),
    helpUrl: verifiedPage(knowledge, firstOf(deciding, 'page')) ?? pageOfBlocklist(knowledge, blocklist),
    retryAfterSeconds:
      facts?.retryAfterSeconds?.value ?? (retryAfter === null ? null : secondsOf(retryAfter)),
  };
}

type Told = 'provider' | 'blocklist' | 'retryAfter' | 'side' | 'page';

function firstOf<Name extends Told>(
  claims: readonly WeighedClaim[],
  name: Name,
): NonNullable<WeighedClaim['claim']['signature'][Name]> | null {
  for (const { claim } of claims) {
    const value = claim.signature[name];
    if (value !== undefined) return value;
  }
  return null;
}

function providerOfHost(knowledge: IdentifyingKnowledge, facts: Facts | null): string | null {
  for (const host of [facts?.remoteMta?.value, facts?.reportingMta?.value]) {
    if (host === undefined) continue;
    const name = host.toLowerCase();
    const provider = knowledge.providers.providers.find(({ hosts }) =>
      hosts?.some((ending) => name === ending || name.endsWith(`.${ending}`)),
    );
    if (provider !== undefined) return provider.id;
  }
  return null;
}

function verifiedPage(knowledge: IdentifyingKnowledge, page: string | null): string | null {
  const found = knowledge.providers.pages.find(({ id }) => id === page);
  return found?.verified === true ? found.url : null;
}

function pageOfBlocklist(knowledge: IdentifyingKnowledge, blocklist: string | null): string | null {
  return knowledge.blocklists.blocklists.find(({ id }) => id === blocklist)?.page ?? null;
}
