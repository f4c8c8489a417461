import { InvalidArgumentError, Option, type Command } from 'commander';
import ipaddr from 'ipaddr.js';
import { defaultHome } from '../default-home.ts';
import { Interrupted, onInterruption } from '../interruption.ts';
import { note } from '../output.ts';

interface StartOptions {
  readonly check?: boolean;
  readonly detach?: boolean;
  readonly clean?: boolean;
  readonly install: boolean;
  readonly input?: string;
  readonly strict?: boolean;
  readonly rate: number;
  readonly events: number;
  readonly home: string;
  readonly network: string;
}

/** `kafka-platform start` (`npm start`): the platform of production's model on this machine, with events in it. */
export function register(program: Command): void {
  program
    .command('start')
    .description('start the platform on this machine and let trading events flow through it until Ctrl-C')
    .addOption(
      new Option('--check', 'for scripts: start, send, verify, stop; JSON on the last line').conflicts('detach'),
    )
    .option('--detach', 'leave it running in the background; npm stop ends it')
    .option('--clean', 'start afresh: forget topics, events, users and certificates of earlier starts')
    .option('--no-install', 'do not install a JDK or Maven that is missing')
    .option('--input <file.csv>', 'replay your own prices: columns symbol, timestamp, price or open, high, low, close')
    .option('--strict', 'exit 1 when a line of --input is no price')
    .option('--rate <events/s>', 'how many events a second', wholeNumberFrom(1), 500)
    .option('--events <count>', 'how many events --check sends', wholeNumberFrom(20_000), 24_000)
    .option('--home <dir>', 'where the platform lives', defaultHome)
    .option('--network <range>', 'loopback range of the nodes, a /24', loopbackRange, '127.20.0.0/24')
    .action(start);
}

function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`expected a whole number from ${String(least)}`);
  };
}

/** Only loopback: what the platform's nodes listen on must not be reached from outside this machine. */
function loopbackRange(text: string): string {
  if (ipaddr.IPv4.isValidCIDR(text)) {
    const [address, prefixLength] = ipaddr.IPv4.parseCIDR(text);
    if (address.range() === 'loopback' && prefixLength === 24) return text;
  }
  throw new InvalidArgumentError('expected a /24 within 127.0.0.0/8, such as 127.20.0.0/24');
}

async function start(options: StartOptions): Promise<void> {
  const homeFlag = options.home === defaultHome ? '' : ` --home ${options.home}`;
  if (options.detach === true) {
    const { openHome } = await import('../../local/index.ts');
    const { startInBackground } = await import('../start/detach.ts');
    const argv = process.argv.slice(1).filter((word) => word !== '--detach');
    process.exitCode = await startInBackground(argv, await openHome(options.home), homeFlag);
    return;
  }
  const signal = interruption(); // before all that takes time
  const { runStart } = await import('../start/run-start.ts');
  process.exitCode = await runStart({
    home: options.home,
    homeFlag,
    network: options.network,
    clean: options.clean === true,
    mayInstall: options.install,
    check: options.check === true,
    input: options.input,
    strict: options.strict === true,
    ratePerSecond: options.rate,
    events: options.events,
    signal,
  });
}

/** The first time it stops. */
function interruption(): AbortSignal {
  return onInterruption((controller) => {
    if (controller.signal.aborted) {
      note('still stopping: brokers hand over what they lead');
      return;
    }
    note('stopping; the data stay');
    controller.abort(new Interrupted('everything that was started is stopped'));
  });
}
