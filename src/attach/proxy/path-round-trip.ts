/**
 * The round trip that the path to a real server has of its own: the shortest of a few TCP
 * handshakes, one after the other.
 */
import { connect } from 'node:net'
import type { Clock } from '../../clock/clock.ts'
import { between, type Duration, plus, seconds } from '../../units.ts'
import { type SocketAddress, written } from '../sockets/socket-address.ts'

const HANDSHAKES = 10
/** Of one handshake. */
const PATIENCE = seconds(5)

/** Rejects with an error whose message says what was expected and found. */
export async function roundTripTo(server: SocketAddress, clock: Clock): Promise<Duration> {
  let shortest = await handshakeWith(server, clock)
  for (let handshake = 1; handshake < HANDSHAKES; handshake += 1) {
    const took = await handshakeWith(server, clock)
    if (took < shortest) shortest = took
  }
  return shortest
}

function handshakeWith(server: SocketAddress, clock: Clock): Promise<Duration> {
  return new Promise((resolve, reject) => {
    const began = clock.now()
    const socket = connect({ ...server, noDelay: true })
    const failed = (why: string): void => {
      cancel()
      socket.destroy()
      reject(new Error(`expected a server at ${written(server)}, found ${why}`))
    }
    const cancel = clock.at(plus(began, PATIENCE), () => failed('no answer'))
    socket.once('error', (error: NodeJS.ErrnoException) => failed(error.code ?? error.name))
    socket.once('connect', () => {
      const took = between(began, clock.now())
      cancel()
      socket.destroy()
      resolve(took)
    })
  })
}
