import { parse } from 'dot-properties';
import { definePlatform, environments, onOneMachine, platformOf } from '../../../platform/index.ts';
import type { Platform } from '../../../platform/index.ts';
import { jvmOptions, log4jProperties, systemdUnit, vmLayout, type Service } from '../../../render/index.ts';

const production = platformOf('production');
const services: Service[] = ['kafka', 'zookeeper'];
const unitOf = (service: Service, platform: Platform = production) =>
  systemdUnit(platform, service, vmLayout(service), '10.10.0.11').split('\n');

describe('JVM options', () => {
  test.each([
    ['kafka', 6_144],
    ['zookeeper', 4_096],
  ] as const)('%s takes its whole heap at once', (service, heapMb) => {
    const options = jvmOptions(production, service, vmLayout(service));
    expect(options).toEqual(expect.arrayContaining([`-Xms${heapMb}m`, `-Xmx${heapMb}m`, '-XX:+UseG1GC']));
  });

  test('a heap too small for G1 gets the serial collector', () => {
    const oneMachine = definePlatform(onOneMachine(environments.production, '127.20.0.0/24'));
    for (const service of services) {
      const options = jvmOptions(oneMachine, service, vmLayout(service));
      expect(options).toContain('-XX:+UseSerialGC');
      expect(options.join(' ')).not.toContain('G1');
    }
  });

  test('a process out of memory exits and leaves no dump with passwords in it', () => {
    const options = jvmOptions(production, 'kafka', vmLayout('kafka'));
    expect(options).toContain('-XX:+ExitOnOutOfMemoryError');
    expect(options.join(' ')).not.toContain('HeapDump');
  });
});

describe('logging', () => {
  test('the broker’s audit trail has what was denied (INFO) and what was allowed (DEBUG), apart from the rest', () => {
    expect(parse(log4jProperties('kafka', vmLayout('kafka')))).toMatchObject({
      'log4j.logger.kafka.authorizer.logger': 'DEBUG, audit',
      'log4j.additivity.kafka.authorizer.logger': 'false',
      'log4j.appender.audit.File': '/var/log/kafka/audit.log',
    });
  });

  test('ZooKeeper’s audit trail has every change', () => {
    expect(parse(log4jProperties('zookeeper', vmLayout('zookeeper')))).toMatchObject({
      'log4j.logger.org.apache.zookeeper.audit': 'INFO, audit',
      'log4j.appender.audit.File': '/var/log/zookeeper/audit.log',
    });
  });
});

describe('systemd units', () => {
  test.each(services)('%s runs as its own user, comes back after a failure and stops in order', (service) => {
    const unit = unitOf(service);
    expect(unit).toEqual(
      expect.arrayContaining([`User=${service}`, 'Restart=on-failure', 'SuccessExitStatus=143', 'UMask=0077']),
    );
  });

  test('a broker has five minutes to hand its leaderships over', () => {
    expect(unitOf('kafka')).toContain('TimeoutStopSec=300');
  });

  test('a broker restarts only after ZooKeeper has forgotten its old session', () => {
    const { kafka, ...rest } = environments.production;
    const slow = definePlatform({
      ...rest,
      kafka: { ...kafka, settings: { ...kafka.settings, zookeeperSessionTimeoutMs: 18_000 } },
    });
    expect(unitOf('kafka')).toContain('RestartSec=10');
    expect(unitOf('kafka', slow)).toContain('RestartSec=22');
  });

  test.each(services)(
    '%s writes to its data and its log only, and refuses a data disk that is not there',
    (service) => {
      expect(unitOf(service)).toEqual(
        expect.arrayContaining([
          'ProtectSystem=strict',
          `ReadWritePaths=/var/lib/${service} /var/log/${service}`,
          `AssertPathIsMountPoint=/var/lib/${service}`,
        ]),
      );
    },
  );
});
