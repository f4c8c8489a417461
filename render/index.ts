export { agentService, agentTimer, agentUnits, tickLimitSeconds } from './agent-units.ts';
export { akhqPort, akhqProbePort, akhqYaml } from './akhq-yaml.ts';
export { alertAddressFile, alertmanagerYaml } from './alertmanager-yaml.ts';
export { brokerSecretKeys, brokerSecretsText, type BrokerSecretKey } from './broker-secrets.ts';
export { clientProperties, producerProperties, type ClientAccess, type Trust } from './client-properties.ts';
export { connectors, sinkPlaces, type Connector } from './connectors.ts';
export { connectDistributed, connectProbePort } from './connect-distributed.ts';
export { grafanaDataSources, grafanaIni, grafanaPasswordFile } from './grafana-files.ts';
export { haproxyCfg, haproxyHealthPaths, haproxyPaths } from './haproxy-cfg.ts';
export { haproxyUnit } from './haproxy-unit.ts';
export { dataDeviceName, describeMachine, describeStatefulNode } from './describe-node.ts';
export { scramLoginJaas, type ScramCredentials } from './jaas.ts';
export { exporterLivePath, jmxExporterFile, jmxExporterYaml } from './jmx-exporter.ts';
export { jvmOptions } from './jvm-options.ts';
export { log4jProperties, plainLog4jProperties } from './log4j.ts';
export { configFiles, myIdFile, secretFiles, vmLayout, type MachineLayout, type Service } from './machine-layout.ts';
export { authorityKey, authorityRingName, encryptionRingName, keyRingsOf, type KeyRing } from './key-rings.ts';
export {
  authorityObject,
  identityPlaces,
  identitySecrets,
  machineOf,
  mirrorLogins,
  renderNodeIdentity,
  renderNodeTrust,
  signerFunction,
  type NodeIdentity,
  type NodeTrust,
} from './node-identity.ts';
export { ksqldbProbePort, ksqldbProperties, ksqldbStateDir } from './ksqldb-properties.ts';
export { mirrorMakerUnit } from './mirror-maker-unit.ts';
export {
  mirrorMakerFiles,
  mirrorMakerLayout,
  mirrorSecretsText,
  mm2Properties,
  type MirrorMakerLayout,
} from './mm2-properties.ts';
export {
  directoryOf,
  machineRoles,
  metadataKeys,
  nodeDescription,
  nodeFiles,
  type DataDisk,
  type MachineRole,
  type NodeArtifact,
  type NodeDescription,
  type NodeFiles,
} from './node-description.ts';
export { monitoringPorts, prometheusYaml } from './prometheus-yaml.ts';
export { opsAgentConfig, opsAgentConfigFile, opsAgentRestart } from './ops-agent.ts';
export { propertiesText, type Properties, type PropertySection } from './properties-text.ts';
export { schemaRegistryProperties } from './schema-registry-properties.ts';
export { serverProperties } from './server-properties.ts';
export { startupScript, type StartupScriptOptions } from './startup-script.ts';
export { serviceFiles, serviceLayout, serviceSecretKeys, type ServiceLayout } from './service-secrets.ts';
export { longestStopSeconds, systemdUnit } from './systemd-unit.ts';
export { zookeeperClientProperties } from './zookeeper-client.ts';
export { zooCfg } from './zoo-cfg.ts';
