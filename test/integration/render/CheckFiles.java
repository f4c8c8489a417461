import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.alphintra.kafka.policies.TopicRules;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import kafka.security.authorizer.AclAuthorizer;
import kafka.server.KafkaConfig;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.utils.Utils;
import org.apache.log4j.LogManager;
import org.apache.log4j.PropertyConfigurator;
import org.apache.zookeeper.audit.Slf4jAuditLogger;
import org.apache.zookeeper.common.ClientX509Util;
import org.apache.zookeeper.common.QuorumX509Util;
import org.apache.zookeeper.common.X509Util;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Asks Apache Kafka and ZooKeeper themselves what they think of rendered files.
 *
 * <pre>java -cp JARS CheckFiles.java KIND=FILE...</pre>
 *
 * KIND is broker, producer, consumer, admin, zookeeper, zookeeper-client or logging. Prints, last, a JSON array with
 * for each file its "unknown" property names, an "error" where the values are refused, and what "jaas" logs in as.
 */
public class CheckFiles {
  private static final ObjectMapper json = new ObjectMapper();

  public static void main(String[] arguments) throws Exception {
    ArrayNode answers = json.createArrayNode();
    for (String argument : arguments) {
      String[] kindAndFile = argument.split("=", 2);
      answers.add(check(kindAndFile[0], kindAndFile[1]));
    }
    System.out.println(json.writeValueAsString(answers));
  }

  private static ObjectNode check(String kind, String file) throws Exception {
    Properties properties = Utils.loadProps(file);
    ObjectNode answer = json.createObjectNode().put("file", file);
    Set<String> unknown = new HashSet<>();
    try {
      switch (kind) {
        case "broker" -> checkBroker(properties, unknown, answer);
        case "producer" -> checkClient(properties, ProducerConfig.configDef().names(), unknown, answer,
            () -> ProducerConfig.configDef().parse(withSerializers(properties)));
        case "consumer" -> checkClient(properties, ConsumerConfig.configDef().names(), unknown, answer,
            () -> ConsumerConfig.configDef().parse(withSerializers(properties)));
        case "admin" -> checkClient(properties, AdminClientConfig.configNames(), unknown, answer,
            () -> new AdminClientConfig(properties));
        case "zookeeper" -> checkZooKeeper(file, unknown);
        case "logging" -> logOneLineEach(file);
        case "zookeeper-client" -> requireKnownToZooKeeper(properties.stringPropertyNames(), unknown);
        default -> throw new IllegalArgumentException(kind);
      }
    } catch (Exception refusal) {
      answer.put("error", refusal.toString());
    }
    unknown.stream().sorted().forEach(answer.putArray("unknown")::add);
    return answer;
  }

  /** KafkaConfig, which the broker itself is built with, resolves references and judges every value. */
  private static void checkBroker(Properties properties, Set<String> unknown, ObjectNode answer) {
    Set<String> known = new HashSet<>(CollectionConverters.asJava(KafkaConfig.configNames()));
    // The authorizer and our policies read their own.
    known.addAll(List.of(AclAuthorizer.SuperUsersProp(), AclAuthorizer.AllowEveryoneIfNoAclIsFoundProp()));
    known.add(TopicRules.NAME_PATTERN);
    for (String name : properties.stringPropertyNames()) {
      if (!name.startsWith("config.providers") && !known.contains(withoutListener(name, properties))) unknown.add(name);
    }
    KafkaConfig config = KafkaConfig.fromProps(properties, false);
    String prefix = "listener.name.sasl_ssl.scram-sha-256.";
    Object jaas = config.valuesWithPrefixOverride(prefix).get(SaslConfigs.SASL_JAAS_CONFIG);
    if (jaas != null) describeLogin((Password) jaas, answer);
  }

  /** "listener.name.NAME.MECHANISM.x" and "listener.name.NAME.x" mean x, for the listeners and mechanisms there are. */
  private static String withoutListener(String name, Properties properties) {
    for (String url : properties.getProperty("listeners").split(",")) {
      String prefix = "listener.name." + url.split(":")[0].toLowerCase(Locale.ROOT) + ".";
      if (!name.startsWith(prefix)) continue;
      String rest = name.substring(prefix.length());
      for (String mechanism : properties.getProperty("sasl.enabled.mechanisms").split(",")) {
        String scoped = mechanism.toLowerCase(Locale.ROOT) + ".";
        if (rest.startsWith(scoped)) return rest.substring(scoped.length());
      }
      return rest;
    }
    return name;
  }

  private static void checkClient(
      Properties properties, Set<String> known, Set<String> unknown, ObjectNode answer, Runnable judge) {
    for (String name : properties.stringPropertyNames()) if (!known.contains(name)) unknown.add(name);
    judge.run();
    describeLogin(new Password(properties.getProperty(SaslConfigs.SASL_JAAS_CONFIG)), answer);
  }

  /** Programs set these in code. */
  private static Properties withSerializers(Properties properties) {
    Properties all = new Properties();
    all.putAll(properties);
    for (String part : List.of("key", "value")) {
      all.put(part + ".serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
      all.put(part + ".deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    }
    return all;
  }

  private static void describeLogin(Password jaas, ObjectNode answer) {
    var entries = JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, jaas)).configurationEntries();
    ObjectNode login = answer.putObject("jaas");
    entries.get(0).getOptions().forEach((name, value) -> login.put(name, value.toString()));
  }

  /** What is allowed, what is denied, a change in ZooKeeper, and a line that is no audit. */
  private static void logOneLineEach(String file) {
    PropertyConfigurator.configure(file);
    Logger authorizer = LoggerFactory.getLogger("kafka.authorizer.logger");
    authorizer.debug("allowed");
    authorizer.info("denied");
    LoggerFactory.getLogger(Slf4jAuditLogger.class).info("changed");
    LoggerFactory.getLogger("kafka.server.KafkaServer").info("started");
    LogManager.shutdown();
  }

  /** ZooKeeper makes a system property of each name that its parser does not know, so a misspelt one goes unnoticed. */
  private static void checkZooKeeper(String file, Set<String> unknown) throws Exception {
    Set<String> before = new HashSet<>(System.getProperties().stringPropertyNames());
    QuorumPeerConfig config = new QuorumPeerConfig();
    config.parse(file);
    if (!config.isDistributed()) throw new IllegalStateException("no ensemble");
    if (config.getClientPortAddress() != null) throw new IllegalStateException("a plaintext client port");

    Set<String> passedOn = new HashSet<>(System.getProperties().stringPropertyNames());
    passedOn.removeAll(before);
    passedOn.forEach(System::clearProperty);
    // Read as members of the ensemble, and passed on all the same.
    config.getQuorumVerifier().getAllMembers().keySet().forEach(id -> passedOn.remove("zookeeper.server." + id));
    requireKnownToZooKeeper(passedOn, unknown);
  }

  private static void requireKnownToZooKeeper(Set<String> names, Set<String> unknown) throws Exception {
    Set<String> known = tlsProperties();
    String classes = classFiles(QuorumPeerConfig.class);
    for (String name : names) {
      boolean named = known.contains(name) || classes.contains(constant(name));
      if (!named && !isAuthProvider(name)) unknown.add(name);
    }
  }

  /** "zookeeper.authProvider." and a name of one's own choice. */
  private static boolean isAuthProvider(String name) {
    return name.matches("zookeeper\\.authProvider\\.[a-z0-9]+");
  }

  /** Put together at run time, so that they are no constants. */
  private static Set<String> tlsProperties() throws Exception {
    Set<String> names = new HashSet<>();
    for (X509Util tls : List.of(new ClientX509Util(), new QuorumX509Util())) {
      for (var method : tls.getClass().getMethods()) {
        if (method.getName().endsWith("Property") && method.getParameterCount() == 0) {
          names.add((String) method.invoke(tls));
        }
      }
    }
    return names;
  }

  /** The class files of the jar that a class comes from, one byte a character. */
  private static String classFiles(Class<?> inJar) throws Exception {
    Path path = Path.of(inJar.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringBuilder all = new StringBuilder();
    try (JarFile jar = new JarFile(path.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        if (!entry.getName().endsWith(".class")) continue;
        try (var in = jar.getInputStream(entry)) {
          all.append(new String(in.readAllBytes(), ISO_8859_1));
        }
      }
    }
    return all.toString();
  }

  /** A whole string constant as a class file holds it: tag 1, length, text (Java Virtual Machine Specification §4.4.7). */
  private static String constant(String text) {
    return "" + (char) 1 + (char) (text.length() >> 8) + (char) (text.length() & 0xff) + text;
  }
}
