import type { Target } from './variant';

/** A target as the dialogue follows it. */
export type Destination =
  | { readonly kind: 'next' | 'confirm' | 'wait' | 'human' }
  | { readonly kind: 'step' | 'variant'; readonly id: string };

export function destinationOf(target: Target): Destination {
  if (target === 'next' || target === 'confirm' || target === 'wait' || target === 'human')
    return { kind: target };
  const colon = target.indexOf(':');
  return { kind: target.startsWith('step:') ? 'step' : 'variant', id: target.slice(colon + 1) };
}
