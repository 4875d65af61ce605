/** How the audit trail names somebody who did something: with where, a desk channel, `tickets` or `terminal`. */
export function deedName(name: string, where: string): string {
  return `${name} (${where})`;
}
