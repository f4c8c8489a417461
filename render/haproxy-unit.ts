import { haproxyPaths } from './haproxy-cfg.ts';
import { hardening, unitText } from './unit-text.ts';

/** Two descriptors for each of `haproxyMaxConnections`, and some for checks, listeners and logs. */
const openFiles = 65_536;

/** The systemd unit of HAProxy, for the program that machines install below /opt. It runs as `haproxy`. */
export function haproxyUnit(): string {
  const { configFile } = haproxyPaths;
  return unitText({
    Unit: [
      ['Description', 'HAProxy before the brokers'],
      ['Wants', 'network-online.target'],
      ['After', 'network-online.target'],
      ['StartLimitIntervalSec', '0'],
    ],
    Service: [
      // -Ws: a master that tells systemd when its worker serves, and a new worker when it is reloaded.
      ['Type', 'notify'],
      ['User', 'haproxy'],
      ['Group', 'haproxy'],
      // It comes with the libraries that images lack.
      ['Environment', 'LD_LIBRARY_PATH=/opt/haproxy/lib'],
      ['ExecStartPre', `/opt/haproxy/sbin/haproxy -c -q -f ${configFile}`],
      ['ExecStart', `/opt/haproxy/sbin/haproxy -Ws -f ${configFile}`],
      ['ExecReload', `/opt/haproxy/sbin/haproxy -c -q -f ${configFile}`],
      ['ExecReload', '/bin/kill -USR2 $MAINPID'],
      ['KillMode', 'mixed'],
      // Without its certificate authority it can't start; the node's agent brings that when the machine is new.
      ['Restart', 'always'],
      ['RestartSec', '2'],
      ['TimeoutStopSec', '30'],
      // What the master answers when it ends in order upon SIGTERM.
      ['SuccessExitStatus', '143'],
      ['LimitNOFILE', String(openFiles)],
      ...hardening([]),
      // Regular expressions are compiled at run time: no MemoryDenyWriteExecute here either.
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });
}
