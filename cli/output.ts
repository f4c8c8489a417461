import Table from 'cli-table3';

/** Results go to standard output, so that they can be piped. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Progress and remarks go to standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export type Cell = string | number;

/** A plain table for people: no frame, aligned columns. */
export function renderTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
    colAligns: (rows[0] ?? []).map((cell) => (typeof cell === 'number' ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

export function printTable(head: readonly string[], rows: readonly (readonly Cell[])[]): void {
  print(renderTable(head, rows));
}
