/**
 * The measuring machine's own time, which is not TCP's, taken from the measurements.
 *
 * From the packet log of a reference (the cell of the same dialogue and link without losses):
 * how long the kernel and the application took to react. From the reference's completion times:
 * how undisturbed connections scatter around their median, tenths of a millisecond and now and
 * then a hiccup of the scheduler; each trial's end is given one of these deviations. And one
 * constant per cell, what is left between the medians of undisturbed connections (the measuring
 * program's clock starts before the first packet and stops after the last).
 */
import { Random } from '../../src/random.ts'
import { SYN } from '../../src/tcp/segment.ts'
import { LINUX } from '../../src/tcp/settings.ts'
import { toMilliseconds } from '../../src/units.ts'
import { type HostSamples, sampledHost } from '../tcp/host.ts'
import { runTrial, settingsFor } from './cell-run.ts'
import { mean, quantile } from './statistics.ts'
import { type Cell, type LoggedPacket, latencyCells, loggedConnections, TRUTH } from './truth.ts'

const MICROSECONDS_PER_MILLISECOND = 1_000
/** Undisturbed connections lie this close to what is expected, unless the link jitters. */
const UNDISTURBED_MS = 1
const TRIALS = 300
/** The scheduler had something else to do. */
const HICCUP_MS = 0.5
/** Fewer reactions than this say little: take another cell's. */
const REACTIONS_MIN = 50

const DIRECTION = 1
const FLAGS = 2
const LENGTH = 5
const FATE = 6
const TRANSIT_US = 10

export interface Calibration {
  readonly samples: HostSamples
  /** Milliseconds, around zero. */
  readonly deviations: readonly number[]
  /** Milliseconds. */
  readonly constant: number
}

export const calibrate = (cell: Cell, cells: readonly Cell[]): Calibration => {
  const references = quietCells(cell, cells)
  const reference = references[0] ?? cell
  const samples = firstReactions(references)
  const modelled = undisturbed(reference, samples)
  const observed = reference.times
  const middle = quantile(observed, 0.5)
  // What the model's kernel scatters by itself must not be counted twice.
  const rest = Math.sqrt(Math.max(0, 1 - (spread(modelled) / spread(observed)) ** 2))
  const drift =
    offset(cell.times, quantile(undisturbed(cell, samples), 0.5)) -
    offset(observed, quantile(modelled, 0.5))
  return {
    samples,
    deviations: observed.map((time) => (time - middle) * rest),
    constant: middle - quantile(modelled, 0.5) + drift,
  }
}

/** The same link without losses first, then any quiet ones, of the same dialogue first. */
const quietCells = (cell: Cell, cells: readonly Cell[]): readonly Cell[] => {
  const dialogue = JSON.stringify(cell.flights)
  const sibling = cell.name.replace(/loss\d+$/, 'loss0')
  const distance = (one: Cell): number => {
    if (one.name === sibling) return 0
    return JSON.stringify(one.flights) === dialogue ? 1 : 2
  }
  return [...cells, ...latencyCells(TRUTH)]
    .filter(({ lossless, link }) => lossless && link.up.every(isQuiet))
    .sort((a, b) => distance(a) - distance(b))
}

/** Of the nearest cell whose connections were logged. */
const firstReactions = (cells: readonly Cell[]): HostSamples => {
  for (const cell of cells) {
    const samples = reactions(cell)
    if (samples.data.length >= REACTIONS_MIN) return samples
  }
  return { handshake: 0, data: [0], application: 0 }
}

const reactions = (cell: Cell): HostSamples => {
  const handshake: number[] = []
  const data: number[] = []
  const application: number[] = []
  for (const packets of loggedConnections(cell))
    noteReactions(cell, packets, { handshake, data, application })
  const reading = mean(application)
  // Later ones were not the kernel's own: the application had read, and that acknowledged.
  const own = data.filter((time) => time < reading)
  return { handshake: median(handshake), data: own, application: reading }
}

const median = (values: readonly number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  )

const noteReactions = (
  cell: Cell,
  packets: readonly LoggedPacket[],
  into: { readonly [kind in 'handshake' | 'data' | 'application']: number[] },
): void => {
  /** The last packet of each direction, and whether the application has reacted to it. */
  const last: (LoggedPacket | undefined)[] = [undefined, undefined]
  let reacted = true
  for (const packet of packets) {
    if (packet[FATE] !== 0) break
    const direction = packet[DIRECTION] ?? 0
    const own = last[direction]
    const cause = last[1 - direction]
    last[direction] = packet
    const turn = own === undefined || (cause?.[0] ?? 0) > (own[0] ?? 0)
    if (turn) reacted = false
    if (cause === undefined) continue
    const time = reaction(cell, cause, packet)
    if (time > HICCUP_MS) continue // comes with the deviations
    if (turn && has(cause, SYN)) into.handshake.push(time)
    else if (turn && isFull(cause) && !isFull(packet)) into.data.push(time)
    if (!reacted && isFull(packet) && (isFull(cause) || has(cause, SYN))) {
      reacted = true
      into.application.push(time)
    }
  }
}

const isFull = (packet: LoggedPacket): boolean => (packet[LENGTH] ?? 0) > 0

const has = (packet: LoggedPacket, flag: number): boolean => ((packet[FLAGS] ?? 0) & flag) !== 0

const reaction = (cell: Cell, cause: LoggedPacket, effect: LoggedPacket): number => {
  const transitUs = cause[TRANSIT_US]
  const transit =
    transitUs === undefined ? constantDelay(cell) : transitUs / MICROSECONDS_PER_MILLISECOND
  return (effect[0] ?? 0) - (cause[0] ?? 0) - transit
}

const constantDelay = (cell: Cell): number => {
  for (const impairment of cell.link.up)
    if (impairment.kind === 'delay') return toMilliseconds(impairment.delay)
  return 0
}

/** What the model makes of the cell when nothing is lost. */
const undisturbed = (cell: Cell, samples: HostSamples): readonly number[] => {
  const quiet: Cell = {
    ...cell,
    link: { up: cell.link.up.filter(isQuiet), down: cell.link.down.filter(isQuiet) },
  }
  const random = Random.seeded('calibration').fork(cell.name)
  const settings = settingsFor(cell, LINUX)
  const times: number[] = []
  for (let i = 0; i < TRIALS; i += 1) {
    const trial = random.fork(i)
    const host = sampledHost(samples, trial.fork('processing'))
    const { finishedAt } = runTrial(quiet, settings, trial, host)
    if (finishedAt !== undefined) times.push(toMilliseconds(finishedAt))
  }
  return times.sort((a, b) => a - b)
}

const spread = (sorted: readonly number[]): number =>
  quantile(sorted, 0.75) - quantile(sorted, 0.25)

/** By how much undisturbed connections missed what was expected; 0 where there are too few. */
const offset = (times: readonly number[], expected: number): number => {
  const offsets = times.map((time) => time - expected)
  const near = offsets.filter((by) => Math.abs(by) < UNDISTURBED_MS)
  return near.length < times.length / 10 ? 0 : quantile(near, 0.5)
}

const isQuiet = (impairment: Cell['link']['up'][number]): boolean =>
  impairment.kind === 'delay' || impairment.kind === 'rate'
