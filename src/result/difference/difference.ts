/**
 * Two results, cell by cell: before, after, by how much they differ, and how sure that is. Data for
 * formats and for programs, which nothing runs for.
 */

import type { Direction } from '../../direction.ts'
import { byName } from '../../record/by-name.ts'
import { LAYERS, type Layer } from '../../transport.ts'
import type { KeptOutcome } from '../kept-outcomes.ts'
import { waitsIn } from '../outcomes.ts'
import type { Result, ResultCell } from '../result.ts'
import { COMPARED, type Compared } from '../saved-schema.ts'
import { changeOfBatches, knownOfCell, type TwinBatches, twinBatches } from './batch-change.ts'
import { type Change, changeOf, directed, type FigureChange, inUnit } from './change.ts'
import { type Unlike, unlikes } from './comparable.ts'
import { failedChange, neverAlike } from './failed-change.ts'
import { meanChange } from './mean-change.ts'
import { type Sides, timeChange, timeTold } from './time-change.ts'
import { completedOf, outcomesOf, type Pair, pairsOf } from './twin-outcomes.ts'
import { twinsOf } from './twins.ts'

export const DIFFERENCE_SCHEMA = 'xmpp-rtt/difference@1.1'

export interface Difference {
  readonly schema: string
  readonly before: DifferenceSide
  readonly after: DifferenceSide
  /** What is not the same beside the figures, and has to be known to read them. */
  readonly unlike: readonly Unlike[]
  /** Of strategies, profiles, servers, scenarios and policies that both have. */
  readonly cells: readonly CellDifference[]
  /** Cells that the other has not. */
  readonly onlyBefore: readonly CellName[]
  readonly onlyAfter: readonly CellName[]
}

export interface DifferenceSide {
  readonly tool: Result['tool']
  /** The command line that gives it again. */
  readonly command: string
  readonly timeoutMs: number
}

export interface CellName {
  readonly strategy: string
  readonly profile: string
  readonly server: string | null
  readonly scenario?: string
  readonly policy?: string
}

/**
 * What the intervals are of: the same trials on both sides, one by one or by batches of 10,000; or
 * samples that have nothing to do with each other.
 */
export type Basis =
  | { readonly kind: 'trials'; readonly trials: number }
  | { readonly kind: 'batches'; readonly batches: number }
  | { readonly kind: 'unpaired' }

export interface CellDifference extends CellName {
  readonly trials: { readonly before: number; readonly after: number }
  readonly basis: Basis
  /** Round trips of a completed trial: the mean, and layer by layer what they usually were. */
  readonly waits: FigureChange
  readonly layers: readonly LayerChange[]
  /** Milliseconds until ready, or of lives until recovered. */
  readonly times: Readonly<Record<Compared, FigureChange>>
  /** Octets of a completed trial: means. */
  readonly bytes: { readonly up: FigureChange; readonly down: FigureChange }
  /** Of the trials, or of lives their episodes: the share that never got there. */
  readonly failed: FigureChange
}

/** A layer that does not cost the same any more. */
export interface LayerChange {
  readonly layer: Layer
  readonly before: number
  readonly after: number
}

/** @param before, after Of the same seed, links and scenarios: see `incomparable`. */
export function differenceOf(before: Result, after: Result): Difference {
  const twins = twinsOf(before, after)
  const paired = new Set(twins.flatMap((pair) => [pair.before, pair.after]))
  const alone = ({ cells }: Result): readonly CellName[] =>
    cells.filter((cell) => !paired.has(cell)).map(cellName)
  return {
    schema: DIFFERENCE_SCHEMA,
    before: sideOf(before),
    after: sideOf(after),
    unlike: unlikes(before, after),
    cells: twins.map((pair) =>
      cellDifference({
        before: { cell: pair.before, timeoutMs: before.settings.timeoutMs },
        after: { cell: pair.after, timeoutMs: after.settings.timeoutMs },
      }),
    ),
    onlyBefore: alone(before),
    onlyAfter: alone(after),
  }
}

const sideOf = ({ tool, command, settings }: Result): DifferenceSide => ({
  tool,
  command,
  timeoutMs: settings.timeoutMs,
})

const cellName = ({ strategy, profile, server, scenario, policy }: ResultCell): CellName => ({
  strategy,
  profile,
  server,
  ...(scenario === undefined ? {} : { scenario }),
  ...(policy === undefined ? {} : { policy }),
})

function cellDifference(sides: Sides): CellDifference {
  const [before, after] = [sides.before.cell, sides.after.cell]
  const outcomes = [outcomesOf(before), outcomesOf(after)] as const
  const pairs = pairsOf(...outcomes)
  const batches = twinBatches(knownOfCell(before, outcomes[0]), knownOfCell(after, outcomes[1]))
  // What is paired tells itself whether single trials differ.
  const isSameCell = pairs.length === 0 && countedIn(before) === countedIn(after)
  const times = (name: Compared): FigureChange => {
    const change =
      batches === undefined ? timeChange(pairs, sides, name) : batchesChange(batches, sides, name)
    return timeTold(change, sides, isSameCell)
  }
  return {
    ...cellName(after),
    trials: { before: before.trials, after: after.trials },
    basis:
      batches !== undefined
        ? { kind: 'batches', batches: batches.length }
        : pairs.length > 0
          ? { kind: 'trials', trials: pairs.length }
          : { kind: 'unpaired' },
    waits: directed(waitsChange(before, after, pairs), isSameCell),
    layers: layerChanges(before, after),
    times: byName(COMPARED, times),
    bytes: {
      up: directed(bytesChange(before, after, pairs, 'up')),
      down: directed(bytesChange(before, after, pairs, 'down')),
    },
    failed: directed(
      failedChange(before, after, pairs),
      isSameCell || neverAlike(before, after, pairs),
    ),
  }
}

/** All figures that a difference is of: where they are the same to the last digit, so are the trials. */
const countedIn = ({
  trials,
  completed,
  failures,
  waits,
  milestones,
  bytes,
  episodes,
}: ResultCell) => JSON.stringify([trials, completed, failures, waits, milestones, bytes, episodes])

/** Where it is not known of every batch, from what either side says of all its trials. */
function batchesChange(batches: TwinBatches, sides: Sides, name: Compared): Change {
  const change = changeOfBatches(batches, name)
  return change.difference === null ? timeChange([], sides, name) : change
}

const toThousandth = (value: number): number => Math.round(value * 1000) / 1000

const totalOf = ({ waits }: KeptOutcome): number => waits.reduce((sum, count) => sum + count, 0)

function waitsChange(before: ResultCell, after: ResultCell, pairs: readonly Pair[]): Change {
  const completed = completedOf(pairs)
  if (completed.length > 0) {
    return inUnit(meanChange(completed.map(([a, b]) => [totalOf(a), totalOf(b)])), toThousandth)
  }
  const [a, b] = [meanWaits(before), meanWaits(after)]
  if (a === null || b === null) return changeOf(a, b)
  const isFixed = [before, after].every(({ waits }) => waits?.others === undefined)
  return inUnit(changeOf(a, b, isFixed ? [b - a, b - a] : null), toThousandth)
}

function meanWaits({ waits, completed }: ResultCell): number | null {
  if (waits === null || completed === 0) return null
  const others = waits.others ?? []
  const usual = completed - others.reduce((sum, { trials }) => sum + trials, 0)
  const sum = others.reduce((total, one) => total + one.total * one.trials, waits.total * usual)
  return sum / completed
}

/** Of what most trials waited for. */
export function layerChanges(before: ResultCell, after: ResultCell): readonly LayerChange[] {
  const [a, b] = [before, after].map(({ waits }) =>
    waits === null ? undefined : waitsIn(waits)[0],
  )
  if (a === undefined || b === undefined) return []
  return LAYERS.flatMap((layer) => {
    const [then = 0, now = 0] = [a.byLayer[layer], b.byLayer[layer]]
    return then === now ? [] : [{ layer, before: then, after: now }]
  })
}

function bytesChange(
  before: ResultCell,
  after: ResultCell,
  pairs: readonly Pair[],
  way: Direction,
): Change {
  const completed = completedOf(pairs)
  const change =
    completed.length > 0
      ? meanChange(completed.map(([a, b]) => [a.bytes[way], b.bytes[way]]))
      : changeOf(before.bytes?.[way] ?? null, after.bytes?.[way] ?? null)
  return inUnit(change, toThousandth)
}
