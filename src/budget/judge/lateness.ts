/**
 * Where a time of an episode lies that was seen on a machine that was late.
 *
 * What happens to the link late makes times too long: what a task does waits for it, and whatever comes
 * of that waits as well. So of packets that follow from one another lateness adds up. A time is too short
 * only by what it begins with, the break or its end, which may have been noted late itself.
 *
 * Left out: timers of TCP that run late, for packets that are sent again. That every task was as late as
 * the latest of all is more than they come to.
 */
import type { EpisodeFigure } from '../episode-expectation.ts'
import type { Range } from './held-against.ts'

/** A packet is kept by what holds it (an outage, the radio), by the rate, the delay and its host. */
const TASKS_PER_PACKET = 4
const TASKS_PER_ROUND_TRIP = 2 * TASKS_PER_PACKET

type TimeName = Extract<EpisodeFigure, { readonly kind: 'time' }>['name']

/** `lateMs`: of the latest task. */
export function withLateness(
  valueMs: number,
  name: TimeName,
  attempts: readonly { readonly waits: number }[],
  lateMs: number,
): Range {
  const tasks = TASKS_PER_ROUND_TRIP * roundTrips(name, attempts)
  return { low: Math.max(0, valueMs - tasks * lateMs), high: valueMs + lateMs }
}

/** As many as can have followed from one another by then, at most. */
function roundTrips(name: TimeName, attempts: readonly { readonly waits: number }[]): number {
  // What it asked on the connection that it had, and the reset that came of it.
  if (name === 'noticed') return 1
  const back = attempts.reduce((sum, { waits }) => sum + waits, 1)
  // Messages are sent again behind that.
  return name === 'back' ? back : back + 1
}
