import type { ServerResponse } from 'node:http';

/** Each open page looks into the store every few seconds; nobody reads more of them at once. */
const PAGES_OF_VISITOR = 20;

export interface StreamPlaces {
  /** Takes a place until the response is closed; false when the visitor has all of theirs. */
  take(visitor: string, response: ServerResponse): boolean;
}

/** How many event streams each visitor may have open. */
export function createStreamPlaces(): StreamPlaces {
  const taken = new Map<string, number>();
  return {
    take(visitor, response) {
      const open = taken.get(visitor) ?? 0;
      if (open >= PAGES_OF_VISITOR) return false;
      taken.set(visitor, open + 1);
      response.once('close', () => {
        const left = (taken.get(visitor) ?? 1) - 1;
        if (left > 0) taken.set(visitor, left);
        else taken.delete(visitor);
      });
      return true;
    },
  };
}
