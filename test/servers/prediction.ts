/**
 * What the embedded server says a real one will do, against what that one does: the same
 * strategies over the same link, live and simulated, strategy by strategy.
 */

import type { Think } from '../../src/attach/live/settings.ts'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import { toCell } from '../../src/result/cell.ts'
import type { ResultCell } from '../../src/result/result.ts'
import type { Software } from '../../src/run/live/errands.ts'
import { runLive } from '../../src/run/live/live.ts'
import { ShareRunner } from '../../src/run/simulated/work.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { BASES, parseStrategy } from '../../src/strategies/registry.ts'
import { milliseconds, toMilliseconds } from '../../src/units.ts'
import { bareLink, type LiveServer, specFor, strategiesNamed } from '../attach/live-guest-spec.ts'
import { specOf } from '../run/spec.ts'
import { IMPATIENCE, oneTrialEach } from './one-trial-each.ts'

export const RTT = '300ms'
/** Of octets: `compare --server` is to be within this of what is measured live. */
export const TOLERANCE_PERCENT = 3

/**
 * Of the median until ready. Reported and not held to: the real server thinks for as long as this
 * machine lets it at that moment.
 */
export const LATENCY_PERCENT = 3

/** Beside serial: what can be had from a real server, and what makes a difference to it. */
const VARIANTS = [
  '',
  '+pipelined',
  '+tls-resumed',
  '+pipelined+tls-resumed',
  '+unbound',
  '+pipelined+unbound',
  '+tls12',
]

/**
 * So that what is counted does not depend on how the machine shares out its time: an answer is one
 * write then, in however many pieces the server has said it.
 */
export const AT_ONCE: Think = { kind: 'fixed', time: milliseconds(2) }

/**
 * Octets of an `<r/>` and of the `<a h='1'/>` to it, each in a TLS 1.3 record (22 octets) of its own.
 * ejabberd asks again as soon as it has been answered, if anything is unacknowledged then. Whether
 * that is before the answer which the client waits for, its processes decide by who runs first.
 */
const ACKNOWLEDGEMENT = { up: 54, down: 48 }

export interface Prediction {
  readonly strategy: string
  readonly simulated: ResultCell
  readonly live: ResultCell
}

export interface Predictions {
  readonly software: Software | undefined
  readonly cells: readonly Prediction[]
  /** What was in the way of strategies that were not run live. */
  readonly obstacles: ReadonlyMap<string, string>
}

/**
 * What Prosody makes of a stream that is restarted in the request of the response (XEP-0206 §5) is known, and
 * not modelled: it binds, and announces features behind that.
 */
const EARLY_RESTART = 'legacy-bosh+pipelined'

export const isModelled = ({ http }: ServerModel, name: string): boolean =>
  http.bosh.behindRestart === 'lost' || !name.startsWith(EARLY_RESTART)

/**
 * Every base with every variant that makes sense.
 */
export const comparable: readonly string[] = BASES.filter(
  ({ name, entry }) => entry.compared !== 'apart' || name === 'sasl2-alone-direct',
).flatMap(({ name }) =>
  VARIANTS.map((variant) => name + variant).filter(
    (name) => parseStrategy(name).kind !== 'strategy-error',
  ),
)

/**
 * Live, the far end of the link is ours and has no Nagle's algorithm; what that of the real server's
 * kernel holds back on loopback counts as thinking.
 */
const asSeenLive = (model: ServerModel): ServerModel => ({
  ...model,
  tcp: { ...model.tcp, nagle: 'off' },
})

export async function predictions(
  model: ServerModel,
  server: LiveServer,
  trials: number,
  think: Think,
  asked: readonly string[] = comparable,
): Promise<Predictions> {
  const { name } = model
  const names = asked.filter((one) => isModelled(model, one))
  const simulated = simulate(asSeenLive(model), trials, names)
  const silent = names.filter((_, index) => outcomeOf(simulated[index]) === 'timeout')
  const answered = names.filter((name) => !silent.includes(name))
  const run = await liveRun(server, trials, think, answered)
  const lived = [
    ...run.cells.map(({ strategy, profile, stats }) =>
      toCell({ strategy, profile, server: name }, stats, run.timeoutMs),
    ),
    ...(await waitedInVain(name, server, silent)),
  ]
  return {
    software: run.software,
    obstacles: run.obstacles,
    cells: simulated.flatMap((cell) => {
      const live = lived.find(({ strategy }) => strategy === cell.strategy)
      return live === undefined ? [] : [{ strategy: cell.strategy, simulated: cell, live }]
    }),
  }
}

function simulate(
  server: ServerModel,
  trials: number,
  strategies: readonly string[],
): readonly ResultCell[] {
  const profiles = [bareLink(RTT)]
  const spec: RunSpec = specOf('', { servers: [server], strategies, profiles, trials })
  const runner = new ShareRunner(spec)
  return strategies.map((strategy, cell) => {
    const recorder = new CellRecorder()
    recorder.merge(runner.run({ cell, from: 0, to: trials }))
    return toCell(
      { strategy, profile: RTT, server: server.name },
      recorder.toStats(),
      spec.timeoutMs,
    )
  })
}

async function liveRun(server: LiveServer, trials: number, think: Think, names: readonly string[]) {
  const profiles = [bareLink(RTT)]
  // Which shows it to the server where the strategy says so, and nowhere else: all have better.
  const shown = { showPassword: 'if-needed' } as const
  const spec = specFor(server, strategiesNamed(...names), { trials, think, profiles, ...shown })
  const run = await runLive(spec, {})
  if ('code' in run) throw new Error(`cannot log in: ${run.detail}`)
  return { ...run, timeoutMs: spec.timeoutMs }
}

/** One trial each, all at once, where no answer is predicted to come. */
const waitedInVain = async (
  name: string,
  server: LiveServer,
  names: readonly string[],
): Promise<readonly ResultCell[]> =>
  (await oneTrialEach(server, strategiesNamed(...names), IMPATIENCE)).map(({ strategy, trial }) => {
    const recorder = new CellRecorder()
    recorder.record(trial.record)
    return toCell(
      { strategy: strategy.name, profile: RTT, server: name },
      recorder.toStats(),
      toMilliseconds(IMPATIENCE),
    )
  })

/** What ended the trials: `ready`, or the codes of their failures. */
export const outcomeOf = (cell: ResultCell | undefined): string => {
  if (cell === undefined) return 'not run'
  const { completed, trials, failures } = cell
  return completed === trials ? 'ready' : Object.keys(failures).join(', ')
}

/** Percent by which the simulation is above (or, negative, below) what was measured. */
export const apart = (live: number | undefined, simulated: number | undefined): number =>
  live === undefined || simulated === undefined ? 0 : (100 * (simulated - live)) / live

/**
 * In words, everything in which the two disagree more than is allowed. `acknowledgements`: so many
 * may be asked for and given in one that are not in the other.
 */
export function disagreements(
  { strategy, live, simulated }: Prediction,
  acknowledgements: 0 | 1 = 0,
): readonly string[] {
  const found: string[] = []
  const outcomes = [outcomeOf(live), outcomeOf(simulated)]
  if (outcomes[0] !== outcomes[1]) found.push(`${strategy}: ${outcomes.join(' live, ')} simulated`)
  const waits = [waitsOf(live), waitsOf(simulated)]
  if (waits[0] !== waits[1]) found.push(`${strategy}: ${waits.join(' live, ')} simulated`)
  for (const direction of ['up', 'down'] as const) {
    const [measured = 0, predicted = 0] = [live.bytes?.[direction], simulated.bytes?.[direction]]
    const allowed =
      (measured * TOLERANCE_PERCENT) / 100 + acknowledgements * ACKNOWLEDGEMENT[direction]
    if (Math.abs(predicted - measured) > allowed) {
      const percent = apart(measured, predicted).toFixed(1)
      found.push(`${strategy}: octets ${direction} ${percent} % apart`)
    }
  }
  return found
}

/** `5: tcp 1, tls 1, header 1, auth 2`; more than one where trials differ. */
export const waitsOf = ({ waits }: ResultCell): string =>
  waits === null
    ? '—'
    : [waits, ...(waits.others ?? [])]
        .map(({ total, byLayer }) => {
          const layers = Object.entries(byLayer).map(([layer, count]) => `${layer} ${count}`)
          return `${total}: ${layers.join(', ')}`
        })
        .join(' or ')
