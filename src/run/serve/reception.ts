/**
 * Who comes to the embedded server is met here, whatever carries the octets and whichever clock
 * it is: each gets an engine of its own, watched from its first octet to its last.
 *
 * Answers are held back a little during negotiation, so that whatever a client sends without
 * waiting for them is there before they leave: that is what makes its waits countable from here,
 * where nobody sees it block. Stanzas of a session that is up are answered without it.
 */
import type { Application } from '../../attach/listening/connection.ts'
import type { PortKind } from '../../attach/listening/listening.ts'
import { ConnectionManager } from '../../bosh/manager.ts'
import { delayed, type ProcessingTime } from '../../processing-time.ts'
import { Random } from '../../random.ts'
import type { ServerModel } from '../../servers/model.ts'
import { Layered } from '../../stack/layered.ts'
import { type Duration, type Instant, plus, seconds } from '../../units.ts'
import { ConnectionWatch } from '../../watch/connection-watch.ts'
import type { Insight, Ports } from '../../watch/insight.ts'
import type { MessageTally } from '../../watch/message-tally.ts'
import { Past } from '../../watch/past.ts'
import type { Premises } from '../../watch/premises.ts'
import type { ServedConnection } from '../../watch/served-connection.ts'
import { BODIES } from '../../xmpp/framing/bodies.ts'
import { MESSAGES } from '../../xmpp/framing/messages.ts'
import type { NewAccount } from '../../xmpp/server/accounts.ts'
import type { Domain } from '../../xmpp/server/domain.ts'
import { Server } from '../../xmpp/server/server.ts'
import type { ServerSettings, ThinkTimes } from '../../xmpp/server/settings.ts'
import { serverLayer } from '../carriage.ts'
import { ServedEngine } from './engine.ts'
import { HttpReception, type SessionWatches } from './http-reception.ts'
import { Insights } from './insights.ts'

export interface ReceptionOptions {
  readonly server: ServerModel
  readonly domain: string
  readonly accounts: readonly NewAccount[]
  readonly certificate: ServedCertificate
  /** Decides every nonce, token and id: not to be guessed where others can reach the server. */
  readonly seed: string
  /** Milliseconds since 1970, now. */
  readonly wallClock: number
  /** How long answers are held back. */
  readonly hold: Duration
  /** Time to become ready in. */
  readonly patience?: Duration
  /** Does something when what is being said has left; at once, where there is nobody to wait for that. */
  readonly soon?: (task: () => void) => void
  /** A connection that said anything at all is over. */
  readonly served: (connection: ServedConnection) => void
  /** Something that whoever runs the server should know. */
  readonly remark: (text: string) => void
  /** Counts numbered messages, if anybody does. */
  readonly tally?: MessageTally | undefined
  /** Whether what leaves here has come to the client, or has a link to cross, which tells what comes. */
  readonly reach?: 'client' | 'link'
}

export interface ServedCertificate {
  /** PEM, the leaf first. */
  readonly chain: string
  readonly key: string
  /** DER of each certificate, the leaf first. */
  readonly octets: readonly Uint8Array[]
  /** Of the leaf, for people: SHA-256 as `openssl x509 -fingerprint -sha256` prints it. */
  readonly fingerprint: string
}

const PATIENCE = seconds(60)
/** Sessions of one account that wait for their clients; of more, the oldest go. */
const ASLEEP_AT_MOST = 64

export class Reception {
  readonly #options: ReceptionOptions
  readonly #random: Random
  readonly #server: Server
  readonly #past = new Past()
  readonly #manager: ConnectionManager
  readonly #sessions: SessionWatches = new WeakMap()
  readonly #insights: Insights
  /** Whose sessions are over, but for the last answers, which may leave on several connections. */
  readonly #leaving = new Set<ConnectionWatch>()
  #arrivals = 0
  #speakers = 0

  constructor(options: ReceptionOptions) {
    this.#options = options
    this.#random = Random.seeded(options.seed)
    this.#manager = new ConnectionManager({
      settings: options.server.http.bosh,
      random: this.#random.fork('manager'),
    })
    this.#server = new Server({
      name: options.domain,
      settings: servedSettings(options),
      random: this.#random.fork('server'),
      accounts: options.accounts,
      wallClockStart: options.wallClock,
    })
    this.#insights = new Insights(options.tally)
  }

  get domain(): Domain {
    return this.#server.domain
  }

  /** What is known here of a connection. */
  insight(ports: Ports): Insight | undefined {
    return this.#insights.into(ports)
  }

  /** Somebody comes in by this port; direct TLS is offered on that one, if at all. */
  accept(kind: PortKind, directPort: number | undefined, ports: Ports, now: Instant): Application {
    this.#forgetOldest(now)
    this.#arrivals += 1
    const arrival = this.#arrivals
    const { patience = PATIENCE, remark, tally, reach = 'client' } = this.#options
    let number = 0
    // Whoever only looks whether the port is open is no client, and is not counted.
    const spoken = (): void => {
      if (number > 0) return
      this.#speakers += 1
      number = this.#speakers
    }
    const watch: ConnectionWatch = new ConnectionWatch(
      {
        get number() {
          return number
        },
        security: kind,
        past: this.#past,
        premises: premises(this.#options, kind, directPort),
        told: (stanza) => tally?.told(stanza, watch.address),
      },
      now,
    )
    const insight = this.#insights.came(ports, watch)
    // A socket is told of when TCP is through; whether with Fast Open, nobody tells.
    watch.heard({ kind: 'waited', layer: 'tcp' }, now)
    const random = this.#random.fork(`connection ${arrival}`)
    const { server } = this.#options
    const known = (application: Application): Application => ({
      ...application,
      crossed: (direction, octets) => {
        if (direction === 'up') spoken()
        application.crossed(direction, octets)
        if (reach === 'client' && direction === 'down') insight.arrived(Number.POSITIVE_INFINITY)
      },
      closed: () => {
        if (reach === 'client') insight.over()
        application.closed()
      },
    })
    if (kind === 'bosh') return known(this.#acceptHttp(watch, random, plus(now, patience)))
    const isWeb = kind === 'websocket'
    const engine = new ServedEngine({
      connection: this.#server.accept({
        random,
        ...(isWeb
          ? { mode: 'arranged', framing: MESSAGES, channel: server.http.channel }
          : { mode: kind }),
      }),
      watch,
      patience: plus(now, patience),
      fault: (error) => remark(`closed a connection for a mistake of ours: ${error}`),
    })
    return known({
      engine: isWeb ? new Layered(engine, serverLayer(server.http, server.xmpp.framing)) : engine,
      busy: () => engine.busy,
      ready: () => watch.ready,
      crossed: (direction, octets) => watch.crossed(direction, octets),
      ended: () => engine.ended(),
      closed: () => this.#closed(watch),
    })
  }

  /** All sessions that are not those of a connection are over. */
  close(now: Instant): void {
    this.#manager.close(now)
    for (const watch of this.#leaving) this.#left(watch)
  }

  /** A connection of HTTP, on which a session may begin, or one that has begun elsewhere may go on. */
  #acceptHttp(watch: ConnectionWatch, random: Random, patience: Instant): Application {
    const { server, remark } = this.#options
    const { channel } = server.http.bosh
    return new HttpReception({
      manager: this.#manager,
      watch,
      watches: this.#sessions,
      patience,
      open: () =>
        new ServedEngine({
          connection: this.#server.accept({ random, mode: 'arranged', framing: BODIES, channel }),
          watch,
          patience,
          fault: (error) => remark(`closed a session for a mistake of ours: ${error}`),
        }),
      served: () => this.#leaves(watch),
    }).application
  }

  /** As if the server had been stopped and started: with the sessions that it had, or without. */
  restart(sessions: 'kept' | 'lost', now: Instant): void {
    this.#manager.close(now)
    this.#server.domain.restart(sessions, now)
  }

  #leaves(watch: ConnectionWatch): void {
    const { soon = (task) => task() } = this.#options
    this.#leaving.add(watch)
    soon(() => this.#left(watch))
  }

  #left(watch: ConnectionWatch): void {
    if (this.#leaving.delete(watch)) this.#closed(watch)
  }

  #closed(watch: ConnectionWatch): void {
    const report = watch.report()
    if (report.octets.total.up > 0) this.#options.served(report)
  }

  /** The server keeps what clients may come back to; a client that never does must not fill it. */
  #forgetOldest(now: Instant): void {
    for (const { local } of this.#options.accounts) {
      this.#server.domain.keepAsleep(local, ASLEEP_AT_MOST, now)
    }
  }
}

/** The server's own behaviour, as far as real sockets and real time allow it. */
function servedSettings({ server, hold }: ReceptionOptions): ServerSettings {
  const { xmpp } = server
  const held = (time: ProcessingTime): ProcessingTime => delayed(time, hold)
  const { think } = xmpp
  const times: ThinkTimes = {
    clearFeatures: held(think.clearFeatures),
    proceed: held(think.proceed),
    features: held(think.features),
    restart: held(think.restart),
    challenge: held(think.challenge),
    success: held(think.success),
    plainSuccess: held(think.plainSuccess),
    sasl2Success: held(think.sasl2Success),
    sasl2Bound: held(think.sasl2Bound),
    fastSuccess: held(think.fastSuccess),
    failure: held(think.failure),
    bind: held(think.bind),
    enabled: held(think.enabled),
    resumed: held(think.resumed),
    inlineResumed: held(think.inlineResumed),
    resumeFailed: held(think.resumeFailed),
    stanza: think.stanza,
  }
  // Node's TLS takes no early data, so none must be offered.
  return { ...xmpp, think: times, fast: { ...xmpp.fast, earlyData: 'refused' } }
}

/** Whose TLS is spoken: that of HTTP is that of the port with direct TLS. */
export const tlsPortOf = (kind: PortKind): 'starttls' | 'direct' =>
  kind === 'starttls' ? 'starttls' : 'direct'

export const ticketsOf = (server: ServerModel, kind: PortKind): Premises['tickets'] =>
  server.tls[tlsPortOf(kind)].tickets.kind === 'resume' ? 'resume' : 'useless'

const offersSasl2 = ({ xmpp }: ServerModel): boolean => xmpp.features.secured.includes('sasl2')

function premises(
  { server, certificate }: ReceptionOptions,
  kind: PortKind,
  directPort: number | undefined,
): Premises {
  return {
    directPort,
    tickets: ticketsOf(server, kind),
    sasl2:
      server.xmpp.sasl2.fromRequired === 'sasl2' && offersSasl2(server) ? 'with-from' : 'unknown',
    certificateOctets: proofOctets(certificate),
  }
}

/** Message and list headers of Certificate; CertificateVerify with an ECDSA P-256 signature. */
const CERTIFICATE_FIXED = 4 + 1 + 3
const PER_CERTIFICATE = 3 + 2
const CERTIFICATE_VERIFY = 4 + 4 + 72

/** RFC 8446 §4.4.2 and §4.4.3: what a handshake with a ticket does without, within a few octets. */
const proofOctets = ({ octets }: ServedCertificate): number =>
  octets.reduce(
    (total, certificate) => total + PER_CERTIFICATE + certificate.length,
    CERTIFICATE_FIXED + CERTIFICATE_VERIFY,
  )
