package com.alphintra.kafka.policies;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.PolicyViolationException;

/**
 * What topics must be like, whoever makes or changes them. The values are not here: brokers hand their own
 * configuration over, which is rendered from the platform's model.
 *
 * @param name what names look like
 * @param replicas how many a partition has at least
 * @param inSync how many of them a write waits for at least
 */
public record TopicRules(Pattern name, int replicas, int inSync) {
  /** The one property of ours in a broker's configuration; the others are Kafka's. */
  public static final String NAME_PATTERN = "alphintra.topic.name.pattern";

  private static final String DEFAULT_REPLICAS = "default.replication.factor";
  private static final String IN_SYNC = "min.insync.replicas";
  private static final String UNCLEAN = "unclean.leader.election.enable";

  static TopicRules of(Map<String, ?> broker) {
    return new TopicRules(
        Pattern.compile(valueOf(broker, NAME_PATTERN)),
        Integer.parseInt(valueOf(broker, DEFAULT_REPLICAS)),
        Integer.parseInt(valueOf(broker, IN_SYNC)));
  }

  private static String valueOf(Map<String, ?> broker, String property) {
    Object value = broker.get(property);
    if (value == null) {
      throw new ConfigException(
          "server.properties, " + property + ": found nothing, expected a value, since the topic policies go by it;"
              + " render the file anew");
    }
    return value.toString().trim();
  }

  List<String> problemsOfName(String topic) {
    if (name.matcher(topic).matches()) return List.of();
    return List.of(
        "name: found \"" + topic + "\", expected lower-case words of letters and digits, joined by \"-\" or \".\", such as"
            + " market-data-raw; choose such a name (" + NAME_PATTERN + "=" + name + ")");
  }

  List<String> problemsOfReplicas(String where, int found) {
    if (found >= replicas) return List.of();
    return List.of(
        where + ": found " + found + ", expected " + replicas + " or more; leave it out, then the brokers take " + replicas);
  }

  /**
   * Only what these settings would become is judged; taking one away leaves the brokers' own value, which is right.
   *
   * @param settings by name; one that is taken away has no value or an empty one
   * @param ofTopic how many replicas the topic has, as far as that is known
   */
  List<String> problemsOfSettings(Map<String, String> settings, int ofTopic) {
    List<String> problems = new ArrayList<>();
    String wanted = trimmed(settings.get(IN_SYNC));
    if (!wanted.isEmpty() && !isBetween(wanted, inSync, ofTopic - 1)) {
      problems.add(
          IN_SYNC + ": found " + wanted + ", expected " + inSync + " or more and fewer than the " + ofTopic
              + " replicas; leave it out, then " + inSync + " holds");
    }
    if (trimmed(settings.get(UNCLEAN)).equalsIgnoreCase("true")) {
      problems.add(
          UNCLEAN + ": found true, expected false, since a replica that lags would drop acknowledged records; leave it out,"
              + " and bring a single partition back by kafka-leader-election --election-type unclean");
    }
    return problems;
  }

  /** Kafka trims values before it reads them, so what is refused must not pass with a blank. */
  private static String trimmed(String value) {
    return value == null ? "" : value.trim();
  }

  private static boolean isBetween(String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      return number >= least && number <= most;
    } catch (NumberFormatException notANumber) {
      return false;
    }
  }

  /** Refuses with all problems at once, if there are any. */
  static void refuse(String place, List<String> problems) {
    if (!problems.isEmpty()) throw new PolicyViolationException(place + ": " + String.join("; ", problems));
  }
}
