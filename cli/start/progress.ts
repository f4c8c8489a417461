import { createLogUpdate } from 'log-update';

/** What is shown of one step. */
export interface StepReport {
  /** A line about what it is doing at the moment. */
  say(detail: string): void;
  done(detail?: string): void;
  failed(): void;
}

/** Steps as people see them: a line for each that ended, and one for each under way, which a terminal repaints. */
export interface Progress {
  /** `key` is the step's name for scripts. */
  begin(key: string, title: string): StepReport;
  /** Prints a line that stays. */
  line(text: string): void;
  /** Seconds that each ended step took, by its key. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Runs a step and reports it. */
  run<T>(
    key: string,
    title: string,
    work: (report: StepReport) => Promise<T>,
    detailOf?: (result: T) => string,
  ): Promise<T>;
}

const repaintMs = 200;

/** Writes progress to `stream`, standard error as a rule, so that results on standard output stay clean. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const live = stream.isTTY ? createLogUpdate(stream) : undefined;
  const underWay = new Set<() => string>();
  const seconds: Record<string, number> = {};
  const paint = () => live?.([...underWay].map((text) => text()).join('\n'));
  let timer: NodeJS.Timeout | undefined;

  const line = (text: string) => {
    live?.clear();
    stream.write(`${text}\n`);
    if (underWay.size > 0) paint();
  };

  const begin = (key: string, title: string): StepReport => {
    const startedAtMs = performance.now();
    let detail = '';
    const elapsedSeconds = () => Math.round(performance.now() - startedAtMs) / 1_000;
    const text = () => lineOf('…', title, elapsedSeconds(), detail);
    underWay.add(text);
    // Without a terminal nothing can be repainted, and what is being done should still be seen.
    if (live === undefined) line(`  … ${title}`);
    else timer ??= setInterval(paint, repaintMs);
    const end = (mark: string, last: string) => {
      underWay.delete(text);
      if (underWay.size === 0) {
        clearInterval(timer);
        timer = undefined;
      }
      seconds[key] = elapsedSeconds();
      line(lineOf(mark, title, seconds[key], last));
    };
    return {
      say(said) {
        detail = said;
        if (live === undefined) line(`    ${title}: ${said}`);
      },
      done: (last = '') => end('✔', last),
      failed: () => end('✖', detail),
    };
  };

  return {
    begin,
    line,
    seconds,
    async run(key, title, work, detailOf) {
      const report = begin(key, title);
      try {
        const result = await work(report);
        report.done(detailOf?.(result));
        return result;
      } catch (error) {
        report.failed();
        throw error;
      }
    },
  };
}

function lineOf(mark: string, title: string, seconds: number, detail: string): string {
  return `  ${mark} ${title} (${seconds.toFixed(1)} s)${detail === '' ? '' : `: ${detail}`}`;
}
