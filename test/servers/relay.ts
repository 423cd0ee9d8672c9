/**
 * A relay that holds back everything for a while each way, in real time: the plainest model of a
 * round-trip time that there is. The handshake of TCP passes it by.
 *
 * Timers are late, the more so the busier the machine is, so that the time that a talk takes is
 * never quite its delays. How many there were is counted: one end speaks after the other, and each
 * turn of the talk is held back once, in however many pieces it comes.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { RealClock } from '../../src/clock/real.ts'
import { type Duration, plus } from '../../src/units.ts'

export interface Relay {
  readonly port: number
  /** Of the latest connection, released until now. */
  readonly turns: () => number
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
      clock.at(plus(clock.now(), eachWay), task)
    }
    from.setNoDelay(true)
    from.on('data', (bytes) =>
      later(() => {
        taken.released(way)
        to.write(bytes)
      }),
    )
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
    turns: () => turns.count,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      clock.stop()
      server.close()
      await once(server, 'close')
    },
  }
}

type Way = 'up' | 'down'

class Turns {
  count = 0
  #way: Way | undefined

  released(way: Way): void {
    if (way !== this.#way) this.count += 1
    this.#way = way
  }
}
