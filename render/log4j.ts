import type { MachineLayout, Service } from './machine-layout.ts';
import { propertiesText, type PropertySection } from './properties-text.ts';

/** What audit files may take of the disk, so that a loud client can't fill it; older lines are shipped by then. */
const auditFileSize = '100MB';
const auditFilesKept = 10;

const pattern = '[%d{ISO8601}] %p %m (%c)%n';

/**
 * log4j.properties for Kafka 3.9 and ZooKeeper 3.8, which log through reload4j, the maintained log4j 1.
 *
 * Everything goes to standard output, where the supervisor collects it; the audit trail goes to a file of its own.
 */
export function log4jProperties(service: Service, layout: MachineLayout): string {
  return propertiesText(`Logging of ${service}`, [
    toStandardOutput,
    service === 'kafka' ? brokerAudit : zookeeperAudit,
    auditFile(layout),
  ]);
}

/** The same for a process that has no audit trail of its own. */
export function plainLog4jProperties(process: string): string {
  return propertiesText(`Logging of ${process}`, [toStandardOutput]);
}

const toStandardOutput: PropertySection = {
  about: 'To standard output',
  properties: {
    'log4j.rootLogger': 'INFO, stdout',
    'log4j.appender.stdout': 'org.apache.log4j.ConsoleAppender',
    'log4j.appender.stdout.layout': 'org.apache.log4j.PatternLayout',
    'log4j.appender.stdout.layout.ConversionPattern': pattern,
  },
};

const brokerAudit: PropertySection = {
  about: 'Every access attempt: the authorizer logs what it denied at INFO and what it allowed at DEBUG',
  properties: {
    'log4j.logger.kafka.authorizer.logger': 'DEBUG, audit',
    'log4j.additivity.kafka.authorizer.logger': false,
  },
};

const zookeeperAudit: PropertySection = {
  about: 'Every change that someone made or tried',
  properties: {
    'log4j.logger.org.apache.zookeeper.audit': 'INFO, audit',
    'log4j.additivity.org.apache.zookeeper.audit': false,
  },
};

function auditFile({ logDir }: MachineLayout): PropertySection {
  return {
    about: 'The audit trail, in a bounded number of files',
    properties: {
      'log4j.appender.audit': 'org.apache.log4j.RollingFileAppender',
      'log4j.appender.audit.File': `${logDir}/audit.log`,
      'log4j.appender.audit.MaxFileSize': auditFileSize,
      'log4j.appender.audit.MaxBackupIndex': auditFilesKept,
      'log4j.appender.audit.layout': 'org.apache.log4j.PatternLayout',
      'log4j.appender.audit.layout.ConversionPattern': pattern,
    },
  };
}
