/**
 * One trial of a cell: an attempt with its own seed, folded into one record.
 *
 * The trial's index decides everything that is random in it. The link, the timers and the
 * nonces are drawn from generators forked by profile and index, never by strategy.
 *
 * The same trial can be run over a recorded conversation (`../replay`), which comes to the same.
 */
import type { SimulatedSettings } from '../../attach/simulated/connection.ts'
import { VirtualClock } from '../../clock/virtual.ts'
import { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import { neverBegun, type TrialRecord } from '../../record/trial-record.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import { isMoved } from '../../strategies/over.ts'
import { type Bytes, between, START } from '../../units.ts'
import { AttemptRecord } from '../attempt-record.ts'
import { Attempt } from './attempt.ts'
import type { AttemptObserver } from './attempt-observer.ts'
import type { Cell } from './cell.ts'
import { simulatedSettings } from './conditions.ts'
import type { Earlier } from './earlier.ts'
import type { LifeObserver } from './life-observer.ts'
import { beginLife, type LifeParts } from './life-trial.ts'
import { type Migrated, migrate } from './migration.ts'
import type { FarEnd } from './peer.ts'
import type { Recorded } from './recorded.ts'
import { replayedEnds } from './replayed-ends.ts'
import { spokenTo } from './spoken.ts'
import { type Begun, ended, type LifeUnderWay } from './under-way.ts'

/** Runs trials one after the other, with one clock whose memory is used again. */
export class TrialRunner {
  readonly #clock = new VirtualClock()
  /** Those of the trial before: of a cell they differ with the link's MTU alone. */
  #settings:
    | { readonly cell: Cell; readonly mtu: Bytes; readonly all: SimulatedSettings }
    | undefined

  run(cell: Cell, index: number): TrialRecord {
    return ended(this.begin(cell, index))
  }

  /** The same, but for a life's steps: whoever leads it may leave it. */
  begin(cell: Cell, index: number): Begun {
    const { earlier, course } = cell
    if ('code' in earlier) return neverBegun(earlier)
    if (course !== undefined) return this.life({ cell, course, earlier }, index)
    const record = new AttemptRecord(cell.strategy)
    const observer = { dialogue: record.dialogue, stalled: record.stalled, connection: {} }
    const { outcome, endedAt, traffic, server } = this.attempt(cell, earlier, index, observer)
    return record.finished(outcome, endedAt, traffic, server.waits)
  }

  /** The same over what was recorded; undefined when the trial leaves it. */
  replay(cell: Cell, recorded: Recorded, index: number): TrialRecord | undefined {
    const random = this.#begin(cell, index)
    const drawn = cell.drawLink(random.fork('profile'))
    const record = new AttemptRecord(cell.strategy)
    const trial: { course: 'as-recorded' | 'left' } = { course: 'as-recorded' }
    const { client, server } = replayedEnds(recorded, {
      random: random.fork('server'),
      leave: () => {
        trial.course = 'left'
        attempt.giveUp()
      },
    })
    const attempt: Attempt = new Attempt({
      client,
      server,
      settings: this.#settingsOf(cell, recorded.earlier, drawn.mtu),
      clock: this.#clock,
      link: new Link({ settings: drawn.link, clock: this.#clock, random: random.fork('link') }),
      random,
      timeout: cell.conditions.timeout,
      observer: { dialogue: record.dialogue, stalled: record.stalled, connection: {} },
    })
    const outcome = attempt.run()
    const now = this.#clock.now()
    const { within } = recorded.conversation
    const isLate = within !== 'unlimited' && between(START, now) > within
    if (trial.course === 'left' || outcome.kind === 'failed' || isLate) return undefined
    return record.finished(outcome, now, attempt.traffic)
  }

  /** The same trial with whatever observer; the attempt is over when this returns. */
  attempt(
    cell: Cell,
    earlier: Earlier,
    index: number,
    observer: AttemptObserver,
  ): Migrated & { readonly server: FarEnd } {
    const random = this.#begin(cell, index)
    const { strategy } = cell
    const drawn = cell.drawLink(random.fork('profile'))
    const server = earlier.peer.fork().accept(random.fork('server'), this.#clock)
    const { client } = spokenTo(earlier.peer, cell, earlier.memory, this.#clock.now())
    const settings = this.#settingsOf(cell, earlier, drawn.mtu)
    const clock = this.#clock
    const { timeout } = cell.conditions
    if (isMoved(strategy.over)) {
      const parts = { client, server, settings, clock, random, timeout, observer }
      return { ...migrate({ ...parts, link: drawn.link, observeLink: observer.link }), server }
    }
    const link = new Link<LinkBody>({
      settings: drawn.link,
      clock,
      random: random.fork('link'),
      observe: observer.link,
    })
    // Field by field, here and below: an object made by spreading is slow.
    const attempt = new Attempt({
      client,
      server,
      settings,
      clock,
      link,
      random,
      timeout,
      observer,
    })
    const outcome = attempt.run()
    return { outcome, endedAt: clock.now(), traffic: attempt.traffic, server }
  }

  /** One life, watched by whoever wants to; until it is over, the clock is its own. */
  life(
    parts: LifeParts,
    index: number,
    observe?: (clock: VirtualClock) => LifeObserver,
  ): LifeUnderWay {
    this.#clock.reset()
    const random = parts.cell.random.fork(index)
    const drawn = parts.cell.drawLink(random.fork('profile'))
    return beginLife(parts, drawn, this.#clock, random, observe?.(this.#clock))
  }

  #begin(cell: Cell, index: number): Random {
    this.#clock.reset()
    return cell.random.fork(index)
  }

  #settingsOf(cell: Cell, { held }: Earlier, mtu: Bytes): SimulatedSettings {
    if (this.#settings?.cell !== cell || this.#settings.mtu !== mtu) {
      const { strategy, conditions, account } = cell
      const all = simulatedSettings(strategy, conditions, held, account, mtu)
      this.#settings = { cell, mtu, all }
    }
    return this.#settings.all
  }
}
