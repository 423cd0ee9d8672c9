/**
 * A relay that decides in how many pieces a client reads what comes with its success: it is the
 * server to the client and the client to the server, TLS included. A piece is one TLS record,
 * which is what a client's TLS hands on at a time, however the kernel has cut the octets.
 */
import { once } from 'node:events'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { CERTIFICATE, HOST } from './hosting.ts'

/**
 * `joined`: success and features in one piece. `apart`: features only when the client has taken
 * in the success, which it shows by what it says next.
 */
export type Pieces = 'joined' | 'apart'

export interface CuttingRelay {
  readonly port: number
  readonly close: () => Promise<void>
}

const SUCCESS_END = '</success>'
const FEATURES_END = '</stream:features>'

export async function cuttingRelay(to: number, pieces: Pieces): Promise<CuttingRelay> {
  const ends = new Set<TLSSocket>()
  const server = createServer({ cert: CERTIFICATE.chain, key: CERTIFICATE.key }, (near) => {
    const far = connect({ port: to, host: HOST, servername: 'localhost', ca: CERTIFICATE.chain })
    const cut = new Cut(pieces, near)
    near.on('data', (octets) => {
      cut.clientSaid()
      far.write(octets)
    })
    far.on('data', (octets) => cut.pass(octets.toString()))
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.on('error', () => {})
      end.on('close', () => other.destroy())
    }
  })
  server.on('tlsClientError', () => {})
  server.listen(0, HOST)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port')
  return {
    port: address.port,
    close: async () => {
      for (const end of ends) end.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What the server says, held back until it can go out in the pieces that are wanted. */
class Cut {
  readonly #pieces: Pieces
  readonly #near: TLSSocket
  #held = ''
  #awaited: 'nothing' | 'features' | 'client' = 'nothing'

  constructor(pieces: Pieces, near: TLSSocket) {
    this.#pieces = pieces
    this.#near = near
  }

  pass(text: string): void {
    this.#held += text
    const end = this.#held.indexOf(SUCCESS_END)
    // Behind a session that is resumed the server offers nothing.
    if (this.#awaited === 'nothing' && end !== -1 && this.#held.includes('<bound ')) {
      this.#awaited = this.#pieces === 'joined' ? 'features' : 'client'
      if (this.#pieces === 'apart') {
        const success = this.#held.slice(0, end + SUCCESS_END.length)
        this.#near.write(success)
        this.#held = this.#held.slice(success.length)
      }
    }
    if (this.#awaited === 'features' && this.#held.includes(FEATURES_END, end)) this.#release()
    else if (this.#awaited === 'nothing') this.#release()
  }

  clientSaid(): void {
    if (this.#awaited === 'client') this.#release()
  }

  #release(): void {
    this.#awaited = 'nothing'
    if (this.#held !== '') this.#near.write(this.#held)
    this.#held = ''
  }
}
