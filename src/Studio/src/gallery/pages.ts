/** A list that is too long to be held: pages are loaded where somebody looks, and forgotten behind them. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

interface Known<T> {
  cursor: string | null;
  count: number;
  items: T[] | null;
}

export class PagedList<T> {
  readonly #load: (cursor: string | null) => Promise<Page<T>>;
  readonly #keep: number;
  #pages: Known<T>[] = [{ cursor: null, count: 0, items: null }];
  #isComplete = false;
  #loading = new Map<number, Promise<void>>();
  #used: number[] = [];

  /** @param keep How many pages are held at once. */
  constructor(load: (cursor: string | null) => Promise<Page<T>>, keep = 8) {
    this.#load = load;
    this.#keep = keep;
  }

  /** How many items are known to be there. */
  get length(): number {
    return this.#pages.reduce((sum, page) => sum + page.count, 0);
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** How many items are held now. */
  get held(): number {
    return this.#pages.reduce((sum, page) => sum + (page.items?.length ?? 0), 0);
  }

  /** An item; undefined while its page is not here. */
  at(index: number): T | undefined {
    const found = this.#find(index);
    return found && this.#pages[found.page]!.items?.[found.offset];
  }

  /** Sees to it that these items are here, and the page behind the last one known when they reach the end. */
  async reach(from: number, to: number): Promise<void> {
    for (;;) {
      const wanted = this.#wanted(from, to);
      if (wanted.length === 0) return;
      const before = this.length;
      await Promise.all(wanted.map(page => this.#fetch(page)));
      // Pages may be empty: jobs that made nothing.
      if (this.length > before && this.length > to) return;
      if (this.#wanted(from, to).length === 0) return;
    }
  }

  #wanted(from: number, to: number): number[] {
    const wanted: number[] = [];
    let start = 0;
    this.#pages.forEach((page, index) => {
      const end = start + page.count;
      const isLast = index === this.#pages.length - 1 && !this.#isComplete && page.items === null;
      if (isLast ? to >= start : start <= to && end > from) {
        this.#use(index);
        if (page.items === null && (page.count > 0 || isLast)) wanted.push(index);
      }
      start = end;
    });
    return wanted;
  }

  #fetch(index: number): Promise<void> {
    const running = this.#loading.get(index);
    if (running) return running;
    const page = this.#pages[index]!;
    const begun = this.#load(page.cursor).then(got => {
      page.items = got.items;
      page.count = got.items.length;
      if (index === this.#pages.length - 1) {
        if (got.next === null) this.#isComplete = true;
        else this.#pages.push({ cursor: got.next, count: 0, items: null });
      }
      this.#use(index);
      this.#forget();
    }).finally(() => this.#loading.delete(index));
    this.#loading.set(index, begun);
    return begun;
  }

  #use(index: number): void {
    this.#used = [...this.#used.filter(one => one !== index), index];
  }

  #forget(): void {
    for (const index of this.#used.splice(0, Math.max(this.#used.length - this.#keep, 0))) {
      this.#pages[index]!.items = null;
    }
  }

  #find(index: number): { page: number; offset: number } | undefined {
    let start = 0;
    for (const [page, { count }] of this.#pages.entries()) {
      if (index < start + count) return { page, offset: index - start };
      start += count;
    }
    return undefined;
  }
}

/** The rows that are seen, and some above and below. */
export function visibleRows(scrolled: number, height: number, rowHeight: number, rows: number, spare = 3): { first: number; last: number } {
  const first = Math.max(Math.floor(scrolled / rowHeight) - spare, 0);
  const last = Math.min(Math.ceil((scrolled + height) / rowHeight) + spare, rows) - 1;
  return { first: Math.min(first, Math.max(last, 0)), last };
}
