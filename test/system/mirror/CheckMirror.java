import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.mirror.MirrorCheckpointConnector;
import org.apache.kafka.connect.mirror.MirrorHeartbeatConnector;
import org.apache.kafka.connect.mirror.MirrorMakerConfig;
import org.apache.kafka.connect.mirror.MirrorSourceConnector;
import org.apache.kafka.connect.mirror.SourceAndTarget;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;

/**
 * Asks MirrorMaker itself what it thinks of a rendered file, without a cluster: prints each direction that it would
 * serve, each property that nobody knows, and what is refused.
 */
public class CheckMirror {
  private static final List<Connector> connectors =
      List.of(new MirrorSourceConnector(), new MirrorCheckpointConnector(), new MirrorHeartbeatConnector());

  public static void main(String[] arguments) throws Exception {
    Map<String, String> properties = Utils.propsToStringMap(Utils.loadProps(arguments[0]));
    Set<String> known = knownNames();
    for (String name : properties.keySet()) {
      String plain = name.replaceFirst("^(primary->secondary|secondary->primary|primary|secondary)\\.", "");
      if (!known.contains(plain) && !plain.startsWith("config.providers.file.")) System.out.println("unknown " + name);
    }
    MirrorMakerConfig config = new MirrorMakerConfig(properties);
    for (SourceAndTarget pair : config.clusterPairs()) {
      System.out.println("serves " + pair);
      new DistributedConfig(config.workerConfig(pair));
      for (Connector connector : connectors) {
        Map<String, String> ofConnector = config.connectorBaseConfig(pair, connector.getClass());
        connector.config().validate(ofConnector).stream()
            .flatMap(value -> value.errorMessages().stream())
            .filter(message -> !message.startsWith("Missing required configuration \"name\""))
            .forEach(message -> System.out.println("refused " + message));
      }
    }
  }

  private static Set<String> knownNames() throws Exception {
    Set<String> known = new HashSet<>(List.of("clusters", "enabled", "config.providers"));
    List<ConfigDef> definitions = new ArrayList<>();
    connectors.forEach(connector -> definitions.add(connector.config()));
    definitions.forEach(definition -> known.addAll(definition.names()));
    // A worker's own; its definition is no public member.
    known.addAll(List.of("offset.flush.interval.ms", "config.storage.replication.factor"));
    known.addAll(List.of("offset.storage.replication.factor", "status.storage.replication.factor"));
    for (String name : ConsumerConfig.configNames()) known.addAll(List.of(name, "consumer." + name));
    for (String name : ProducerConfig.configNames()) known.add("producer." + name);
    known.add(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    return known;
  }
}
