const LONGEST_CODE = 48;

/**
 * The reason that a platform or an adapter gave, as one word in kebab case for logs and metrics: without addresses
 * and hosts, and without ids, which are different each time.
 */
export function reasonCode(reason: string): string {
  const words = reason
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => !/@|\w\.\w|\d{4}/.test(word));
  const code = words.flatMap((word) => word.split(/[^a-z0-9_]+/).filter((part) => part !== '')).join('-');
  return code.slice(0, LONGEST_CODE) || 'unnamed';
}
