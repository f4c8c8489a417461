import { requireTool, systemTools } from './tools.ts';

/** Jest's global set-up of the system tier: one tool after the other, since apt allows one installation at a time. */
export default async function installTools(): Promise<void> {
  for (const tool of systemTools) {
    console.error(`${tool.name} ${await requireTool(tool)}`);
  }
}
