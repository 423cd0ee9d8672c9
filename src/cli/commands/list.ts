/** `xmpp-rtt list WHAT`: what there is of it, a line each. */
import { Argument, type Command } from 'commander'
import {
  listCertificates,
  listClients,
  listModifiers,
  listPolicies,
  listProfiles,
  listScenarios,
  listServers,
  listStrategies,
} from '../../library/lists.ts'
import { renderList } from '../../report/list.ts'
import type { Surroundings } from '../surroundings.ts'

const LISTS: Readonly<Record<string, () => readonly (readonly string[])[]>> = {
  profiles: () =>
    listProfiles().map(({ name, title, folklore, rtt }) => [
      name,
      `RTT ${rtt}`,
      folklore ? `${title} (folklore)` : title,
    ]),
  scenarios: () => listScenarios().map(({ name, summary }) => [name, summary]),
  policies: () => listPolicies().map(({ name, summary }) => [name, summary]),
  strategies: () => listStrategies().map(({ name, start, summary }) => [name, start, summary]),
  modifiers: () => listModifiers().map(({ name, summary }) => [`+${name}`, summary]),
  servers: () => listServers().map(({ name, summary }) => [name, summary]),
  clients: () => listClients().map(({ name, summary }) => [name, summary]),
  certificates: () => listCertificates().map(({ name, summary }) => [name, summary]),
}

export function addListCommand(root: Command, around: Surroundings): void {
  root
    .command('list')
    .description('list profiles, scenarios, policies, strategies, modifiers, servers and so on')
    .addArgument(new Argument('<what>').choices(Object.keys(LISTS)))
    .action((what: string) => {
      const width = around.stdout.columns || undefined
      around.stdout.write(renderList(LISTS[what]?.() ?? [], width))
    })
}
