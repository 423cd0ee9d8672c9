/**
 * Folds what the lives of one cell came to: counts, integer sums and histograms only, so that it can
 * be merged in any order, and memory does not grow with the lives.
 */
import { DIRECTIONS, type Direction } from '../direction.ts'
import type { FailureCode } from '../transport.ts'
import { byName } from './by-name.ts'
import { addCounts, byKey } from './counts.ts'
import { exactSum } from './exact-mean.ts'
import { Histogram, type HistogramSnapshot } from './histogram.ts'
import {
  type EpisodeRecord,
  type LifeRecord,
  type Manner,
  type MessageFate,
  type MessageRecord,
  PARTS,
  type RecoveryPart,
} from './life-record.ts'

/** What is timed of an episode. */
export const EPISODE_TIMES = ['detected', 'readySinceBack', 'readySinceBroke', 'recovered'] as const
export type EpisodeTime = (typeof EPISODE_TIMES)[number]

/** What is summed up over the episodes of a cell: attempts, octets, and time. */
export const EPISODE_SUMS = [
  'attempts',
  'linkBytesUp',
  'linkBytesDown',
  'radioOnUs',
  'neverDetected',
] as const
export type EpisodeSum = (typeof EPISODE_SUMS)[number]

/** Of how many episodes a time is: whoever held on to a connection that lived on detected nothing. */
export const populationOf = ({ times, episodes, sums }: LifeStats, time: EpisodeTime): number =>
  time === 'detected' ? times.detected.count + sums.neverDetected : episodes

/** What the lives of a cell have come to. */
export interface LifeStats {
  readonly episodes: number
  /** Of those that were recovered. */
  readonly manners: ReadonlyMap<Manner, number>
  /** In microseconds; episodes without such a time are in none. */
  readonly times: Readonly<Record<EpisodeTime, Histogram>>
  readonly failures: ReadonlyMap<FailureCode, number>
  readonly sums: Readonly<Record<EpisodeSum, number>>
  /** Microseconds, over the episodes that were recovered. */
  readonly parts: Readonly<Record<RecoveryPart, number>>
  readonly messages: Readonly<Record<Direction, MessageStats>>
}

export interface MessageStats {
  readonly fates: ReadonlyMap<MessageFate, number>
  /** Of those that came, how many came late. */
  readonly late: number
  /** Of those that came. */
  readonly delays: Histogram
}

/** All messages, whatever became of them. */
export const sentOf = ({ fates }: MessageStats): number =>
  [...fates.values()].reduce((sum, count) => sum + count, 0)

/** The same as plain data and typed arrays. */
export interface LifeSnapshot {
  readonly episodes: number
  readonly manners: readonly (readonly [Manner, number])[]
  readonly times: Readonly<Record<EpisodeTime, HistogramSnapshot>>
  readonly failures: readonly (readonly [FailureCode, number])[]
  readonly sums: Readonly<Record<EpisodeSum, number>>
  readonly parts: Readonly<Record<RecoveryPart, number>>
  readonly messages: Readonly<
    Record<
      Direction,
      {
        readonly fates: readonly (readonly [MessageFate, number])[]
        readonly late: number
        readonly delays: HistogramSnapshot
      }
    >
  >
}

export class LifeRecorder {
  #episodes = 0
  readonly #manners = new Map<Manner, number>()
  readonly #times = byName(EPISODE_TIMES, () => new Histogram())
  readonly #failures = new Map<FailureCode, number>()
  #sums: Readonly<Record<EpisodeSum, number>> = byName(EPISODE_SUMS, () => 0)
  #parts: Readonly<Record<RecoveryPart, number>> = byName(PARTS, () => 0)
  readonly #messages = byName(DIRECTIONS, () => ({
    fates: new Map<MessageFate, number>(),
    late: 0,
    delays: new Histogram(),
  }))

  record({ episodes, messages }: LifeRecord): void {
    for (const episode of episodes) this.#episode(episode)
    for (const message of messages) this.#message(message)
  }

  merge(snapshot: LifeSnapshot): void {
    this.#episodes += snapshot.episodes
    addCounts(this.#manners, snapshot.manners)
    for (const time of EPISODE_TIMES) this.#times[time].merge(snapshot.times[time])
    addCounts(this.#failures, snapshot.failures)
    this.#sums = added(EPISODE_SUMS, this.#sums, snapshot.sums)
    this.#parts = added(PARTS, this.#parts, snapshot.parts)
    for (const direction of DIRECTIONS) {
      const { fates, late, delays } = snapshot.messages[direction]
      addCounts(this.#messages[direction].fates, fates)
      this.#messages[direction].late += late
      this.#messages[direction].delays.merge(delays)
    }
  }

  pack(): void {
    for (const time of EPISODE_TIMES) this.#times[time].pack()
    for (const direction of DIRECTIONS) this.#messages[direction].delays.pack()
  }

  toStats(): LifeStats {
    return {
      episodes: this.#episodes,
      manners: this.#manners,
      times: this.#times,
      failures: this.#failures,
      sums: this.#sums,
      parts: this.#parts,
      messages: this.#messages,
    }
  }

  /** The same whatever the order of lives and merges. */
  toSnapshot(): LifeSnapshot {
    return {
      episodes: this.#episodes,
      manners: [...this.#manners].sort(byKey),
      times: byName(EPISODE_TIMES, (time) => this.#times[time].toSnapshot()),
      failures: [...this.#failures].sort(byKey),
      sums: this.#sums,
      parts: this.#parts,
      messages: byName(DIRECTIONS, (direction) => {
        const { fates, late, delays } = this.#messages[direction]
        return { fates: [...fates].sort(byKey), late, delays: delays.toSnapshot() }
      }),
    }
  }

  #episode(episode: EpisodeRecord): void {
    const { detectedUs, recovery, attempts, failures, linkBytes, radioOnUs } = episode
    this.#episodes += 1
    if (typeof detectedUs === 'number') this.#times.detected.record(detectedUs)
    addCounts(this.#failures, failures)
    const own = {
      attempts,
      linkBytesUp: linkBytes.up,
      linkBytesDown: linkBytes.down,
      radioOnUs,
      neverDetected: detectedUs === 'never' ? 1 : 0,
    }
    this.#sums = added(EPISODE_SUMS, this.#sums, own)
    if (recovery === undefined) return
    addCounts(this.#manners, [[recovery.manner, 1]])
    this.#times.readySinceBack.record(recovery.readySinceBackUs)
    this.#times.readySinceBroke.record(recovery.readySinceBrokeUs)
    this.#times.recovered.record(recovery.recoveredUs)
    this.#parts = added(PARTS, this.#parts, recovery.partsUs)
  }

  #message({ direction, fate, delayUs, isLate }: MessageRecord): void {
    const counted = this.#messages[direction]
    addCounts(counted.fates, [[fate, 1]])
    if (isLate) counted.late += 1
    if (delayUs !== undefined) counted.delays.record(delayUs)
  }
}

const added = <Name extends string>(
  names: readonly Name[],
  a: Readonly<Record<Name, number>>,
  b: Readonly<Record<Name, number>>,
): Readonly<Record<Name, number>> => byName(names, (name) => exactSum(a[name], b[name]))
