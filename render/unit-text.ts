export type Directive = readonly [name: string, value: string];

/** A systemd unit file from its sections. */
export function unitText(sections: Readonly<Record<string, readonly Directive[]>>): string {
  return Object.entries(sections)
    .map(([name, directives]) => [`[${name}]`, ...directives.map(([key, value]) => `${key}=${value}`), ''].join('\n'))
    .join('\n');
}

/**
 * All that a service doesn't need is taken from it. MemoryDenyWriteExecute is absent: a JVM compiles at run time.
 *
 * @param writablePaths where it may write
 */
export function hardening(writablePaths: readonly string[]): Directive[] {
  return [
    ['UMask', '0077'],
    ['ProtectSystem', 'strict'],
    ...(writablePaths.length === 0 ? [] : [['ReadWritePaths', writablePaths.join(' ')] as const]),
    ['ProtectHome', 'yes'],
    ['PrivateTmp', 'yes'],
    ['PrivateDevices', 'yes'],
    ['ProtectClock', 'yes'],
    ['ProtectHostname', 'yes'],
    ['ProtectControlGroups', 'yes'],
    ['ProtectKernelLogs', 'yes'],
    ['ProtectKernelModules', 'yes'],
    ['ProtectKernelTunables', 'yes'],
    ['CapabilityBoundingSet', ''],
    ['NoNewPrivileges', 'yes'],
    ['RestrictAddressFamilies', 'AF_INET AF_INET6 AF_UNIX'],
    ['RestrictNamespaces', 'yes'],
    ['RestrictRealtime', 'yes'],
    ['RestrictSUIDSGID', 'yes'],
    ['LockPersonality', 'yes'],
    ['SystemCallArchitectures', 'native'],
    ['SystemCallFilter', '@system-service'],
  ];
}
