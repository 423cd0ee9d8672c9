/** A cell run in the model: as many trials as were measured, each with a seed of its own. */
import { Random } from '../../src/random.ts'
import { LINUX, type TcpSettings } from '../../src/tcp/settings.ts'
import { instant, seconds, toMilliseconds } from '../../src/units.ts'
import { type Host, sampledHost } from '../tcp/host.ts'
import type { Calibration } from './calibration.ts'
import { type DialogueResult, runDialogue } from './dialogue.ts'
import type { Cell } from './truth.ts'

/** The longest measured completion is 284 s; what is not done by then counts as failed. */
export const PATIENCE = instant(seconds(300))
const COOKIE = '0123456789abcdef'

export interface CellRun {
  /** Milliseconds, ascending. */
  readonly times: readonly number[]
  readonly failed: number
  readonly packets: number
}

export interface Settings {
  readonly client: TcpSettings
  readonly server: TcpSettings
}

export const settingsFor = (cell: Cell, base: TcpSettings = LINUX): Settings => ({
  client: base,
  server: cell.fastOpen ? { ...base, fastOpen: { kind: 'enabled', cookie: COOKIE } } : base,
})

export const runTrial = (
  cell: Cell,
  settings: Settings,
  random: Random,
  host: Host,
  drops?: { readonly up: ReadonlySet<number>; readonly down: ReadonlySet<number> },
): DialogueResult =>
  runDialogue({
    flights: cell.flights,
    link: cell.link,
    ...settings,
    random,
    host,
    until: PATIENCE,
    ...(cell.fastOpen ? { fastOpen: { kind: 'cookie', cookie: COOKIE } } : {}),
    ...(drops === undefined ? {} : { drops }),
  })

export const runCell = (
  cell: Cell,
  base: TcpSettings,
  calibration: Calibration,
  seed: string,
  trials: number = cell.trials,
): CellRun => {
  const random = Random.seeded(seed).fork(cell.name)
  const settings = settingsFor(cell, base)
  const { constant, deviations } = calibration
  const times: number[] = []
  let packets = 0
  for (let i = 0; i < trials; i += 1) {
    const trial = random.fork(i)
    const processing = trial.fork('processing')
    const result = runTrial(cell, settings, trial, sampledHost(calibration.samples, processing))
    packets += result.log.length
    const deviation = deviations[processing.below(deviations.length)] ?? 0
    if (result.finishedAt !== undefined)
      times.push(toMilliseconds(result.finishedAt) + constant + deviation)
  }
  times.sort((a, b) => a - b)
  return { times, failed: trials - times.length, packets }
}
