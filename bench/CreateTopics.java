import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Creates topics by one request of Apache's own client. Arguments: a client file, and a file with a topic on each line:
 * name, partitions, replicas and settings (key=value), apart by blanks.
 */
public final class CreateTopics {
  public static void main(String[] arguments) throws Exception {
    Properties client = new Properties();
    try (FileInputStream file = new FileInputStream(arguments[0])) {
      client.load(file);
    }
    List<NewTopic> topics = Files.readAllLines(Path.of(arguments[1])).stream().map(CreateTopics::topicOf).toList();
    try (Admin admin = Admin.create(client)) {
      admin.createTopics(topics, new CreateTopicsOptions().timeoutMs(110_000)).all().get();
    }
  }

  private static NewTopic topicOf(String line) {
    String[] words = line.split(" ");
    Map<String, String> settings = new HashMap<>();
    for (int index = 3; index < words.length; index += 1) {
      String[] setting = words[index].split("=", 2);
      settings.put(setting[0], setting[1]);
    }
    return new NewTopic(words[0], Integer.parseInt(words[1]), Short.parseShort(words[2])).configs(settings);
  }
}
