/** Takes a line for people. On a machine it goes to the journal by way of standard output. */
export type Log = (line: string) => void;

export const logToStdout: Log = (line) => process.stdout.write(`${line}\n`);
