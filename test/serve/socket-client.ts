/** A dialogue on a real socket: the client's half of what `serve` is, as small as it can be. */
import { connect, type Socket } from 'node:net'
import {
  type ConnectionOptions,
  type PeerCertificate,
  type TLSSocket,
  connect as tlsConnect,
} from 'node:tls'
import { serverEndPoint } from '../../src/attach/sockets/end-point.ts'
import { RealClock } from '../../src/clock/real.ts'
import { Driver } from '../../src/engine.ts'
import { Random } from '../../src/random.ts'
import type { Layer, TransportCommand } from '../../src/transport.ts'
import type { DialogueInput, DialogueOutput, Outcome } from '../../src/xmpp/dialogue/dialogue.ts'
import {
  type Carriage,
  type CarriedDialogue,
  carriedDialogue,
} from '../../src/xmpp/dialogue/layered.ts'
import type { ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../src/xmpp/dialogue/script.ts'
import type { HttpSession } from '../../src/xmpp/framing/bodies.ts'
import { CERTIFICATE, HOST } from './hosting.ts'

export class SocketClient {
  /** The dialogue's own count: its script's blocking. */
  readonly waits: Partial<Record<Layer, number>> = {}
  readonly outcome: Promise<Outcome>
  /** Of the TLS session, once the server has sent a ticket. */
  session: Buffer | undefined
  readonly #driver: Driver<DialogueInput, DialogueOutput>
  readonly #dialogue: CarriedDialogue
  readonly #port: number
  readonly #tls: ConnectionOptions
  #socket: Socket | undefined
  #finish: (outcome: Outcome) => void = () => {}

  constructor(
    port: number,
    script: Script<ReadyStream>,
    tls: ConnectionOptions = {},
    carriage?: Carriage,
  ) {
    this.#port = port
    this.#tls = tls
    this.outcome = new Promise((resolve) => {
      this.#finish = resolve
    })
    const dialogue = carriedDialogue(script, Random.seeded('client'), carriage)
    this.#dialogue = dialogue
    this.#driver = new Driver(dialogue, new RealClock(), (output) => this.#heed(output))
    this.#driver.begin()
  }

  /** Of what carries it, where that outlives the connection. */
  get carried(): HttpSession | undefined {
    return this.#dialogue.session
  }

  /** The connection is gone without a word. */
  lose(): void {
    this.#socket?.destroy()
  }

  #heed(output: DialogueOutput): void {
    if (output.kind === 'command') this.#perform(output.command)
    else if (output.kind === 'waited') {
      this.waits[output.layer] = (this.waits[output.layer] ?? 0) + 1
    } else if (output.kind === 'finished') this.#finish(output.outcome)
  }

  #perform(command: TransportCommand): void {
    switch (command.kind) {
      case 'connect':
        this.#socket = connect(this.#port, HOST, () => this.#driver.handle({ kind: 'connected' }))
        this.#socket.setNoDelay(true)
        this.#listen(this.#socket)
        return
      case 'secure':
        this.#secure()
        return
      case 'send':
        this.#socket?.write(command.bytes)
        return
      case 'close':
        this.#socket?.destroy()
    }
  }

  #secure(): void {
    const raw = this.#socket
    if (raw === undefined) return
    raw.removeAllListeners('data')
    const socket: TLSSocket = tlsConnect(
      { socket: raw, servername: 'localhost', ca: CERTIFICATE.chain, ...this.#tls },
      () => this.#secured(socket),
    )
    socket.on('session', (session) => {
      this.session = session
    })
    this.#socket = socket
    this.#listen(socket)
  }

  #secured(socket: TLSSocket): void {
    const version = socket.getProtocol() === 'TLSv1.3' ? '1.3' : '1.2'
    const resumed = socket.isSessionReused()
    // None is shown in a TLS 1.2 handshake that resumes.
    const { raw }: Partial<PeerCertificate> = socket.getPeerCertificate()
    const label = 'EXPORTER-Channel-Binding'
    this.#driver.handle({
      kind: 'secured',
      early: false,
      tls: {
        version,
        resumed,
        exporter: socket.exportKeyingMaterial(32, label, Buffer.alloc(0)),
        // RFC 5929 §3.1: of the two Finished the first.
        unique: resumed ? socket.getPeerFinished() : socket.getFinished(),
        serverEndPoint: raw === undefined ? undefined : serverEndPoint(raw),
      },
    })
  }

  #listen(socket: Socket): void {
    socket.on('data', (bytes) => this.#driver.handle({ kind: 'received', bytes, early: false }))
    socket.on('error', () => {})
    socket.on('close', () => this.#driver.handle({ kind: 'closed' }))
  }
}
