/** `results/software.md`: the fewest waits that a client and a server can come back in today. */
import { catalogue } from '../src/strategies/registry.ts'
import { canDo, SOFTWARE, type Software } from '../src/strategies/software.ts'
import type { Strategy } from '../src/strategies/strategy.ts'
import { waitsOf } from './round-trip-table.ts'

export const SOFTWARE_PAGE = {
  file: 'software.md',
  about: 'Clients and servers: the fewest waits that both ends can come back in today.',
} as const

export function softwarePage(): string {
  const servers = SOFTWARE.filter(({ kind }) => kind === 'server')
  const clients = SOFTWARE.filter(({ kind }) => kind === 'client')
  const ways = waysBack()
  return [
    '# Who can come back in how many round trips',
    '',
    'Of all ways to reconnect ([round-trips.md](round-trips.md)) that are taken by servers in use, the one',
    'with the fewest waits that a client and a server both have, as far as they were looked at: what was',
    'not is taken for missing, so that a number may be too high. Written by `npm run generate`.',
    '',
    `| client | ${servers.map(({ name }) => name).join(' | ')} |`,
    `| :-- |${' :-- |'.repeat(servers.length)}`,
    ...clients.map(
      (client) =>
        `| ${[client.name, ...servers.map((server) => fewest(client, server, ways))].join(' | ')} |`,
    ),
    '',
    '## What was looked at',
    '',
    '| software | version or date | has | has not | how, and what else |',
    '| :-- | :-- | :-- | :-- | :-- |',
    ...[...servers, ...clients].map(
      ({ name, snapshot, has, hasNot, speaks, speaksNot, remark }) =>
        `| ${[name, snapshot, listed([...has, ...speaks]), listed([...hasNot, ...speaksNot]), remark].join(' | ')} |`,
    ),
    '',
    'What is in neither list was not looked at; of mechanisms SCRAM and PLAIN are taken for granted, and with FAST',
    'HT-SHA-256. Read: in its sources. Run: on a machine of ours. As data: `src/strategies/software.ts`.',
    '',
  ].join('\n')
}

const listed = (names: readonly string[]): string => names.join(', ') || '–'

interface Way {
  readonly strategy: Strategy
  readonly waits: number
}

/** Where nothing has happened meanwhile; of as many waits the one of fewer modifiers. */
const waysBack = (): readonly Way[] =>
  catalogue()
    .filter(
      ({ said, against }) =>
        said.start === 'reconnect' &&
        said.standing.kind === 'deployed' &&
        against.aftermath === 'none' &&
        against.account === 'ordinary',
    )
    .map((strategy) => ({
      strategy,
      waits: Object.values(waitsOf(strategy)).reduce((sum, one) => sum + one, 0),
    }))
    .sort((a, b) => a.waits - b.waits || a.strategy.modifiers.length - b.strategy.modifiers.length)

const fewest = (client: Software, server: Software, ways: readonly Way[]): string => {
  const way = ways.find(
    ({ strategy: { said } }) => canDo(client, said) === 'yes' && canDo(server, said) === 'yes',
  )
  return way === undefined ? '–' : `${way.waits} \`${way.strategy.name}\``
}
