import { execa } from 'execa';

export interface CliAnswer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a shell would. */
export async function kafkaPlatform(...words: readonly string[]): Promise<CliAnswer> {
  const { exitCode, stdout, stderr } = await execa('node', ['cli/kafka-platform.js', ...words], {
    reject: false,
    stdin: 'ignore',
    timeout: 30_000,
  });
  return { exitCode, stdout, stderr };
}

/** A line of a stack trace. */
export const stackTrace = /^\s+at .*[:(]/m;
