/** A client by hand, on a real socket: says what no client would, and hears what comes back. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { CERTIFICATE, HOST } from './hosting.ts'

export class RawClient {
  heard = ''
  closed = false
  readonly socket: Socket
  readonly #changed: (() => void)[] = []

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk) => {
      this.heard += chunk.toString('latin1')
      this.#tell()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.closed = true
      this.#tell()
    })
  }

  static async clear(port: number): Promise<RawClient> {
    const socket = connect(port, HOST)
    const client = new RawClient(socket)
    await once(socket, 'connect')
    return client
  }

  static async direct(port: number): Promise<RawClient> {
    const socket = tlsConnect({
      port,
      host: HOST,
      servername: 'localhost',
      ca: CERTIFICATE.chain,
    })
    const client = new RawClient(socket)
    await once(socket, 'secureConnect')
    return client
  }

  say(text: string | Uint8Array): void {
    this.socket.write(text)
  }

  /** Waits for a text, or for the end of the connection. */
  async hear(text: RegExp): Promise<string> {
    while (!text.test(this.heard) && !this.closed) await this.#change()
    return this.heard
  }

  async end(): Promise<string> {
    while (!this.closed) await this.#change()
    return this.heard
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#changed.push(resolve))
  }

  #tell(): void {
    for (const resolve of this.#changed.splice(0)) resolve()
  }
}

export const HEADER =
  "<?xml version='1.0'?><stream:stream to='localhost' from='alice@localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** SASL2 with PLAIN, binding, and stream management. */
export const plainLogin = (password: string): string =>
  `<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>${base64(`\0alice\0${password}`)}</initial-response><bind xmlns='urn:xmpp:bind:0'><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind></authenticate>`
