/** What to do about a broker's answer. */
export function adviceFor(type: string): string {
  if (type.endsWith('AUTHORIZATION_FAILED')) return "grant this user's principal the right, or use an operator's file";
  if (type === 'SECURITY_DISABLED') return "set the brokers' authorizer.class.name";
  return "see the controller's log";
}
