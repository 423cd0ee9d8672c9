/** Cases of every target, one after the other, each with random numbers of its own. */
import { Random } from '../../src/random.ts'
import type { Target } from './target.ts'
import { BOSH } from './targets/bosh.ts'
import { CAPTURED } from './targets/captures.ts'
import { CLIENT } from './targets/client.ts'
import { COMMAND_LINE } from './targets/command-line.ts'
import { WRITTEN } from './targets/files.ts'
import { IMPORTED, MERGED } from './targets/foreign.ts'
import { SERVER } from './targets/server.ts'
import { WEB_SOCKET } from './targets/web-socket.ts'

export const TARGETS: readonly Target[] = [
  SERVER,
  CLIENT,
  WRITTEN,
  IMPORTED,
  MERGED,
  COMMAND_LINE,
  CAPTURED,
  WEB_SOCKET,
  BOSH,
]

export interface Finding {
  readonly target: string
  readonly number: number
  readonly input: unknown
  readonly error: unknown
}

/** What never may happen, and did; undefined if it did not. */
export async function tryCase(
  target: Target,
  seed: string,
  number: number,
): Promise<Finding | undefined> {
  const { input, run } = target.fuzz(Random.seeded(seed).fork(target.name).fork(number))
  try {
    await run()
    return undefined
  } catch (error) {
    return { target: target.name, number, input, error }
  }
}

/**
 * Rounds of all targets, as many cases of each as its share; forever, until the first finding.
 * `began` hears of each case before it is tried.
 */
export async function* rounds(
  seed: string,
  began: (target: number, number: number) => void = () => {},
): AsyncGenerator<Finding | undefined> {
  for (let round = 0; ; round += 1) {
    for (const [index, target] of TARGETS.entries()) {
      for (let i = 0; i < target.share; i += 1) {
        const number = round * target.share + i
        began(index, number)
        yield await tryCase(target, seed, number)
      }
    }
  }
}
