/**
 * Linux's clock tick and timer wheel (kernel/time/timer.c).
 *
 * Models: time in jiffies of 1/HZ s; a timer that never fires early and is rounded up to the
 * granularity of its level, which grows by 8 with each level (`calc_wheel_index`, `calc_index`);
 * the phase of the tick and of the levels, which differs from host to host and is drawn from
 * the seed; and that a timer is sometimes served by the tick after the one it was due at. At HZ=250
 * the granularity is 4 ms up to 252 ms, 32 ms up to 2 s, 256 ms up to 16 s, 2 s above.
 *
 * Left out: how late a tick is served (interrupt latency, tens of microseconds).
 */
import type { Random } from '../random.ts'
import type { Instant } from '../units.ts'
import type { TcpSettings, TimerSettings } from './settings.ts'

const LEVEL_SHIFT = 3
const LEVEL_SLOTS = 64
/** Levels of a HZ > 100 build; the last one has no upper end here. */
const LEVELS = 9
/** Long enough for every level that a handshake meets to have a phase of its own. */
const PHASE_SPAN_JIFFIES = 1 << 24
const NANOSECONDS_PER_SECOND = 1_000_000_000
const NANOSECONDS_PER_MICROSECOND = 1_000
const EXACT_TICK_NS = NANOSECONDS_PER_MICROSECOND

export class TimerWheel {
  /** Length of a jiffy; `ideal` timers have one of a microsecond and no wheel. */
  readonly tickNs: number
  readonly tickUs: number
  readonly phaseNs: number
  readonly #rounds: boolean
  readonly #lateness: number
  readonly #random: Random

  constructor(settings: TcpSettings, random: Random) {
    const { timers } = settings
    this.tickNs =
      timers.kind === 'linux' ? Math.round(NANOSECONDS_PER_SECOND / timers.hz) : EXACT_TICK_NS
    this.tickUs = this.tickNs / NANOSECONDS_PER_MICROSECOND
    this.phaseNs = phaseOf(timers, this.tickNs, random)
    this.#random = random
    this.#lateness = timers.kind === 'linux' && settings.rules.timerLateness ? timers.lateness : 0
    this.#rounds = timers.kind === 'linux' && settings.rules.timerWheel
  }

  /** The jiffies counter at that time. */
  jiffies(now: Instant): number {
    return Math.floor((now + this.phaseNs) / this.tickNs)
  }

  /** `usecs_to_jiffies`: rounded up. */
  fromMicroseconds(microseconds: number): number {
    return Math.ceil(microseconds / this.tickUs)
  }

  toMicroseconds(jiffies: number): number {
    return jiffies * this.tickUs
  }

  /** When a timer armed now for that many jiffies fires. */
  expiry(now: Instant, jiffies: number): Instant {
    if (!this.#rounds) return (now + jiffies * this.tickNs) as Instant
    const due = this.jiffies(now) + jiffies
    let granularity = 1
    let reach = LEVEL_SLOTS - 1
    for (let level = 1; level < LEVELS && jiffies >= reach; level += 1) {
      granularity *= 1 << LEVEL_SHIFT
      reach *= 1 << LEVEL_SHIFT
    }
    const slot = (Math.floor(due / granularity) + 1) * granularity
    const served = this.#random.chance(this.#lateness) ? slot + 1 : slot
    return (served * this.tickNs - this.phaseNs) as Instant
  }
}

const phaseOf = (timers: TimerSettings, tickNs: number, random: Random): number => {
  if (timers.kind === 'ideal') return 0
  return timers.phase ?? random.below(PHASE_SPAN_JIFFIES) * tickNs + random.below(tickNs)
}
