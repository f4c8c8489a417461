import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.*;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Makes requests as several users with Apache's own clients, and tells which were permitted. The first user's are made
 * before those of the others, which go side by side.
 *
 * <pre>java -cp JARS AskForAccess.java CLIENT_FILE</pre>
 *
 * Standard input: a JSON array of {"user", "password", "asks": ["VERB ARGUMENT..."]}. Standard output, last: a JSON
 * array with for each user an object of its asks: "allowed", "refused", or what else went wrong.
 */
public class AskForAccess {
  private static final ObjectMapper json = new ObjectMapper();
  private static final byte[] BYTES = "a record".getBytes();

  public static void main(String[] arguments) throws Exception {
    Properties file = Utils.loadProps(arguments[0]);
    ArrayNode users = (ArrayNode) json.readTree(System.in);
    ArrayNode answers = json.createArrayNode();
    answers.add(answersTo(users.remove(0), file));
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<ObjectNode>> asked = new ArrayList<>();
      for (JsonNode each : users) asked.add(threads.submit(() -> answersTo(each, file)));
      for (Future<ObjectNode> answer : asked) answers.add(answer.get());
    } finally {
      threads.shutdown();
    }
    System.out.println(json.writeValueAsString(answers));
  }

  private static ObjectNode answersTo(JsonNode who, Properties file) throws Exception {
    String login = String.format(
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";",
        who.get("user").asText(), who.get("password").asText());
    ObjectNode answer = json.createObjectNode();
    Properties properties = with(file,
        Map.of("sasl.jaas.config", login, "request.timeout.ms", "15000", "default.api.timeout.ms", "20000"));
    try (Admin admin = Admin.create(properties)) {
      for (JsonNode ask : who.get("asks")) answer.put(ask.asText(), answerTo(ask.asText(), properties, admin));
    }
    return answer;
  }

  private static String answerTo(String ask, Properties properties, Admin admin) {
    try {
      make(ask.split(" "), properties, admin);
      return "allowed";
    } catch (Exception failure) {
      Throwable cause = failure;
      while (cause.getCause() != null && !(cause instanceof AuthorizationException)) cause = cause.getCause();
      // Whoever may delete a topic is told that it isn't there; others are refused.
      if (cause instanceof UnknownTopicOrPartitionException && ask.startsWith("delete ")) return "allowed";
      return cause instanceof AuthorizationException ? "refused" : cause.toString();
    }
  }

  private static void make(String[] words, Properties properties, Admin admin) throws Exception {
    String name = words.length > 1 ? words[1] : "";
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
    switch (words[0]) {
      case "write" -> write(properties, name);
      case "transact" -> transact(properties, name, words[2]);
      case "read" -> read(properties, name, words[2]);
      case "create" -> wait(admin.createTopics(
          List.of(new NewTopic(name, 1, (short) 3)), new CreateTopicsOptions().validateOnly(true)).all());
      case "delete" -> wait(admin.deleteTopics(List.of(name)).all());
      case "delete-records" -> wait(admin.deleteRecords(
          Map.of(new TopicPartition(name, 0), RecordsToDelete.beforeOffset(0))).all());
      case "grow" -> wait(admin.createPartitions(
          Map.of(name, NewPartitions.increaseTo(9)), new CreatePartitionsOptions().validateOnly(true)).all());
      case "see-settings" -> wait(admin.describeConfigs(List.of(topic)).all());
      case "set" -> wait(admin.incrementalAlterConfigs(
          Map.of(topic, List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "3600000"), AlterConfigOp.OpType.SET))),
          new AlterConfigsOptions().validateOnly(true)).all());
      case "see-group" -> wait(admin.describeConsumerGroups(List.of(name)).all());
      case "see-rules" -> wait(admin.describeAcls(AclBindingFilter.ANY).values());
      case "give-rule" -> wait(admin.createAcls(List.of(new AclBinding(
          new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL),
          new AccessControlEntry("User:nobody", "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW)))).all());
      case "limit" -> wait(admin.alterClientQuotas(
          List.of(new ClientQuotaAlteration(new ClientQuotaEntity(Map.of("user", name)),
              List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1e6)))),
          new AlterClientQuotasOptions().validateOnly(true)).all());
      default -> throw new IllegalArgumentException(Arrays.toString(words));
    }
  }

  private static void wait(KafkaFuture<?> answer) throws Exception {
    answer.get();
  }

  /** Idempotent, as a producer is unless told otherwise. */
  private static void write(Properties properties, String topic) throws Exception {
    try (var producer = new KafkaProducer<byte[], byte[]>(with(properties, Map.of("max.block.ms", "20000")),
        new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, BYTES, BYTES)).get();
    }
  }

  private static void transact(Properties properties, String topic, String id) throws Exception {
    var settings = with(properties, Map.of("max.block.ms", "20000", "transactional.id", id));
    try (var producer = new KafkaProducer<byte[], byte[]>(settings,
        new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, BYTES, BYTES)).get();
      producer.commitTransaction();
    }
  }

  /** Without joining, which takes seconds: reads what is there and commits how far. */
  private static void read(Properties properties, String topic, String group) {
    var settings = with(properties, Map.of("group.id", group, "enable.auto.commit", "false"));
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings,
        new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      consumer.seekToBeginning(consumer.assignment());
      long end = System.currentTimeMillis() + 20_000;
      while (consumer.poll(Duration.ofMillis(500)).isEmpty())
        if (System.currentTimeMillis() > end) throw new IllegalStateException("nothing to read in " + topic);
      consumer.commitSync();
    }
  }

  private static Properties with(Properties properties, Map<String, String> more) {
    Properties all = new Properties();
    all.putAll(properties);
    all.putAll(more);
    return all;
  }
}
