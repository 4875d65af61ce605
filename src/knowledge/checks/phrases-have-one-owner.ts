import type { Content } from '../content';
import type { Fault } from '../fault';
import type { Signature } from '../variant';

interface Claim {
  readonly owner: string;
  readonly path: string;
  readonly line: number;
  readonly signature: Signature;
}

/** Words or a code that two variants claim need a word about which wins. */
export function phrasesHaveOneOwner({ variants, notABounce }: Content): readonly Fault[] {
  const claims = new Map<string, Claim[]>();
  for (const { path, value, lineOf } of [...variants, notABounce]) {
    value.signatures.forEach((signature, at) => {
      const when = `${signature.provider ?? ''} ${signature.phase ?? ''} ${signature.refusedBy ?? ''}`;
      const key = `${signature.phrase?.toLowerCase() ?? signature.code ?? ''} ${when}`;
      const claim = { owner: value.id, path, line: lineOf('signatures', at), signature };
      claims.set(key, [...(claims.get(key) ?? []), claim]);
    });
  }
  return [...claims.values()].flatMap(contested);
}

function contested(claims: readonly Claim[]): readonly Fault[] {
  return claims.flatMap((claim, at) => {
    const rival = claims.slice(0, at).find((earlier) => !settled(earlier, claim));
    if (rival === undefined) return [];
    const what = claim.signature.phrase ?? claim.signature.code ?? '';
    return [
      {
        path: claim.path,
        line: claim.line,
        message: `"${what}" is claimed by ${rival.path}:${rival.line} too; say which wins with beats`,
      },
    ];
  });
}

function settled(one: Claim, other: Claim): boolean {
  const beats = (winner: Claim, loser: Claim) =>
    winner.signature.beats?.some((id) => id === loser.owner) === true;
  return one.owner !== other.owner && (beats(one, other) || beats(other, one));
}
