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
import { renderStrategies } from '../../report/strategies.ts'
import type { Surroundings } from '../surroundings.ts'

type Rows = readonly (readonly string[])[]

/** `width`: of a terminal; undefined: for programs. */
const inColumns =
  (rows: () => Rows) =>
  (width: number | undefined): string =>
    renderList(rows(), width)

const LISTS: Readonly<Record<string, (width: number | undefined) => string>> = {
  profiles: inColumns(() =>
    listProfiles().map(({ name, title, folklore, rtt }) => [
      name,
      `RTT ${rtt}`,
      folklore ? `${title} (folklore)` : title,
    ]),
  ),
  scenarios: inColumns(() => listScenarios().map(({ name, summary }) => [name, summary])),
  policies: inColumns(() => listPolicies().map(({ name, summary }) => [name, summary])),
  strategies: (width) => renderStrategies(listStrategies(), width),
  modifiers: inColumns(() => listModifiers().map(({ name, summary }) => [`+${name}`, summary])),
  servers: inColumns(() => listServers().map(({ name, summary }) => [name, summary])),
  clients: inColumns(() => listClients().map(({ name, summary }) => [name, summary])),
  certificates: inColumns(() => listCertificates().map(({ name, summary }) => [name, summary])),
}

export function addListCommand(root: Command, around: Surroundings): void {
  root
    .command('list')
    .description('list profiles, scenarios, policies, strategies, modifiers, servers and so on')
    .addArgument(new Argument('<what>').choices(Object.keys(LISTS)))
    .action((what: string) => {
      const width = around.stdout.columns || undefined
      around.stdout.write(LISTS[what]?.(width) ?? '')
    })
}
