package com.alphintra.kafka.policies;

import java.util.Map;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.server.policy.AlterConfigPolicy;

/**
 * Judges changes of settings ({@code alter.config.policy.class.name}). Brokers' own are asked for here as well: two of
 * them are what topics fall back to, so the same rules hold; the rest, throttles among them, is not our business.
 */
public final class ConfigChangePolicy implements AlterConfigPolicy {
  private TopicRules rules;

  @Override
  public void configure(Map<String, ?> broker) {
    rules = TopicRules.of(broker);
  }

  /** Kafka doesn't tell here how many replicas a topic has; it has at least as many as the rules ask for. */
  @Override
  public void validate(RequestMetadata request) {
    ConfigResource of = request.resource();
    switch (of.type()) {
      case TOPIC, BROKER ->
          TopicRules.refuse(placeOf(of), rules.problemsOfSettings(request.configs(), rules.replicas()));
      default -> {}
    }
  }

  private static String placeOf(ConfigResource of) {
    if (of.type() == ConfigResource.Type.TOPIC) return "topic \"" + of.name() + "\"";
    return of.name().isEmpty() ? "all brokers" : "broker " + of.name();
  }

  @Override
  public void close() {}
}
