/**
 * A relay that holds back everything for a while each way, in real time: the plainest model of a
 * round-trip time that there is. The handshake of TCP passes it by.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { RealClock } from '../../src/clock/real.ts'
import { type Duration, plus } from '../../src/units.ts'

export interface Relay {
  readonly port: number
  readonly close: () => Promise<void>
}

export async function relayTo(
  target: { readonly host: string; readonly port: number },
  eachWay: Duration,
): Promise<Relay> {
  const clock = new RealClock()
  const sockets = new Set<Socket>()
  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from)
    const later = (task: () => void): void => {
      clock.at(plus(clock.now(), eachWay), task)
    }
    from.setNoDelay(true)
    from.on('data', (bytes) => later(() => to.write(bytes)))
    from.on('end', () => later(() => to.end()))
    from.on('error', () => to.destroy())
  }
  const server = createServer((near) => {
    const far = connect(target)
    pass(near, far)
    pass(far, near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port')
  return {
    port: address.port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      clock.stop()
      server.close()
      await once(server, 'close')
    },
  }
}
