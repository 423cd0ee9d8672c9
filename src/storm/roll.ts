/**
 * The clients of a storm, each as a few numbers: what is all there is of one that waits. 51 octets a
 * client; what is due when at each is kept by {@link Due}.
 */
import type { MixPart } from './spec.ts'

/** What a client is at. */
export const AT = {
  /** For its next attempt, or for its first. */
  waiting: 0,
  /** Its SYN was dropped: for the next one. */
  knocking: 1,
  /** The same, and there will be no next one: for the end of its patience. */
  despairing: 2,
  /** For the reset that is on its way. */
  refused: 3,
  connecting: 4,
  /** The accept queue was full when it joined, a moment ago. */
  turnedAway: 5,
  back: 6,
  gaveUp: 7,
  /** It never notices that its connection is lost. */
  unaware: 8,
} as const
export type RollStage = (typeof AT)[keyof typeof AT]

export class Roll {
  readonly count: number
  /** Which part of the mix it belongs to. */
  readonly part: Uint8Array
  readonly stage: Uint8Array
  /** Attempts so far. */
  readonly attempts: Uint32Array
  /** In a row: what delays depend on. */
  readonly failures: Uint32Array
  /** SYNs of this attempt that were dropped. */
  readonly dropped: Uint8Array
  /** Nanoseconds: when this attempt began; when it wanted to be back, or could, from which its wait counts. */
  readonly begunAt: Float64Array
  /** The same of its first attempt. */
  readonly firstAt: Float64Array
  readonly wantedAt: Float64Array
  readonly backAt: Float64Array
  /** Of its link, without jitter and queues; not drawn yet: 0. */
  readonly roundTrip: Float64Array

  constructor(count: number, mix: readonly MixPart[]) {
    this.count = count
    this.part = partsOf(count, mix)
    this.stage = new Uint8Array(count)
    this.attempts = new Uint32Array(count)
    this.failures = new Uint32Array(count)
    this.dropped = new Uint8Array(count)
    this.begunAt = new Float64Array(count)
    this.firstAt = new Float64Array(count)
    this.wantedAt = new Float64Array(count)
    this.backAt = new Float64Array(count)
    this.roundTrip = new Float64Array(count)
  }

  partOf(client: number): number {
    return this.part[client] ?? 0
  }

  /** Of those who are back, in no order that means anything. */
  backTimes(): Float64Array {
    return this.backAt.filter((_, client) => this.stage[client] === AT.back)
  }
}

/** A mix has no more parts than an octet tells apart. */
export const PARTS_MAX = 256

/** As many of each as its share says, to the client, and evenly spread: whoever is owed most is next. */
function partsOf(count: number, mix: readonly MixPart[]): Uint8Array {
  const parts = new Uint8Array(count)
  const given = mix.map(() => 0)
  for (let client = 0; client < count; client += 1) {
    const owed = mix.map(({ share }, part) => share * (client + 1) - (given[part] ?? 0))
    const next = owed.indexOf(Math.max(...owed))
    given[next] = (given[next] ?? 0) + 1
    parts[client] = next
  }
  return parts
}
