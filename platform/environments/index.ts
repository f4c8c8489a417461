import { definePlatform, type Platform } from '../define-platform.ts';
import type { EnvironmentName, PlatformInput } from '../model.ts';
import { dev } from './dev.ts';
import { production } from './production.ts';
import { staging } from './staging.ts';

/** What is written for each environment. */
export const environments: Readonly<Record<EnvironmentName, PlatformInput>> = { dev, staging, production };

/** The resolved platform of an environment. */
export function platformOf(environment: EnvironmentName): Platform {
  return definePlatform(environments[environment]);
}
