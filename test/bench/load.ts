/** What the bench runs: an RTT of 300 ms with 2 % loss each way, every trial of which has work. */

import type { Replay } from '../../src/run/simulated/replaying.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import { readCompare } from '../../src/words/reading/compare.ts'

export const RTT_MS = 300
export const LOSS = 0.02
export const LINK = { rtt: `${RTT_MS}ms`, loss: `${LOSS * 100}%`, seed: '1' } as const
/** The same in the words of the command line. */
export const LINK_OPTIONS = Object.entries(LINK).flatMap(([word, value]) => [`--${word}`, value])

export interface Load {
  /** As the bench calls it: `full NAME`, `replayed NAME`, `scripted NAME`. */
  readonly name: string
  /** The same without what it is. */
  readonly short: string
  /** As the command line calls it, in the project's folder. */
  readonly strategy: string
  /** Over a recording, or every trial in full. */
  readonly replay: Replay
  /** So many take a second or less on a machine of 2024. */
  readonly trials: number
}

const full = (strategy: string, trials: number): Load => ({
  name: `full ${strategy}`,
  short: strategy,
  strategy,
  replay: 'never',
  trials,
})
/** As a comparison runs them. */
const replayed = (load: Load, trials: number): Load => ({
  ...load,
  name: `replayed ${load.short}`,
  replay: 'where-it-pays',
  trials,
})
const scripted = (name: string, trials: number): Load => ({
  name: `scripted ${name}`,
  short: name,
  strategy: `test/scripted/${name}.dialogue.json`,
  replay: 'never',
  trials,
})

export const LEGACY = full('legacy-resume-starttls', 5000)

export const SCRIPTED: readonly [Load, Load] = [
  scripted('legacy', 10_000),
  scripted('fast', 30_000),
]

const FAST = full('fast-resume-direct+pipelined', 8000)
const WEB_SOCKET = full('fast-resume-websocket+pipelined', 6000)

/** Those whose clients also live through a scenario. */
export const LIVED: readonly Load[] = [LEGACY, FAST]

export const REPLAYED_LEGACY = replayed(LEGACY, 15_000)

export const LOADS: readonly Load[] = [
  LEGACY,
  full('sasl2-resume-direct+pipelined', 8000),
  FAST,
  WEB_SOCKET,
  REPLAYED_LEGACY,
  replayed(FAST, 30_000),
  replayed(WEB_SOCKET, 12_000),
  ...SCRIPTED,
]

/** A run of one cell. */
export const specOf = ({ strategy }: Load, trials: number): RunSpec =>
  readCompare({ ...LINK, strategies: [strategy], trials }).spec
