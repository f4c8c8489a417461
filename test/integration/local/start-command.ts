import { execa } from 'execa';

/** `kafka-platform start` as a terminal runs it. */
export interface StartCommand {
  /** The id of its process, and of its process group. */
  readonly group: number;
  /** Resolves when it has shown this text, rejects when it ended before. */
  shown(text: string): Promise<void>;
  /** All that it has shown. */
  output(): string;
  readonly end: Promise<{ readonly exitCode: number | undefined; readonly stderr: string; readonly stdout: string }>;
}

/** Starts a platform in the foreground, in a process group of its own, as a shell gives to each command. */
export function startCommand(home: string, network: string, words: readonly string[] = []): StartCommand {
  const child = execa('node', ['cli/kafka-platform.js', 'start', '--home', home, '--network', network, ...words], {
    detached: true,
    stdin: 'ignore',
    reject: false,
    all: true,
  });
  const end = child.then(({ exitCode, stderr, stdout }) => ({ exitCode, stderr, stdout }));
  let output = '';
  const listeners = new Set<() => void>();
  child.all.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  });
  return {
    group: child.pid!,
    end,
    output: () => output,
    shown: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!output.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void end.then(() => reject(new Error(`"${text}" was not shown; it said:\n${output}`)));
      }),
  };
}

/** Command lines of a process group. Remains that wait for their parent don't count. */
export async function processesOf(group: number): Promise<string[]> {
  const { stdout } = await execa('ps', ['-axo', 'pgid=,stat=,command=']);
  return stdout.split('\n').filter((line) => {
    const [pgid, state = ''] = line.trim().split(/\s+/);
    return Number(pgid) === group && !state.startsWith('Z');
  });
}
