/**
 * The addresses at which a real server may be: raced in real time until one takes a connection
 * (RFC 8305, XEP-0495), which is the one for all connections from then on, as long as it takes them. A
 * run is to meet one server.
 *
 * What that takes is nobody's result: time on the link stands still until the far end is connected.
 */
import { connect, type Socket } from 'node:net'
import { type Alarm, Driver } from '../../engine.ts'
import { type Destination, HAPPY_EYEBALLS } from '../../stack/addresses/destination.ts'
import {
  Schedule,
  type ScheduleInput,
  type ScheduleOutput,
} from '../../stack/addresses/schedule.ts'
import type { Failure } from '../../transport.ts'
import { type Duration, toMilliseconds } from '../../units.ts'
import { type SocketAddress, written } from '../sockets/socket-address.ts'

/** Its `host` is an address, or a name that nobody knows. */
export interface FarAddress extends SocketAddress, Pick<Destination, 'ip' | 'priority'> {}

export interface SocketOpening {
  readonly connected: (socket: Socket) => void
  readonly failed: (failure: Failure) => void
}

export type Connect = (at: SocketAddress) => Socket

const toServer: Connect = ({ host, port }) => connect({ host, port, noDelay: true })

type Numbered = FarAddress & Destination

export class FarAddresses {
  readonly #all: readonly Numbered[]
  readonly #connectTimeout: Duration
  readonly #connect: Connect
  readonly #passedOver = new Map<string, string>()
  #reached: Numbered | undefined

  constructor(
    addresses: readonly FarAddress[],
    connectTimeout: Duration,
    connectTo: Connect = toServer,
  ) {
    this.#all = addresses.map((one, index) => ({ ...one, number: index + 1, reaches: 'server' }))
    this.#connectTimeout = connectTimeout
    this.#connect = connectTo
  }

  /** Where it took a connection last. */
  get reached(): SocketAddress | undefined {
    return this.#reached
  }

  /** Those that took none, with what was found there, in words. */
  get passedOver(): ReadonlyMap<string, string> {
    return this.#passedOver
  }

  /** Connects to one of them; what is returned calls it off. */
  open(alarm: Alarm, opening: SocketOpening): () => void {
    const reached = this.#reached
    if (reached === undefined) return this.#race(this.#all, alarm, opening)
    let callOff = this.#race([reached], alarm, {
      connected: opening.connected,
      failed: () => {
        this.#reached = undefined
        callOff = this.#race(this.#all, alarm, opening)
      },
    })
    return () => callOff()
  }

  #race(
    addresses: readonly Numbered[],
    alarm: Alarm,
    { connected, failed }: SocketOpening,
  ): () => void {
    const open = new Map<Destination, Socket>()
    let isDecided = false
    const at = (destination: Destination): string => {
      const address = addresses.find((one) => one === destination)
      return address === undefined ? '' : written(address)
    }
    const engine = new Schedule({ manner: HAPPY_EYEBALLS, connectTimeout: this.#connectTimeout })
    const schedule = new Driver<ScheduleInput, ScheduleOutput>(engine, alarm, (output) => {
      if (output.kind === 'try') begin(output.destination)
      else if (output.kind === 'leave') leave(output.destination)
      else if (output.kind === 'exhausted') failed(this.#noneOf(addresses))
    })
    const begin = (destination: Destination): void => {
      const address = addresses.find((one) => one === destination)
      if (address === undefined) return
      const socket = this.#connect(address)
      open.set(destination, socket)
      socket.once('error', (error: NodeJS.ErrnoException) => {
        if (!open.delete(destination)) return
        this.#passedOver.set(written(address), error.code ?? error.name)
        schedule.handle({ kind: 'failed', destination, failure: 'refused' })
      })
      socket.once('connect', () => {
        if (!open.delete(destination)) return
        this.#reached = address
        this.#passedOver.delete(written(address))
        isDecided = true
        schedule.handle({ kind: 'connected', destination })
        socket.removeAllListeners('error')
        connected(socket)
      })
    }
    const leave = (destination: Destination): void => {
      const socket = open.get(destination)
      open.delete(destination)
      // What was only slower is not passed over.
      if (!isDecided) this.#passedOver.set(at(destination), this.#silence)
      socket?.on('error', () => {})
      socket?.destroy()
    }
    schedule.handle({ kind: 'found', destinations: addresses, complete: true })
    return () => {
      isDecided = true
      schedule.handle({ kind: 'stop' })
    }
  }

  get #silence(): string {
    return `no answer within ${toMilliseconds(this.#connectTimeout) / 1000} s`
  }

  #noneOf(addresses: readonly Numbered[]): Failure {
    const found = addresses.map((address) => {
      const at = written(address)
      return `${this.#passedOver.get(at) ?? this.#silence} at ${at}`
    })
    const isSilent = found.some((text) => text.startsWith(this.#silence))
    return {
      code: isSilent ? 'connect-timeout' : 'connection-refused',
      detail: `expected a server at one of ${found.length} addresses, found ${found.join(', ')}`,
    }
  }
}
