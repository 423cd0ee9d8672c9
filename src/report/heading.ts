/** What stands above the sheets: of which run they are, and the command that makes it again. */
import { printable } from '../foreign-text.ts'
import type { Result } from '../result/result.ts'
import { hasSeveralServers, serversOf } from '../result/servers.ts'
import { precisionFacts } from './adaptive.ts'
import { range } from './figures.ts'

export const heading = (result: Result): readonly string[] => [
  facts(result).join(' · '),
  printable(result.command),
]

/** Of which tool, which chance, which server, how many. */
export function facts(result: Result): readonly string[] {
  const { tool, settings } = result
  const servers = serversText(result)
  return [
    `${tool.name} ${tool.version}${tool.commit === undefined ? '' : ` (${tool.commit})`}`,
    `seed ${result.seed}`,
    ...(servers === undefined ? [] : [servers]),
    trialsText(result),
    ...precisionFacts(result),
    `given up after ${settings.timeoutMs / 1000} s`,
    ...(result.interrupted === true ? ['interrupted'] : []),
  ].map(printable)
}

function trialsText({ cells }: Result): string {
  if (cells.length === 0) return 'no trials'
  const trials = range(cells.map((cell) => cell.trials))
  return `${trials} ${trials === '1' ? 'trial' : 'trials'} per cell`
}

/** `server prosody`, `servers prosody, ejabberd`; undefined where none has a name. */
export function serversText(result: Result): string | undefined {
  if (hasSeveralServers(result)) return `servers ${serversOf(result).join(', ')}`
  const name = result.settings.server['name']
  return typeof name === 'string' ? `server ${name}` : undefined
}
