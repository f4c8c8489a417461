import { main } from '../../../cli/main.ts';

export interface CommandAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command line within the test's process: what Google's clients take to load is paid once, not for each test.
 */
export async function kafkaPlatform(...words: readonly string[]): Promise<CommandAnswer> {
  const written = { stdout: '', stderr: '' };
  const { stdout, stderr, exitCode } = process;
  const kept = { stdout: stdout.write.bind(stdout), stderr: stderr.write.bind(stderr), error: console.error };
  const keep = (stream: keyof typeof written) => (chunk: unknown) => {
    written[stream] += String(chunk);
    return true;
  };
  stdout.write = keep('stdout');
  stderr.write = keep('stderr');
  console.error = (message: unknown) => void keep('stderr')(`${String(message)}\n`);
  process.exitCode = undefined;
  try {
    return { exitCode: await main(['node', 'kafka-platform', ...words]), ...written };
  } finally {
    stdout.write = kept.stdout;
    stderr.write = kept.stderr;
    console.error = kept.error;
    process.exitCode = exitCode;
  }
}
