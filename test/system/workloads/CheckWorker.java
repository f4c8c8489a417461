import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;

/** Asks Kafka Connect itself about a worker's file: prints what it refuses, what nobody knows, and as whom it logs in. */
public class CheckWorker {
  public static void main(String[] arguments) throws Exception {
    Map<String, String> properties = Utils.propsToStringMap(Utils.loadProps(arguments[0]));
    DistributedConfig config;
    try {
      config = new DistributedConfig(properties);
    } catch (RuntimeException refusal) {
      System.out.println("refused " + refusal.getMessage());
      return;
    }
    Set<String> known = new HashSet<>(config.values().keySet());
    for (String name : ConsumerConfig.configNames()) known.add("consumer." + name);
    for (String name : ProducerConfig.configNames()) known.add("producer." + name);
    for (String name : AdminClientConfig.configNames()) known.add("admin." + name);
    // A listener has what the worker has for all of them.
    for (String name : config.values().keySet()) if (name.startsWith("ssl.")) known.add("listeners.https." + name);
    for (String name : properties.keySet()) {
      if (!known.contains(name) && !name.startsWith("config.providers.file.")) System.out.println("unknown " + name);
    }
    System.out.println("login " + config.originals().get("consumer.sasl.jaas.config"));
    System.out.println("listeners " + config.values().get("listeners"));
  }
}
