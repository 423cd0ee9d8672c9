/** A scenario in words: what happens, line by line. */
import { longestOf, median, shortestOf } from '../profiles/spread.ts'
import { time } from '../quantities/words.ts'
import { type Duration, milliseconds, nanoseconds, toMilliseconds } from '../units.ts'
import type { Happening } from './happening.ts'
import type { Again, Messages, Scenario, Time } from './scenario.ts'

/** What happens when, in the order of its file. */
export const describeEvents = ({ events }: Scenario): Rows =>
  events.map(({ begins, what, again }) => [
    begins.from === 'start' ? `at ${timeText(begins.after)}` : `${timeText(begins.after)} later`,
    `${happeningText(what)}${again === undefined ? '' : againText(again)}`,
  ])

/** What is written meanwhile, and how long the life goes on. */
export const describeMessages = ({ messages, calm }: Scenario): Rows => [
  ['up', messagesText(messages.up)],
  ['down', messagesText(messages.down)],
  ['late', `after ${time(messages.late)}`],
  ['calm', `the life goes on for ${time(calm)} after all that`],
]

/** One that has been drawn. */
export function describeHappening(one: Happening): string {
  if ('lasts' in one)
    return happeningText({ ...one, lasts: { kind: 'fixed', value: rounded(one.lasts) } })
  if ('idle' in one)
    return happeningText({ ...one, idle: { kind: 'fixed', value: rounded(one.idle) } })
  return happeningText(one)
}

/** Of a server of which nothing more is known. */
export const describeAbsence = ({ lasts }: { readonly lasts: Duration }): string =>
  absenceText({ lasts: { kind: 'fixed', value: rounded(lasts) } })

type Rows = readonly (readonly [label: string, value: string])[]

const againText = (again: Again): string =>
  again.kind === 'every'
    ? `; again every ${time(again.period)}, until ${time(again.until)}`
    : `; again ${timeText(again.after)} after its end, until ${time(again.until)}`

/** To the millisecond: what is drawn has more digits than anybody reads. */
const rounded = (time: Duration): Duration => milliseconds(Math.round(toMilliseconds(time)))

function happeningText(what: Happening<Time>): string {
  switch (what.kind) {
    case 'outage':
      return `outage for ${timeText(what.lasts)}${toldText(what)}`
    case 'hold':
      return `packets are held for ${timeText(what.lasts)}`
    case 'address-change':
      return `another address${what.profile === undefined ? '' : ` on ${what.profile}`}${gapText(what.lasts)}${toldText(what)}`
    case 'profile-change':
      return `the link becomes ${what.profile}`
    case 'idle-middlebox':
      return `a middlebox forgets who has been idle for ${timeText(what.idle)}, by ${what.by}`
    case 'forgotten':
      return `a middlebox forgets the connection, by ${what.by}`
    case 'asleep': {
      const { budget } = what
      const woken = budget === undefined ? '' : `, then woken by a push for ${time(budget)}`
      return `the device sleeps for ${timeText(what.lasts)}${woken}`
    }
    case 'server-restart':
      return `${absenceText(what)}, sessions ${what.sessions}`
  }
}

const absenceText = ({ lasts }: { readonly lasts: Time }): string =>
  `the server is gone for ${timeText(lasts)}`

const gapText = (gap: Time): string =>
  gap.kind === 'fixed' && gap.value === 0 ? '' : `, after a gap of ${timeText(gap)}`

const toldText = ({ told }: Extract<Happening<Time>, { readonly told: unknown }>): string =>
  told.kind === 'nothing' ? ', of which nobody tells' : `, told ${time(told.after)} after its end`

/** Three digits of what has been computed. */
const readable = (value: Duration): Duration =>
  nanoseconds(Math.round(Number(value.toPrecision(3))))

/** A constant, or its median and what it lies between. */
function timeText(spread: Time): string {
  if (spread.kind === 'exponential') {
    const { least, mean } = spread
    return least === 0
      ? `${time(mean)} on average`
      : `${time(least)} and another ${time(mean)} on average`
  }
  if (spread.kind === 'fixed') return time(spread.value)
  const [shortest, longest] = [shortestOf(spread), longestOf(spread)] as [Duration, Duration]
  return `${time(shortest)} to ${time(longest)} (median ${time(readable(median(spread)))})`
}

function messagesText(messages: Messages): string {
  if (messages.kind === 'poisson') {
    return `${messages.perHour / 60} a minute on average`
  }
  return messages.times.length === 0 ? 'none' : `at ${messages.times.map(time).join(', ')}`
}
