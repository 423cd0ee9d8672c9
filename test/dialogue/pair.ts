/**
 * A client's dialogue and the embedded server, joined by a transport that has no time: every
 * layer below costs the round trips that its specification says, and nothing is ever lost.
 */
import { Random } from '../../src/random.ts'
import { SaltedKeys } from '../../src/sasl/scram/keys.ts'
import type { Against } from '../../src/strategies/against.ts'
import { type OverSecured, overHttp, overSecured } from '../../src/strategies/over.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import type {
  Layer,
  Milestone,
  TlsFacts,
  TransportCommand,
  TransportEvent,
} from '../../src/transport.ts'
import { type Instant, plus, START, seconds } from '../../src/units.ts'
import type { Account } from '../../src/xmpp/account.ts'
import { Dialogue, type DialogueOutput, type Outcome } from '../../src/xmpp/dialogue/dialogue.ts'
import type { End } from '../../src/xmpp/dialogue/output.ts'
import type { ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../src/xmpp/dialogue/script.ts'
import type { Framing } from '../../src/xmpp/framing/framing.ts'
import { MESSAGES } from '../../src/xmpp/framing/messages.ts'
import { OCTETS } from '../../src/xmpp/framing/octets.ts'
import type { ServerConnection } from '../../src/xmpp/server/connection.ts'

/** Shared by all tests and by both ends: PBKDF2 runs once. */
export const KEYS = new SaltedKeys()

export const ACCOUNT: Account = {
  local: 'alice',
  domain: 'bench.localhost',
  password: 'correct horse battery staple',
  secondFactor: new TextEncoder().encode('a factor of 20 octet'),
  userAgentId: 'd4565fa7-4d72-4749-b3d3-740edbf87770',
  software: 'bench',
  device: 'rig',
  resource: 'bench',
  carbons: true,
  saltedKeys: KEYS,
  enrolled: {
    accessToken: 'Olm-4-access-token',
    device: { id: 'rig', key: Random.seeded('device').bytes(32) },
  },
}

/** That of the transport. */
export const framingOf = ({ over }: Pick<Strategy, 'over'>): Framing =>
  overHttp(over) ? MESSAGES : OCTETS

/** The server's answers may be cut or altered on their way. */
export type Meddle = (bytes: Uint8Array) => readonly Uint8Array[]

export interface Said {
  readonly step: string
  readonly xml: string
  readonly bytes: number
}

export class Pair {
  readonly dialogue: Dialogue
  readonly waits: Partial<Record<Layer, number>> = {}
  readonly reached: Milestone[] = []
  readonly said: Said[] = []
  readonly heard: string[] = []
  /** Each write of the client, and of the server. */
  readonly writes: string[] = []
  readonly answers: string[] = []
  outcome: Outcome | undefined
  /** Of a stream that was ready. */
  end: End | undefined
  readonly #server: ServerConnection
  readonly #over: OverSecured
  readonly #against: Against
  readonly #meddle: Meddle
  readonly #toClient: TransportEvent[] = []
  readonly #toServer: TransportEvent[] = []
  #tls: 'none' | 'along' | 'ready' | 'early' | 'done' = 'none'
  #now: Instant = START

  constructor(
    script: Script<ReadyStream>,
    server: ServerConnection,
    strategy: Pick<Strategy, 'name' | 'over' | 'against'>,
    meddle: Meddle = (bytes) => [bytes],
    framing: Framing = framingOf(strategy),
  ) {
    this.dialogue = new Dialogue(script, { random: Random.seeded('client'), framing })
    this.#server = server
    this.#over = overSecured(strategy)
    this.#against = strategy.against
    this.#meddle = meddle
  }

  /** Runs until neither end has anything to say. */
  run(): Outcome | undefined {
    this.#drain()
    return this.outcome
  }

  /** The transport tells the client something. */
  tell(event: TransportEvent): void {
    this.#toClient.push(event)
    this.#drain()
  }

  /** The connection is gone, and both ends notice. */
  lose(): void {
    this.#toServer.push({ kind: 'closed' })
    this.tell({ kind: 'closed' })
  }

  #drain(): void {
    for (;;) {
      const output = this.dialogue.poll()
      if (output !== undefined) {
        this.#fromClient(output)
        continue
      }
      const command = this.#server.poll()
      if (command !== undefined) {
        this.#fromServer(command)
        continue
      }
      const up = this.#toServer.shift()
      if (up !== undefined) {
        this.#server.handle(up, this.#now)
        continue
      }
      const down = this.#toClient.shift()
      if (down !== undefined) {
        this.dialogue.handle(down, this.#now)
        continue
      }
      const deadline = this.#server.deadline()
      if (deadline === undefined || this.outcome !== undefined) return
      // Longer than any thinking: it waits for the client.
      if (deadline > plus(this.#now, seconds(30))) return
      this.#now = deadline
      this.#server.wake(deadline)
    }
  }

  #fromClient(output: DialogueOutput): void {
    switch (output.kind) {
      case 'command':
        this.#command(output.command)
        break
      case 'waited':
        this.waits[output.layer] = (this.waits[output.layer] ?? 0) + 1
        return
      case 'reached':
        this.reached.push(output.milestone)
        return
      case 'said':
        this.said.push({ step: output.step, xml: output.xml, bytes: output.bytes })
        return
      case 'heard':
        this.heard.push(output.xml)
        return
      case 'finished':
        this.outcome = output.outcome
        return
      case 'ended':
        this.end = output.end
    }
  }

  #command(command: TransportCommand): void {
    switch (command.kind) {
      case 'connect':
        if (this.#over.dns) this.#wait('dns', overHttp(this.#over) ? 1 : 2)
        if (this.#over.kind === 'tls' && !this.#fastOpenWorks()) this.#wait('tcp', 1)
        this.#toServer.push({ kind: 'connected' })
        this.#toClient.push({ kind: 'connected' })
        return
      case 'secure':
        this.#secure()
        break
      case 'upgrade':
        this.#wait('upgrade', 1)
        this.#toClient.push({ kind: 'upgraded' })
        break
      case 'send':
        this.writes.push(Buffer.from(command.bytes).toString())
        this.#send(command.bytes)
        break
      case 'close':
        this.#toServer.push({ kind: 'closed' })
    }
  }

  /** A ClientHello that fills more than the SYN waits for the SYN-ACK after all. */
  #fastOpenWorks(): boolean {
    const { fastOpen, tls, security } = this.#over
    return fastOpen && !(tls.postQuantum && security === 'direct')
  }

  #secure(): void {
    if (this.#over.tls.earlyData) {
      this.#tls = 'early'
      if (this.#against.retry) this.#wait('tls', 1)
      this.#toClient.push({ kind: 'secured', ...this.#facts(), early: true, tls: EARLY_FACTS })
      return
    }
    // XEP-0305: the server goes on to it when it has answered in the clear.
    if (this.#over.tls.earlyHello === 'sent' && this.#tls === 'none') {
      this.#tls = 'along'
      return
    }
    // A Retry comes before everything else (RFC 9000 §8.1.2).
    this.#wait('tls', this.#handshakeWaits() + (this.#against.retry ? 1 : 0))
    this.#secured()
  }

  #secured(): void {
    this.#tls = 'done'
    const { early, tls } = this.#facts()
    const shown = this.#over.tls.certificate === 'presented' && !tls.resumed
    const peer = shown ? 'alice@bench.localhost' : undefined
    this.#toServer.push({ kind: 'secured', early, tls: { ...tls, peer } })
    this.#toClient.push({ kind: 'secured', ...this.#facts() })
  }

  #send(bytes: Uint8Array): void {
    const { earlyDataRejected, helloRetryRequest } = this.#against
    if (this.#tls !== 'early') {
      this.#toServer.push({ kind: 'received', bytes, early: false })
    } else if (earlyDataRejected || helloRetryRequest) {
      // RFC 8446 §4.2.10: rejected early data is sent again when the handshake is done.
      this.#wait('tls', this.#handshakeWaits())
      this.#secured()
      this.#toServer.push({ kind: 'received', bytes, early: false })
    } else {
      this.#toServer.push({ kind: 'secured', early: true, tls: EARLY_FACTS })
      this.#toServer.push({ kind: 'received', bytes, early: true })
      this.#secured()
    }
  }

  #fromServer(command: TransportCommand): void {
    if (command.kind === 'send') {
      this.answers.push(Buffer.from(command.bytes).toString())
      for (const bytes of this.#meddle(command.bytes)) {
        this.#toClient.push({ kind: 'received', bytes, early: false })
      }
    } else if (command.kind === 'close') {
      this.#toClient.push({ kind: 'closed' })
    } else if (command.kind === 'secure') {
      const isAwaited = this.#tls === 'along'
      this.#tls = 'ready'
      if (isAwaited) this.#secure()
    }
  }

  #wait(layer: 'dns' | 'tcp' | 'tls' | 'upgrade', count: number): void {
    for (let i = 0; i < count; i += 1) this.#toClient.push({ kind: 'waited', layer })
  }

  /** Round trips before the client's first application octet, without early data. */
  #handshakeWaits(): number {
    const { version, resumed, falseStart } = this.#over.tls
    if (version === '1.2') return resumed || falseStart ? 1 : 2
    return this.#against.helloRetryRequest ? 2 : 1
  }

  #facts(): { readonly early: boolean; readonly tls: TlsFacts } {
    const { version, resumed } = this.#over.tls
    return {
      early: false,
      tls: {
        ...EARLY_FACTS,
        version,
        resumed,
        exporter: EXPORTER,
        unique: version === '1.2' ? UNIQUE : undefined,
      },
    }
  }
}

const UNIQUE = new Uint8Array(12).fill(3)
const EXPORTER = new Uint8Array(32).fill(1)

const EARLY_FACTS: TlsFacts = {
  version: '1.3',
  resumed: true,
  exporter: undefined,
  unique: undefined,
  serverEndPoint: new Uint8Array(32).fill(2),
  session: 'earlier',
}
