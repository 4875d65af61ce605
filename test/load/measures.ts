/** Durations in milliseconds, of which the slow ones are of interest. */
export class Durations {
  private readonly all: number[] = [];

  add(milliseconds: number): void {
    this.all.push(milliseconds);
  }

  addAll(others: Durations): void {
    for (const milliseconds of others.all) this.all.push(milliseconds);
  }

  /** Rounded; 0 where nothing was measured. */
  percentiles(): { readonly p50: number; readonly p95: number; readonly p99: number } {
    const sorted = [...this.all].sort((one, other) => one - other);
    const at = (part: number) => Math.round(sorted[Math.ceil(sorted.length * part) - 1] ?? 0);
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }
}

/** Rows of a name and a value, one under the other. */
export function table(rows: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}
