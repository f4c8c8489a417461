import { environmentNames } from '../../../platform/index.ts';
import type { AcceptedFinding } from './accepted-findings.ts';
import type { Finding } from './scan.ts';

export interface Review {
  /** Findings that nobody has explained. */
  readonly unexplained: readonly string[];
  /** Explanations of what isn't found. */
  readonly unused: readonly string[];
}

/** Compares what was found with what is right the way it is. */
export function review(findings: readonly Finding[], accepted: readonly AcceptedFinding[]): Review {
  const explained = new Set(accepted.flatMap(({ check, resources }) => resources.map((each) => `${each}: ${check}`)));
  const found = new Set(findings.map(inEveryEnvironment));
  return {
    unexplained: findings
      .filter((finding) => !explained.has(inEveryEnvironment(finding)))
      .map(({ stack, address, check, asks }) => `${stack}/${address}: ${check} ${asks}`)
      .sort(),
    unused: [...explained].filter((each) => !found.has(each)).sort(),
  };
}

const environmentPrefix = new RegExp(`^(${environmentNames.join('|')})-`);

function inEveryEnvironment({ stack, address, check }: Finding): string {
  return `${stack.replace(environmentPrefix, '')}/${address}: ${check}`;
}
