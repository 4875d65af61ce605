import type { Target } from './variant';

const PLAIN = ['next', 'confirm', 'solved', 'wait', 'human'] as const;
const isPlain = (target: string): target is (typeof PLAIN)[number] => PLAIN.some((word) => word === target);

/** A target as the dialogue follows it. */
export type Destination =
  { readonly kind: (typeof PLAIN)[number] } | { readonly kind: 'step' | 'variant'; readonly id: string };

export function destinationOf(target: Target): Destination {
  if (isPlain(target)) return { kind: target };
  const colon = target.indexOf(':');
  return { kind: target.startsWith('step:') ? 'step' : 'variant', id: target.slice(colon + 1) };
}
