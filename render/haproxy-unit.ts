import { haproxyPaths } from './haproxy-cfg.ts';
import { hardening, unitText } from './unit-text.ts';

/** Two descriptors for each of `haproxyMaxConnections`, and some for checks, listeners and logs. */
const openFiles = 65_536;

/** The systemd unit of HAProxy, in place of the one that Debian's package brings. It runs as `haproxy`. */
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
      ['ExecStartPre', `/usr/sbin/haproxy -c -q -f ${configFile}`],
      ['ExecStart', `/usr/sbin/haproxy -Ws -f ${configFile}`],
      ['ExecReload', `/usr/sbin/haproxy -c -q -f ${configFile}`],
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
