/** Where a command takes its orders from, while it runs. */
import { canHoldSockets, folderOfSocket, isOtherFile } from '../files/socket-file.ts'
import type { ProxyServing } from '../library/terms/proxy.ts'
import type { ProxySpec } from '../run/proxy/proxy.ts'
import { Ending, EXIT, wrongInput } from './exit.ts'
import { obeyLines, obeySocket } from './order-lines.ts'
import type { Surroundings } from './surroundings.ts'

const STANDARD_INPUT = '-'
export const CONTROL_TEXT =
  'take orders, a line of JSON each: - for standard input, or a socket to make'

export interface OpenControl {
  readonly close: () => void
}

/** Before anybody is let in: that there may be a socket, or nothing is wanted. */
export function refuseNoSocket(where: string | undefined): void {
  if (where === '') throw wrongInput('--control: found nothing, expected - or a path')
  if (where === undefined || where === STANDARD_INPUT) return
  const folder = folderOfSocket(where)
  if (!canHoldSockets(folder)) {
    throw wrongInput(
      `--control: found no folder "${folder}" that can be written to, expected - or a path for a socket`,
    )
  }
  if (!isOtherFile(where)) return
  throw wrongInput(`--control: found "${where}", which is no socket, expected - or a path for one`)
}

export async function takeOrders(
  around: Surroundings,
  where: string | undefined,
  { order }: Pick<ProxyServing, 'order'>,
): Promise<OpenControl | undefined> {
  if (where === undefined) return undefined
  if (where === STANDARD_INPUT) {
    obeyLines(around.stdin, order, (line) => around.stdout.write(line))
    return { close: () => around.stdin.destroy() }
  }
  return await obeySocket(where, order).catch((error: Error) => {
    throw new Ending(EXIT.incomplete, `cannot take orders at ${where}: ${error.message}`)
  })
}

/** What clients come in over, for people. */
export const linkText = ({
  profile,
  scenario,
  seed,
}: Pick<ProxySpec, 'profile' | 'scenario' | 'seed'>): string =>
  `over ${profile.name}${scenario === undefined ? '' : `, through ${scenario.name} from the first connection on`}, seed ${seed}`
