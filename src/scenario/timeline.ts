/**
 * The timeline of one trial, drawn from a scenario. Every event and each direction's messages have
 * a generator of their own, so that strategies and policies meet the same life, and overriding the
 * messages leaves what happens as it was.
 */
import { exponential } from '../link/exponential.ts'
import { drawn } from '../profiles/spread.ts'
import type { Random } from '../random.ts'
import {
  type Duration,
  type Instant,
  instant,
  later,
  plus,
  START,
  seconds,
  sum,
  times,
  ZERO,
} from '../units.ts'
import type { Happening } from './happening.ts'
import type { Again, Messages, Scenario, ScenarioEvent, Time } from './scenario.ts'

export interface Timeline {
  /** In the order in which they begin. */
  readonly happenings: readonly (Happening & { readonly at: Instant })[]
  /** When each message is sent, ascending. */
  readonly messages: { readonly up: readonly Instant[]; readonly down: readonly Instant[] }
  /** What takes longer is late. */
  readonly late: Duration
  /** Until when the life goes on at least, and messages are sent. */
  readonly until: Instant
}

type Placed = Timeline['happenings'][number]

export function drawTimeline(scenario: Scenario, random: Random): Timeline {
  const happenings: Placed[] = []
  let end = START
  scenario.events.forEach((event, index) => {
    for (const one of occurrences(event, end, random.fork(`event ${index}`))) {
      happenings.push(one)
      end = later(end, endOf(one))
    }
  })
  happenings.sort((a, b) => a.at - b.at)
  const { up, down } = scenario.messages
  const until = plus(later(end, later(lastGiven(up), lastGiven(down))), scenario.calm)
  return {
    happenings,
    messages: {
      up: messageTimes(up, until, random.fork('up')),
      down: messageTimes(down, until, random.fork('down')),
    },
    late: scenario.messages.late,
    until,
  }
}

/** When the network, device or server is as it was, as far as it comes to be so. */
export const endOf = (one: Placed): Instant => plus(one.at, lengthOf(one))

const lengthOf = (one: Happening): Duration => ('lasts' in one ? one.lasts : ZERO)

function occurrences(event: ScenarioEvent, endBefore: Instant, random: Random): readonly Placed[] {
  const { begins, what, again } = event
  const origin = begins.from === 'start' ? START : endBefore
  let one = placedAt(plus(origin, drawnTime(begins.after, random)), what, random)
  const all = [one]
  while (again !== undefined) {
    one = placedAt(nextOf(one, again, random), what, random)
    if (one.at >= again.until) break
    all.push(one)
  }
  return all
}

const nextOf = (one: Placed, again: Again, random: Random): Instant =>
  again.kind === 'every'
    ? plus(one.at, again.period)
    : plus(endOf(one), drawnTime(again.after, random))

function placedAt(at: Instant, what: Happening<Time>, random: Random): Placed {
  if ('lasts' in what) return { ...what, at, lasts: drawnTime(what.lasts, random) }
  if (what.kind === 'idle-middlebox') return { ...what, at, idle: drawnTime(what.idle, random) }
  return { ...what, at }
}

const drawnTime = (time: Time, random: Random): Duration =>
  time.kind === 'exponential'
    ? sum(time.least, times(time.mean, exponential(random)))
    : drawn(time, random)

const HOUR_NS = 3_600e9

const lastGiven = (messages: Messages): Instant =>
  plus(START, messages.kind === 'at' ? (messages.times.at(-1) ?? ZERO) : ZERO)

/** Nothing is written at random before: time for the first attempt, also over a slow link. */
const LEAD = seconds(15)

function messageTimes(messages: Messages, until: Instant, random: Random): readonly Instant[] {
  if (messages.kind === 'at') return messages.times.map((time) => plus(START, time))
  const sent: Instant[] = []
  const mean = Math.round(HOUR_NS / messages.perHour) as Duration
  for (;;) {
    const at = plus(sent.at(-1) ?? instant(LEAD), times(mean, exponential(random)))
    if (at >= until) return sent
    sent.push(at)
  }
}
