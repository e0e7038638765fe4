interface Range { low: number; high: number }

/**
 * Keeps a value between the two ends of a range.
 */
export function clamp(value: number, range: Range): number {
  const raised = Math.max(value, range.low);
  return Math.min(raised, range.high);
}

class Box {
  constructor(private items: string[]) {}

  /** Finds the items that begin with some letters. */
  beginning(letters: string): string[] {
    const wanted = letters.toLowerCase();
    return this.items.filter((item) => item.startsWith(wanted));
  }
}
