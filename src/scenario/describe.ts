/** A scenario in words: what happens, line by line. */
import { longestOf, median, shortestOf } from '../profiles/spread.ts'
import { time } from '../quantities/words.ts'
import type { Duration } from '../units.ts'
import type { Happening } from './happening.ts'
import type { Messages, Scenario, ScenarioEvent, Time } from './scenario.ts'

export const describeScenario = ({ events, messages, calm }: Scenario): readonly string[] => [
  ...events.map(eventText),
  `messages up ${messagesText(messages.up)}, down ${messagesText(messages.down)}`,
  `the life goes on for ${time(calm)} after that`,
]

function eventText({ begins, what, again }: ScenarioEvent): string {
  const when =
    begins.from === 'start' ? `at ${timeText(begins.after)}` : `${timeText(begins.after)} later`
  const repeated =
    again === undefined
      ? ''
      : `; again ${timeText(again.after)} after its end, until ${time(again.until)}`
  return `${when}: ${happeningText(what)}${repeated}`
}

function happeningText(what: Happening<Time>): string {
  switch (what.kind) {
    case 'outage':
      return `outage for ${timeText(what.lasts)}${toldText(what)}`
    case 'hold':
      return `packets are held for ${timeText(what.lasts)}`
    case 'address-change':
      return `another address${what.profile === undefined ? '' : ` on ${what.profile}`}, after a gap of ${timeText(what.lasts)}${toldText(what)}`
    case 'profile-change':
      return `the link becomes ${what.profile}`
    case 'forgotten':
      return `a middlebox forgets the connection, by ${what.by}`
    case 'asleep': {
      const { budget } = what
      const woken = budget === undefined ? '' : `, then woken by a push for ${time(budget)}`
      return `the device sleeps for ${timeText(what.lasts)}${woken}`
    }
    case 'server-restart':
      return `the server is gone for ${timeText(what.lasts)}, sessions ${what.sessions}`
  }
}

const toldText = ({ told }: Extract<Happening<Time>, { readonly told: unknown }>): string =>
  told.kind === 'nothing' ? ', of which nobody tells' : `, told ${time(told.after)} after its end`

/** A constant, or its median and what it lies between. */
function timeText(spread: Time): string {
  if (spread.kind === 'exponential') return `${time(spread.mean)} on average`
  if (spread.kind === 'fixed') return time(spread.value)
  const [shortest, longest] = [shortestOf(spread), longestOf(spread)] as [Duration, Duration]
  return `${time(shortest)} to ${time(longest)} (median ${time(median(spread))})`
}

function messagesText(messages: Messages): string {
  if (messages.kind === 'poisson') return `${messages.perHour}/h`
  return messages.times.length === 0 ? 'none' : `at ${messages.times.map(time).join(', ')}`
}
