import com.alphintra.kafka.policies.ConfigChangePolicy;
import com.alphintra.kafka.policies.TopicCreationPolicy;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.server.policy.AlterConfigPolicy;
import org.apache.kafka.server.policy.CreateTopicPolicy;

/**
 * Asks the policies as a broker would.
 *
 * <pre>java -cp JARS AskPolicies.java SERVER.PROPERTIES</pre>
 *
 * Reads a JSON array from standard input: {topic, replicationFactor or replicas, configs} for a new topic, {type, name,
 * configs} for changed settings. Prints an array of "accepted" or what the policy says.
 */
public class AskPolicies {
  private static final ObjectMapper json = new ObjectMapper();

  public static void main(String[] arguments) throws Exception {
    Map<String, Object> broker = new HashMap<>();
    Utils.loadProps(arguments[0]).forEach((name, value) -> broker.put((String) name, value));
    CreateTopicPolicy creation = new TopicCreationPolicy();
    AlterConfigPolicy change = new ConfigChangePolicy();
    creation.configure(broker);
    change.configure(broker);

    ArrayNode answers = json.createArrayNode();
    for (JsonNode question : json.readTree(System.in)) {
      try {
        if (question.has("topic")) creation.validate(newTopic(question));
        else change.validate(changed(question));
        answers.add("accepted");
      } catch (PolicyViolationException refusal) {
        answers.add(refusal.getMessage());
      }
    }
    System.out.println(answers);
  }

  private static CreateTopicPolicy.RequestMetadata newTopic(JsonNode question) {
    Map<Integer, List<Integer>> replicas = json.convertValue(question.get("replicas"), new TypeReference<>() {});
    boolean byHand = replicas != null;
    return new CreateTopicPolicy.RequestMetadata(question.get("topic").asText(), byHand ? null : 6,
        byHand ? null : (short) question.get("replicationFactor").asInt(), replicas, configsOf(question));
  }

  private static AlterConfigPolicy.RequestMetadata changed(JsonNode question) {
    var type = ConfigResource.Type.valueOf(question.get("type").asText());
    return new AlterConfigPolicy.RequestMetadata(
        new ConfigResource(type, question.get("name").asText()), configsOf(question));
  }

  private static Map<String, String> configsOf(JsonNode question) {
    Map<String, String> configs = json.convertValue(question.get("configs"), new TypeReference<>() {});
    return configs == null ? Map.of() : configs;
  }
}
