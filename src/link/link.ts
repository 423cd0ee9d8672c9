/**
 * The link between two ends: two directions, each a row of impairments.
 *
 * A packet passes them in order. Its fate at a stage is decided when it enters it; when the
 * stage delivers later, the packet meets the next one as an event at that time, so that any
 * order of impairments means what it says: loss behind a queue loses what has been sent, loss
 * before it relieves the queue. When the stage delivers at once there is no event.
 *
 * Randomness: each stage has a generator of its own, forked by direction, place and kind. Adding
 * a stage behind another leaves the luck of the earlier one as it was.
 *
 * Leaves out: what the packets mean, who else uses the link, and anything between directions
 * but the device's radio.
 */
import type { Alarm } from '../engine.ts'
import type { Random } from '../random.ts'
import type { Instant } from '../units.ts'
import type { LinkCounters, MutableCounters } from './counters.ts'
import { noneCounted } from './counters.ts'
import { makeStage } from './impairments.ts'
import type { Direction, DropReason, Packet, Stage } from './packet.ts'
import { Radio } from './radio.ts'
import type { Impairment, LinkSettings } from './settings.ts'
import type { StageContext } from './stage.ts'

/** What an observer is told. `index` is the packet's number in its direction, from 0. */
export type LinkEvent<Body = unknown> = {
  readonly direction: Direction
  readonly index: number
  readonly packet: Packet<Body>
  /** When it happened. */
  readonly at: Instant
} & (
  | { readonly kind: 'entered' }
  /** Once more for each duplicate. */
  | { readonly kind: 'delivered'; readonly enteredAt: Instant }
  | {
      readonly kind: 'dropped'
      readonly enteredAt: Instant
      readonly reason: DropReason
      /** The place of the impairment in its direction's list, from 0. */
      readonly stage: number
    }
)

export interface LinkOptions<Body> {
  readonly settings: LinkSettings
  /** Only told what to do when; the link begins at its `now()`. */
  readonly clock: Alarm
  /** For this link alone; draws made from it elsewhere change nothing here. */
  readonly random: Random
  readonly deliver: (direction: Direction, packet: Packet<Body>) => void
  readonly observe?: (event: LinkEvent<Body>) => void
}

export class Link<Body = unknown> {
  readonly #up: Lane<Body>
  readonly #down: Lane<Body>

  constructor(options: LinkOptions<Body>) {
    const radio = new Radio(options.clock.now())
    this.#up = new Lane('up', options.settings.up, radio, options)
    this.#down = new Lane('down', options.settings.down, radio, options)
  }

  /** May deliver before it returns, when no impairment takes time. */
  send(direction: Direction, packet: Packet<Body>): void {
    const lane = direction === 'up' ? this.#up : this.#down
    lane.send(packet)
  }

  /** Goes on counting; copy what shall stay. */
  counters(direction: Direction): LinkCounters {
    return direction === 'up' ? this.#up.counters : this.#down.counters
  }
}

/** A packet on its way; its copies share it. */
interface Passage<Body> {
  readonly packet: Packet<Body>
  readonly index: number
  readonly enteredAt: Instant
}

interface Place {
  readonly stage: Stage
  readonly index: number
  /** Packets that have passed this stage but not yet reached the next. */
  underWay: number
}

class Lane<Body> {
  readonly counters: MutableCounters = noneCounted()
  readonly #direction: Direction
  readonly #places: readonly Place[]
  readonly #clock: Alarm
  readonly #deliver: (direction: Direction, packet: Packet<Body>) => void
  readonly #observe: ((event: LinkEvent<Body>) => void) | undefined

  constructor(
    direction: Direction,
    impairments: readonly Impairment[],
    radio: Radio,
    { clock, random, deliver, observe }: LinkOptions<Body>,
  ) {
    this.#direction = direction
    this.#clock = clock
    this.#deliver = deliver
    this.#observe = observe
    const directionRandom = random.fork(direction)
    this.#places = impairments.map((impairment, index) => {
      const context: StageContext = {
        random: directionRandom.fork(`${index}:${impairment.kind}`),
        origin: clock.now(),
        radio,
        clamped: () => {
          this.counters.clamped += 1
        },
      }
      return { stage: makeStage(impairment, context), index, underWay: 0 }
    })
  }

  send(packet: Packet<Body>): void {
    const now = this.#clock.now()
    const passage = { packet, index: this.counters.entered, enteredAt: now }
    this.counters.entered += 1
    this.counters.enteredBytes += packet.size
    this.#observe?.({
      kind: 'entered',
      direction: this.#direction,
      index: passage.index,
      packet,
      at: now,
    })
    this.#enter(passage, 0, now)
  }

  #enter(passage: Passage<Body>, index: number, now: Instant): void {
    const place = this.#places[index]
    if (place === undefined) {
      this.#arrive(passage, now)
      return
    }
    const verdicts = place.stage(passage.packet, now)
    this.counters.duplicated += verdicts.length - 1
    for (const verdict of verdicts) {
      if (verdict.kind === 'drop') this.#drop(passage, place, verdict.reason, now)
      // Whoever is under way for this very instant was here first and goes first.
      else if (verdict.at > now || place.underWay > 0) this.#travel(passage, place, verdict.at)
      else this.#enter(passage, index + 1, now)
    }
  }

  #travel(passage: Passage<Body>, place: Place, until: Instant): void {
    place.underWay += 1
    this.#clock.at(until, () => {
      place.underWay -= 1
      this.#enter(passage, place.index + 1, this.#clock.now())
    })
  }

  #arrive({ packet, index, enteredAt }: Passage<Body>, now: Instant): void {
    this.counters.delivered += 1
    this.counters.deliveredBytes += packet.size
    const direction = this.#direction
    this.#observe?.({ kind: 'delivered', direction, index, packet, enteredAt, at: now })
    this.#deliver(direction, packet)
  }

  #drop(
    { packet, index, enteredAt }: Passage<Body>,
    place: Place,
    reason: DropReason,
    now: Instant,
  ): void {
    this.counters.dropped[reason] += 1
    this.#observe?.({
      kind: 'dropped',
      direction: this.#direction,
      index,
      packet,
      enteredAt,
      reason,
      stage: place.index,
      at: now,
    })
  }
}
