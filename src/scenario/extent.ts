/**
 * About how much there is in a life of a scenario: all that is drawn of it is held in memory, and has
 * to be lived through. Where times are drawn the usual ones are taken.
 */
import { median } from '../profiles/spread.ts'
import type { Messages, Scenario, ScenarioEvent, Time } from './scenario.ts'

/**
 * Choices of ours: lived through within a minute or two, in half a gigabyte. Two events each 15 s go on
 * for a day, and so do messages each way, one a second.
 */
const MOST = { events: 20_000, messages: 100_000 } as const

/** What there is too much of, and what would have been accepted. */
export interface Excess {
  readonly found: string
  readonly expected: string
}

/** Of events; `index`: of the one that is there most often. */
export function tooManyEvents(
  events: readonly ScenarioEvent[],
): (Excess & { readonly index: number }) | undefined {
  const counts = events.map(countOf)
  const inAll = counts.reduce((sum, count) => sum + count, 0)
  if (inAll <= MOST.events) return undefined
  const most = Math.max(...counts)
  const found = most === inAll ? `${most} times` : `${most} times, of ${inAll} events in all`
  return { index: counts.indexOf(most), found, expected: `at most ${MOST.events} in a life` }
}

/** Of messages one way. */
export function tooManyMessages(scenario: Scenario, way: 'up' | 'down'): Excess | undefined {
  const messages = scenario.messages[way]
  if (messages.kind === 'at') return undefined
  const length = lengthOf(scenario)
  const count = Math.round((messages.perHour * length) / HOUR_NS)
  if (count <= MOST.messages) return undefined
  return {
    found: `${count} in a life of ${Math.round(length / SECOND_NS)} s`,
    expected: `at most ${MOST.messages}: fewer, or a life that is over sooner ("calm", "events")`,
  }
}

const HOUR_NS = 3_600e9
const SECOND_NS = 1e9

function countOf({ begins, what, again }: ScenarioEvent): number {
  if (again === undefined) return 1
  const from = begins.from === 'start' ? usual(begins.after) : 0
  const apart = again.kind === 'every' ? again.period : usual(again.after) + lastsOf(what)
  return Math.max(1, Math.ceil((again.until - from) / apart))
}

/** Until when it goes on. */
function lengthOf({ events, messages, calm }: Scenario): number {
  let end = 0
  for (const { begins, what, again } of events) {
    const first = (begins.from === 'start' ? 0 : end) + usual(begins.after)
    const last = Math.max(first, again?.until ?? 0)
    end = Math.max(end, last + lastsOf(what))
  }
  return Math.max(end, lastGiven(messages.up), lastGiven(messages.down)) + calm
}

const usual = (time: Time): number =>
  time.kind === 'exponential' ? time.least + time.mean : median(time)

const lastsOf = (what: ScenarioEvent['what']): number => ('lasts' in what ? usual(what.lasts) : 0)

const lastGiven = (messages: Messages): number =>
  messages.kind === 'at' ? (messages.times.at(-1) ?? 0) : 0
