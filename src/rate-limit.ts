/** Events that are taken in a minute; null: as many as come. */
export interface RateLimits {
  readonly ofPerson: number | null;
  /** Of all people of one workspace, tenant or organisation together. */
  readonly ofWorkspace: number | null;
}

export type Admission =
  | { readonly kind: 'admitted' }
  /** `first`: the first one of this person that is over in this minute. */
  | { readonly kind: 'over'; readonly whose: 'person' | 'everybody'; readonly first: boolean };

const ADMITTED: Admission = { kind: 'admitted' };
const MINUTE_MS = 60_000;

/**
 * Counts what comes in the minute of the clock. It is kept in memory and on each process alone: it keeps one
 * sender from taking all of a process, and a start that forgets the count does no harm.
 */
export class RateLimiter {
  private minute = 0;
  private readonly people = new Map<string, number>();
  private readonly workspaces = new Map<string, number>();
  private readonly told = new Set<string>();

  constructor(
    private readonly limits: RateLimits,
    private readonly clock: () => Date,
  ) {}

  /** Names must be told apart over all platforms. What is over the person's own limit takes nothing of the others'. */
  admit(person: string, workspace: string | null): Admission {
    this.beginMinute();
    if (!count(this.people, person, this.limits.ofPerson)) return this.over(person, 'person');
    if (workspace === null || count(this.workspaces, workspace, this.limits.ofWorkspace)) return ADMITTED;
    return this.over(person, 'everybody');
  }

  private beginMinute(): void {
    const minute = Math.floor(this.clock().getTime() / MINUTE_MS);
    if (minute === this.minute) return;
    this.minute = minute;
    this.people.clear();
    this.workspaces.clear();
    this.told.clear();
  }

  private over(person: string, whose: 'person' | 'everybody'): Admission {
    const first = !this.told.has(person);
    this.told.add(person);
    return { kind: 'over', whose, first };
  }
}

/** False where the limit is reached. */
function count(counts: Map<string, number>, name: string, limit: number | null): boolean {
  if (limit === null) return true;
  const known = counts.get(name) ?? 0;
  if (known >= limit) return false;
  counts.set(name, known + 1);
  return true;
}
