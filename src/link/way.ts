/**
 * One direction of a link: the row of stages that a packet passes, whoever sent it.
 *
 * A packet's fate at a stage is decided when it enters it; when the stage delivers later, the
 * packet meets the next one as an event at that time. It goes its whole way on the row that it
 * entered: a row that takes this one's place meanwhile is met by those who come afterwards.
 */
import type { Alarm } from '../engine.ts'
import type { Instant } from '../units.ts'
import type { MutableCounters } from './counters.ts'
import type { LinkEvent } from './event.ts'
import type { Impairment } from './impairments.ts'
import type { Direction, DropReason, Packet, Stage } from './packet.ts'
import type { SharedStage } from './shared-stage.ts'

/** A stage of a row; rows that follow each other may have it in common. */
export interface RowStage {
  /** What it was made of. */
  readonly entry: Impairment | SharedStage
  readonly stage: Stage
  /** Packets that have passed this stage but not yet reached the next. */
  underWay: number
}

/** Handed what has crossed, at the end that the direction leads to. */
export type Deliver<Body> = (direction: Direction, packet: Packet<Body>) => void

/** Who sends in this direction and is handed what arrives: one flow, one way. */
export interface Sender<Body> {
  /** The flow's number. */
  readonly flow: number
  readonly counters: MutableCounters
  deliver: Deliver<Body>
}

/** A packet on its way; its copies share it. */
interface Passage<Body> {
  readonly packet: Packet<Body>
  readonly index: number
  readonly enteredAt: Instant
  readonly sender: Sender<Body>
  readonly row: readonly RowStage[]
}

export interface WayOptions<Body> {
  readonly direction: Direction
  readonly clock: Alarm
  readonly observe: ((event: LinkEvent<Body>) => void) | undefined
}

export class Way<Body> {
  readonly #direction: Direction
  readonly #clock: Alarm
  readonly #observe: ((event: LinkEvent<Body>) => void) | undefined
  /** What those who come from now on pass. */
  row: readonly RowStage[] = []
  #entered = 0

  constructor({ direction, clock, observe }: WayOptions<Body>) {
    this.#direction = direction
    this.#clock = clock
    this.#observe = observe
  }

  send(sender: Sender<Body>, packet: Packet<Body>): void {
    const now = this.#clock.now()
    const index = this.#entered
    const passage = { packet, index, enteredAt: now, sender, row: this.row }
    this.#entered += 1
    sender.counters.entered += 1
    sender.counters.enteredBytes += packet.size
    const direction = this.#direction
    this.#observe?.({ kind: 'entered', direction, flow: sender.flow, index, packet, at: now })
    this.#enter(passage, 0, now)
  }

  #enter(passage: Passage<Body>, index: number, now: Instant): void {
    const entry = passage.row[index]
    if (entry === undefined) {
      this.#arrive(passage, now)
      return
    }
    const fate = entry.stage(passage.packet, now)
    if (typeof fate === 'number') {
      this.#travel(passage, index, entry, fate, now)
      return
    }
    const { counters } = passage.sender
    switch (fate.kind) {
      case 'dropped':
        this.#drop(passage, index, fate.reason, now)
        return
      case 'clamped':
        counters.clamped += 1
        this.#travel(passage, index, entry, fate.at, now)
        return
      case 'duplicated':
        counters.duplicated += 1
        this.#travel(passage, index, entry, fate.at, now)
        this.#travel(passage, index, entry, fate.at, now)
    }
  }

  #travel(
    passage: Passage<Body>,
    index: number,
    entry: RowStage,
    until: Instant,
    now: Instant,
  ): void {
    // Whoever is under way for this very instant was here first and goes first.
    if (until === now && entry.underWay === 0) {
      this.#enter(passage, index + 1, now)
      return
    }
    entry.underWay += 1
    this.#clock.at(until, () => {
      entry.underWay -= 1
      this.#enter(passage, index + 1, this.#clock.now())
    })
  }

  #arrive({ packet, index, enteredAt, sender }: Passage<Body>, now: Instant): void {
    sender.counters.delivered += 1
    sender.counters.deliveredBytes += packet.size
    this.#observe?.({
      kind: 'delivered',
      direction: this.#direction,
      flow: sender.flow,
      index,
      packet,
      enteredAt,
      at: now,
    })
    sender.deliver(this.#direction, packet)
  }

  #drop(passage: Passage<Body>, stage: number, reason: DropReason, now: Instant): void {
    const { packet, index, enteredAt, sender } = passage
    const { dropped } = sender.counters
    dropped[reason] = (dropped[reason] ?? 0) + 1
    this.#observe?.({
      kind: 'dropped',
      direction: this.#direction,
      flow: sender.flow,
      index,
      packet,
      enteredAt,
      reason,
      stage,
      at: now,
    })
  }
}
