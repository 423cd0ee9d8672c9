/**
 * What the tool says of a measured cell: the run that anyone would type, trial by trial, and the
 * measuring machine's own time on top.
 *
 * That time is taken from connections that lost nothing, and from nothing else: one constant
 * (between the medians), and how they scatter around their median. The model's ends take their
 * median times, so that no scatter counts twice; but for the hosts, whose few microseconds decide
 * when timers strike.
 */
import type { TrialLink } from '../../../src/profiles/draw.ts'
import { Random } from '../../../src/random.ts'
import type { Cell as RunCell } from '../../../src/run/simulated/cell.ts'
import { prepareCell } from '../../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../../src/run/simulated/trial.ts'
import type { RunSpec } from '../../../src/run/spec.ts'
import { milliseconds } from '../../../src/units.ts'
import { readCompare } from '../../../src/words/reading/compare.ts'
import { steadyClient, steadyServer } from '../../server/steady.ts'
import { quantile } from '../statistics.ts'
import { type Cell, type Connection, isLossless } from './cells.ts'

const CALIBRATION_TRIALS = 300
const MICROSECONDS_PER_MILLISECOND = 1_000

export interface Machine {
  /** Milliseconds. */
  readonly constant: number
  /** Milliseconds, around zero. */
  readonly deviations: readonly number[]
}

const runner = new TrialRunner()

const runCellOf = (cell: Cell, seed: string): RunCell => {
  const { spec } = readCompare({
    seed,
    strategies: [cell.strategy],
    servers: [cell.server],
    client: cell.client,
    congestion: cell.congestion,
    rtt: `${cell.rttMs}ms`,
    timeout: '3600s',
    trials: 1,
    ...(cell.loss === 0 ? {} : { loss: `${cell.loss * 100}%` }),
    ...(cell.outage === undefined ? {} : { outages: [cell.outage] }),
  })
  const { client } = spec
  const steady: RunSpec = {
    ...spec,
    servers: spec.servers.map(steadyServer),
    client: client === undefined ? undefined : steadyClient(client),
  }
  return prepareCell(steady, 0)
}

const readyMs = (cell: RunCell, index: number): number =>
  (runner.run(cell, index).milestonesUs.ready ?? Number.NaN) / MICROSECONDS_PER_MILLISECOND

const ascending = (values: readonly number[]): readonly number[] =>
  [...values].sort((a, b) => a - b)

/** Milliseconds, ascending, without the machine's time. */
const modelled = (cell: Cell, seed: string, trials: number): readonly number[] => {
  const prepared = runCellOf(cell, `${seed} ${cell.name}`)
  return ascending(Array.from({ length: trials }, (_, index) => readyMs(prepared, index)))
}

/** Fewer undisturbed connections say little. */
const UNDISTURBED_MIN = 50

const undisturbed = ({ connections, outage }: Cell): readonly Connection[] =>
  outage === undefined
    ? connections.filter(({ lost }) => lost.up.length + lost.down.length === 0)
    : []

/** Of the cell itself, or of the same dialogue elsewhere; undefined when it is nowhere. */
export function machineOf(cell: Cell, cells: readonly Cell[]): Machine | undefined {
  const isSameDialogue = ({ strategy, server, client }: Cell): boolean =>
    strategy === cell.strategy && server === cell.server && client === cell.client
  const reference = [cell, ...cells.filter(isLossless), ...cells].find(
    (one) => isSameDialogue(one) && undisturbed(one).length >= UNDISTURBED_MIN,
  )
  if (reference === undefined) return undefined
  const quiet = { ...reference, loss: 0 }
  const model = modelled(quiet, 'calibration', CALIBRATION_TRIALS)
  const measured = ascending(undisturbed(reference).map(({ ms }) => ms))
  const middle = quantile(measured, 0.5)
  return {
    constant: middle - quantile(model, 0.5),
    deviations: measured.map((ms) => ms - middle),
  }
}

/** Milliseconds, ascending. */
export function predicted(
  cell: Cell,
  machine: Machine,
  seed: string,
  trials: number,
): readonly number[] {
  const random = Random.seeded(seed).fork('machine').fork(cell.name)
  const { constant, deviations } = machine
  return ascending(
    modelled(cell, seed, trials).map(
      (ms) => ms + constant + (deviations[random.below(deviations.length)] ?? 0),
    ),
  )
}

export interface Replay {
  readonly measuredMs: number
  readonly modelMs: number
}

/** The connections that lost something, each with the same packets lost again. */
export function replays(cell: Cell, machine: Machine, most: number): readonly Replay[] {
  const prepared = runCellOf({ ...cell, loss: 0 }, 'replay')
  const disturbed = cell.connections.filter(({ lost }) => lost.up.length + lost.down.length > 0)
  const every = Math.max(1, Math.ceil(disturbed.length / most))
  return disturbed
    .filter((_, index) => index % every === 0)
    .map((connection, index) => ({
      measuredMs: connection.ms,
      modelMs: readyMs(withLosses(prepared, cell, connection), index) + machine.constant,
    }))
}

const withLosses = (prepared: RunCell, { rttMs }: Cell, { lost }: Connection): RunCell => {
  const delay = { kind: 'delay', delay: milliseconds(rttMs / 2) } as const
  const link: TrialLink['link'] = {
    up: [{ kind: 'drop-list', indices: lost.up }, delay],
    down: [{ kind: 'drop-list', indices: lost.down }, delay],
  }
  return { ...prepared, drawLink: (random) => ({ ...prepared.drawLink(random), link }) }
}
