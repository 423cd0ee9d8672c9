/**
 * The alarm of an engine behind a socket, which rings only when the socket has nothing more to
 * say. An event loop looks at its timers before it looks at its sockets: where the machine was
 * busy, an answer that has become due meanwhile would leave before what has come meanwhile is
 * heard, and a client that said everything at once would seem to have waited for it.
 *
 * So whoever is due waits for a turn of the loop in which nothing came in. Left out: what a client
 * that is itself held up has not sent yet, which nobody can know.
 */
import type { Cancel, Clock } from '../../clock/clock.ts'
import type { Alarm } from '../../engine.ts'

/** `heard`: how much has come in so far, in whatever unit. */
export const socketsFirst = (clock: Clock, heard: () => number): Alarm => ({
  now: () => clock.now(),
  at(time, task) {
    let cancel: Cancel
    const due = (): void => {
      const before = heard()
      cancel = clock.at(clock.now(), () => (heard() === before ? task() : due()))
    }
    cancel = clock.at(time, due)
    return () => cancel()
  },
})
