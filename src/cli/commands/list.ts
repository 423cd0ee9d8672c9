/** `xmpp-rtt list WHAT`: what there is of it, a line each. */
import type { Command } from 'commander'
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
import { oneOf } from '../options/one-of.ts'
import type { Surroundings } from '../surroundings.ts'

type Rows = readonly (readonly string[])[]

/** `width`: of a terminal; undefined: for programs. */
const inColumns =
  (rows: () => Rows) =>
  (width: number | undefined): string =>
    renderList(rows(), width)

const LISTS = {
  profiles: inColumns(() =>
    listProfiles().map(({ name, title, folklore, rtt }) => [
      name,
      `RTT ${rtt}`,
      folklore ? `${title} (folklore)` : title,
    ]),
  ),
  scenarios: inColumns(() => listScenarios().map(({ name, summary }) => [name, summary])),
  policies: inColumns(() => listPolicies().map(({ name, summary }) => [name, summary])),
  strategies: (width: number | undefined) => renderStrategies(listStrategies(), width),
  modifiers: inColumns(() => listModifiers().map(({ name, summary }) => [`+${name}`, summary])),
  servers: inColumns(() => listServers().map(({ name, summary }) => [name, summary])),
  clients: inColumns(() => listClients().map(({ name, summary }) => [name, summary])),
  certificates: inColumns(() => listCertificates().map(({ name, summary }) => [name, summary])),
} as const satisfies Readonly<Record<string, (width: number | undefined) => string>>

const NAMES = Object.keys(LISTS) as readonly (keyof typeof LISTS)[]

export function define(command: Command, around: Surroundings): void {
  command.argument('<what>', NAMES.join(', ')).action((what: string) => {
    const width = around.stdout.columns || undefined
    around.stdout.write(LISTS[oneOf('what', what, NAMES)](width))
  })
}
