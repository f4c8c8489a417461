/** Typed events to and from Kafka, on kafkajs. */
export { createEventConsumer } from './event-consumer.ts';
export type { EventConsumer, EventConsumerOptions, ReceivedEvent, RecordPlace } from './event-consumer.ts';
export { connectEventProducer } from './event-producer.ts';
export type { EventProducer, EventProducerOptions } from './event-producer.ts';
export { registerLz4 } from './lz4.ts';
export type { EventDraft, OutgoingEvent } from './prepare.ts';
export { createRegistryApi } from './registry-api.ts';
export { registryStore } from './registry-store.ts';
export type { RegistryApi } from './registry-api.ts';
export { createEventRegistry } from './registry.ts';
export type { EventRegistry, EventTopic, RegistryOptions } from './registry.ts';
