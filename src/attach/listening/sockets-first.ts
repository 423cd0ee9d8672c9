/**
 * The alarm of an engine behind a socket, which rings only when the socket has nothing more to
 * say. An event loop looks at its timers before it looks at its sockets: where the machine was
 * busy, an answer that has become due meanwhile would leave before what has come meanwhile is
 * heard, and a client that said everything at once would seem to have waited for it.
 *
 * So whoever is due waits for a turn of the loop in which nothing came in. Left out: what a client
 * that is itself held up has not sent yet, which nobody can know.
 */
import { type Alarm, Call, type Task } from '../../engine.ts'
import type { Instant } from '../../units.ts'

export class SocketsFirst implements Alarm {
  readonly #alarm: Alarm
  readonly #heard: () => number
  /** What waits, and what waits in its place. */
  readonly #waiting = new Map<Task, Task>()

  /** `heard`: how much has come in so far, in whatever unit. */
  constructor(alarm: Alarm, heard: () => number) {
    this.#alarm = alarm
    this.#heard = heard
  }

  now(): Instant {
    return this.#alarm.now()
  }

  set(task: Task, time: Instant): void {
    this.clear(task)
    this.#wait(task, time, () => this.#due(task))
  }

  clear(task: Task): void {
    const instead = this.#waiting.get(task)
    if (instead === undefined) return
    this.#waiting.delete(task)
    this.#alarm.clear(instead)
  }

  #wait(task: Task, time: Instant, then: () => void): void {
    const instead = new Call(then)
    this.#waiting.set(task, instead)
    this.#alarm.set(instead, time)
  }

  #due(task: Task): void {
    const before = this.#heard()
    this.#wait(task, this.#alarm.now(), () => {
      if (this.#heard() !== before) {
        this.#due(task)
        return
      }
      this.#waiting.delete(task)
      task.run()
    })
  }
}
