/**
 * One direction of a link: the row of stages that a packet passes, whoever sent it.
 *
 * A packet's fate at a stage is decided when it enters it; when the stage delivers later, the
 * packet meets the next one as an event at that time. It goes its whole way on the row that it
 * entered: a row that takes this one's place meanwhile is met by those who come afterwards.
 */
import type { Direction } from '../direction.ts'
import { type Alarm, Task } from '../engine.ts'
import type { Instant } from '../units.ts'
import type { MutableCounters } from './counters.ts'
import type { LinkEvent } from './event.ts'
import type { Impairment } from './impairments.ts'
import type { DropReason, Packet, Stage } from './packet.ts'
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

/** A packet on its way: when it is under way, the task to go on at the end of its stage. */
class Passage<Body> extends Task {
  readonly way: Way<Body>
  readonly packet: Packet<Body>
  readonly index: number
  readonly enteredAt: Instant
  readonly sender: Sender<Body>
  readonly row: readonly RowStage[]
  /** The place in the row of the stage that it has come to. */
  stage: number

  constructor(
    way: Way<Body>,
    packet: Packet<Body>,
    index: number,
    enteredAt: Instant,
    sender: Sender<Body>,
    stage: number,
    row: readonly RowStage[],
  ) {
    super()
    this.way = way
    this.packet = packet
    this.index = index
    this.enteredAt = enteredAt
    this.sender = sender
    this.row = row
    this.stage = stage
  }

  copy(): Passage<Body> {
    const { way, packet, index, enteredAt, sender, stage, row } = this
    return new Passage(way, packet, index, enteredAt, sender, stage, row)
  }

  override run(): void {
    this.way.goOn(this)
  }
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
    const passage = new Passage(this, packet, index, now, sender, 0, this.row)
    this.#entered += 1
    sender.counters.entered += 1
    sender.counters.enteredBytes += packet.size
    const direction = this.#direction
    this.#observe?.({ kind: 'entered', direction, flow: sender.flow, index, packet, at: now })
    this.#enter(passage, now)
  }

  /** For a packet that has come to the end of its stage. */
  goOn(passage: Passage<Body>): void {
    const entry = passage.row[passage.stage]
    if (entry !== undefined) entry.underWay -= 1
    passage.stage += 1
    this.#enter(passage, this.#clock.now())
  }

  #enter(passage: Passage<Body>, now: Instant): void {
    const entry = passage.row[passage.stage]
    if (entry === undefined) {
      this.#arrive(passage, now)
      return
    }
    const fate = entry.stage(passage.packet, now)
    if (typeof fate === 'number') {
      this.#travel(passage, entry, fate, now)
      return
    }
    const { counters } = passage.sender
    switch (fate.kind) {
      case 'dropped':
        this.#drop(passage, fate.reason, now)
        return
      case 'clamped':
        counters.clamped += 1
        this.#travel(passage, entry, fate.at, now)
        return
      case 'duplicated': {
        counters.duplicated += 1
        const copy = passage.copy()
        this.#travel(passage, entry, fate.at, now)
        this.#travel(copy, entry, fate.at, now)
      }
    }
  }

  #travel(passage: Passage<Body>, entry: RowStage, until: Instant, now: Instant): void {
    // Whoever is under way for this very instant was here first and goes first.
    if (until === now && entry.underWay === 0) {
      passage.stage += 1
      this.#enter(passage, now)
      return
    }
    entry.underWay += 1
    this.#clock.set(passage, until)
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

  #drop(passage: Passage<Body>, reason: DropReason, now: Instant): void {
    const { packet, index, enteredAt, sender, stage } = passage
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
