/**
 * The link between two ends: two directions, each a row of impairments, for as long as whoever
 * made it lets it live, and for as many connections (flows) as use it.
 *
 * A packet passes the row in order, so that any order of impairments means what it says: loss
 * behind a queue loses what has been sent, loss before it relieves the queue. When a stage
 * delivers at once there is no event.
 *
 * The settings can change: a handover is another link under the same flows. What is under way
 * then arrives by the way that it entered. Of the new row, each impairment that the old one had
 * with the same settings goes on from where it is (queue, trace, position among outages, luck);
 * the others begin at the change. The radio is the device's and goes on in any case.
 *
 * Randomness: each stage has a generator of its own, forked by direction, place and kind, and
 * behind a change by the number of the change before. Adding a stage behind another leaves the
 * luck of the earlier one as it was; a stage that goes on keeps its generator.
 *
 * Leaves out: what the packets mean, and anything between directions but the device's radio.
 */
import { DIRECTIONS } from '../direction.ts'
import type { Alarm } from '../engine.ts'
import type { Random } from '../random.ts'
import type { Instant } from '../units.ts'
import type { LinkEvent } from './event.ts'
import { Flow, type FlowOptions, type Ways } from './flow.ts'
import { type Impairment, makeStage } from './impairments.ts'
import type { Stage } from './packet.ts'
import { Radio } from './radio.ts'
import { areSame } from './same-settings.ts'
import type { LinkSettings } from './settings.ts'
import type { SharedStage } from './shared-stage.ts'
import { type RowStage, Way } from './way.ts'

export interface LinkOptions<Body> {
  readonly settings: LinkSettings
  /** Only told what to do when. */
  readonly clock: Alarm
  /** Since when its journey goes on; the clock's `now()` unless said. */
  readonly origin?: Instant | undefined
  /** The device's, where it has been in use before this link was there. */
  readonly radio?: Radio | undefined
  /** For this link alone; draws made from it elsewhere change nothing here. */
  readonly random: Random
  readonly observe?: ((event: LinkEvent<Body>) => void) | undefined
}

export class Link<Body = unknown> {
  readonly #clock: Alarm
  readonly #random: Random
  readonly #radio: Radio
  readonly #ways: Ways<Body>
  #flows = 0
  #changes = 0

  constructor({ settings, clock, origin, radio, random, observe }: LinkOptions<Body>) {
    this.#clock = clock
    this.#random = random
    this.#radio = radio ?? new Radio(clock.now())
    this.#ways = {
      up: new Way({ direction: 'up', clock, observe }),
      down: new Way({ direction: 'down', clock, observe }),
    }
    this.#lay(settings, random, origin)
  }

  /** One more connection on this link. */
  flow(options: FlowOptions<Body>): Flow<Body> {
    this.#flows += 1
    return new Flow(this.#flows - 1, this.#ways, options)
  }

  /** From now on packets meet these settings. */
  change(settings: LinkSettings): void {
    this.#changes += 1
    this.#lay(settings, this.#random.fork(`change ${this.#changes}`))
  }

  #lay(settings: LinkSettings, random: Random, origin = this.#clock.now()): void {
    const radios = [...settings.up, ...settings.down].filter((one) => one.kind === 'radio')
    this.#radio.obey(radios, this.#clock.now())
    for (const direction of DIRECTIONS) {
      const way = this.#ways[direction]
      way.row = this.#row(way.row, settings[direction], random.fork(direction), origin)
    }
  }

  #row(
    before: readonly RowStage[],
    entries: readonly (Impairment | SharedStage)[],
    random: Random,
    origin: Instant,
  ): readonly RowStage[] {
    const left = [...before]
    return entries.map((entry, place) => {
      const label = `${place}:${entry.kind}`
      const known = left.findIndex((one) => areSame(one.entry, entry))
      const [kept] = known === -1 ? [] : left.splice(known, 1)
      return kept ?? { entry, stage: this.#stage(entry, random.fork(label), origin), underWay: 0 }
    })
  }

  #stage(entry: Impairment | SharedStage, random: Random, origin: Instant): Stage {
    if (entry.kind === 'shared') return entry.stage
    return makeStage(entry, { random, origin, radio: this.#radio })
  }
}
