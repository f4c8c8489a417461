import { pino, stdTimeFunctions, type Logger } from 'pino';

/** Cloud Logging's names for pino's levels. */
const severities: Readonly<Record<string, string>> = {
  trace: 'DEBUG',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};

/**
 * A logger that writes one JSON object a line in Cloud Logging's structure.
 *
 * @param name of the function
 * @param traceHeader the request's `traceparent` (W3C) or `x-cloud-trace-context`; its trace id is put on every line
 * @param variables `GOOGLE_CLOUD_PROJECT` makes the trace id a link; `LOG_LEVEL` is pino's
 */
export function createLogger(
  name: string,
  traceHeader: string | undefined,
  variables: Readonly<Record<string, string | undefined>>,
): Logger {
  const trace = traceIdOf(traceHeader);
  const project = variables['GOOGLE_CLOUD_PROJECT'];
  return pino({
    level: variables['LOG_LEVEL'] ?? 'info',
    base: {
      function: name,
      ...(trace === undefined
        ? {}
        : { 'logging.googleapis.com/trace': project === undefined ? trace : `projects/${project}/traces/${trace}` }),
    },
    messageKey: 'message',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ severity: severities[label] ?? 'DEFAULT' }) },
  });
}

/** `00-<trace>-<span>-01` or `<trace>/<span>;o=1`. */
export function traceIdOf(header: string | undefined): string | undefined {
  return /^(?:00-)?([0-9a-f]{32})(?:[-/]|$)/i.exec(header ?? '')?.[1]?.toLowerCase();
}
