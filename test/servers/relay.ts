/**
 * A relay that holds back everything for a while each way, in real time: the plainest model of a
 * round-trip time that there is. The handshake of TCP passes it by.
 *
 * Timers are late, the more so the busier the machine is. By how much is known, and taken off by
 * whoever measures: what each turn of the talk, the last of what was held back, was late.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { RealClock } from '../../src/clock/real.ts'
import { type Duration, plus, toMilliseconds } from '../../src/units.ts'

export interface Relay {
  readonly port: number
  /** By how much the turns of the latest connection were late in all, until now. */
  readonly lateMs: () => number
  readonly close: () => Promise<void>
}

export async function relayTo(
  target: { readonly host: string; readonly port: number },
  eachWay: Duration,
): Promise<Relay> {
  const clock = new RealClock()
  const sockets = new Set<Socket>()
  let turns = new Turns()
  const pass = (from: Socket, to: Socket, way: Way, taken: Turns): void => {
    sockets.add(from)
    const later = (task: () => void): void => {
      const due = plus(clock.now(), eachWay)
      clock.at(due, () => {
        taken.released(way, toMilliseconds(clock.now()) - toMilliseconds(due))
        task()
      })
    }
    from.setNoDelay(true)
    from.on('data', (bytes) => later(() => to.write(bytes)))
    from.on('end', () => later(() => to.end()))
    from.on('error', () => to.destroy())
  }
  const server = createServer((near) => {
    const far = connect(target)
    turns = new Turns()
    pass(near, far, 'up', turns)
    pass(far, near, 'down', turns)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port')
  return {
    port: address.port,
    lateMs: () => turns.lateMs,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      clock.stop()
      server.close()
      await once(server, 'close')
    },
  }
}

type Way = 'up' | 'down'

/** One end speaks after the other: each turn is as late as the last that was released of it. */
class Turns {
  #way: Way = 'up'
  #pastMs = 0
  #latestMs = 0

  released(way: Way, lateMs: number): void {
    if (way !== this.#way) this.#pastMs += this.#latestMs
    this.#way = way
    this.#latestMs = Math.max(0, lateMs)
  }

  get lateMs(): number {
    return this.#pastMs + this.#latestMs
  }
}
