package com.alphintra.kafka.policies;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.server.policy.CreateTopicPolicy;

/** Judges each topic before it is made: its name, its replicas, and its settings ({@code create.topic.policy.class.name}). */
public final class TopicCreationPolicy implements CreateTopicPolicy {
  private TopicRules rules;

  @Override
  public void configure(Map<String, ?> broker) {
    rules = TopicRules.of(broker);
  }

  @Override
  public void validate(RequestMetadata request) {
    List<String> problems = new ArrayList<>(rules.problemsOfName(request.topic()));
    int replicas = Integer.MAX_VALUE;
    if (request.replicationFactor() != null) {
      replicas = request.replicationFactor();
      problems.addAll(rules.problemsOfReplicas("replication factor", replicas));
    } else {
      // Whoever names the brokers of each partition names no replication factor.
      for (var partition : request.replicasAssignments().entrySet()) {
        int ofPartition = partition.getValue().size();
        problems.addAll(rules.problemsOfReplicas("replicas of partition " + partition.getKey(), ofPartition));
        replicas = Math.min(replicas, ofPartition);
      }
    }
    problems.addAll(rules.problemsOfSettings(request.configs(), Math.max(replicas, rules.replicas())));
    TopicRules.refuse("topic \"" + request.topic() + "\"", problems);
  }

  @Override
  public void close() {}
}
