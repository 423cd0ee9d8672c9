/** A client by hand: says text to an embedded server and hears what comes back, in virtual time. */
import assert from 'node:assert/strict'
import { Random } from '../../src/random.ts'
import { bindingOf, UNBOUND } from '../../src/sasl/channel-binding.ts'
import type { Enrolled } from '../../src/sasl/enrolled.ts'
import type { ClientMechanism, Mechanism } from '../../src/sasl/mechanism.ts'
import { MECHANISMS } from '../../src/sasl/mechanisms.ts'
import { fromBase64, NOTHING, toBase64 } from '../../src/sasl/octets.ts'
import { SaltedKeys } from '../../src/sasl/scram/keys.ts'
import type { TlsFacts } from '../../src/transport.ts'
import { type Instant, plus, START, seconds } from '../../src/units.ts'
import { type StreamEvent, StreamReader, type XmlElement } from '../../src/xml/xml.ts'
import { SASL, SASL2 } from '../../src/xmpp/namespaces.ts'
import type { ServerConnection } from '../../src/xmpp/server/connection.ts'
import { Server } from '../../src/xmpp/server/server.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'

/** Shared by all tests and both ends: PBKDF2 once per account. */
export const KEYS = new SaltedKeys()
export const PASSWORD = 'pencil'
export const AGENT = 'd4565fa7-4d72-4749-b3d3-740edbf87770'
export const USER_AGENT = `<user-agent id='${AGENT}'><software>bench</software><device>rig</device></user-agent>`

export const TLS: TlsFacts = {
  version: '1.3',
  resumed: false,
  exporter: new Uint8Array(32).fill(1),
  unique: undefined,
  serverEndPoint: new Uint8Array(32).fill(2),
}
/** As long as only early data can be sent (RFC 9266 §4.2). */
export const EARLY_TLS: TlsFacts = { ...TLS, resumed: true, exporter: undefined }

/** What Alice was given besides. */
export const ENROLLED: Enrolled = {
  accessToken: 'access.token-of-Alice',
  device: { id: 'rig', key: Buffer.alloc(32, 'a key of Alice') },
}

export const newServer = (settings: ServerSettings): Server =>
  new Server({
    name: 'bench.localhost',
    settings,
    random: Random.seeded('server'),
    accounts: [
      { local: 'alice', password: PASSWORD, enrolled: ENROLLED },
      { local: 'bob', password: 'saw' },
    ],
    keys: KEYS,
  })

export const header = (
  change: { from?: string | undefined; to?: string; declaration?: string; version?: string } = {},
): string => {
  const { declaration = "<?xml version='1.0'?>", to = 'bench.localhost' } = change
  const from = 'from' in change ? change.from : 'alice@bench.localhost'
  const sender = from === undefined ? '' : ` from='${from}'`
  return `${declaration}<stream:stream to='${to}'${sender} version='${change.version ?? '1.0'}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`
}

/** The answer to an iq with nothing in it, as each server writes it; `from` where it was asked. */
export const resultText = ({ answers }: ServerSettings, id: string, asked?: string): string => {
  const sender = asked ?? (answers === 'in-full' ? 'alice@bench.localhost' : undefined)
  const from = sender === undefined ? '' : ` from='${sender}'`
  const to = answers === 'brief' ? '' : " to='alice@bench.localhost/bench'"
  return `<iq type='result' id='${id}'${from}${to}${answers === 'in-full' ? " xml:lang='en'" : ''}/>`
}

/** Presence that has nothing to say, as it comes back. */
export const presenceText = (
  { answers }: ServerSettings,
  address = 'alice@bench.localhost/bench',
): string => {
  const lang = answers === 'brief' ? '' : " xml:lang='en'"
  const to = answers === 'in-full' ? ` to='${address}'` : ''
  return `<presence from='${address}'${lang}${to}/>`
}

/** A stanza that is sent again, by what each server adds to it. `seconds`: of the first minute, when it was sent first. */
export const resentText = (
  { storage: { resent } }: ServerSettings,
  stanza: string,
  seconds: string,
): string => {
  if (resent.kind === 'as-they-were') return stanza
  const { by, digits, text } = resent
  const from = by === 'account' ? 'alice@bench.localhost' : 'bench.localhost'
  const stamp = `2026-01-01T00:00:${digits === 0 ? seconds.slice(0, 2) : `${seconds}000`}Z`
  const delay = `<delay xmlns='urn:xmpp:delay' from='${from}' stamp='${stamp}'${text === undefined ? '/>' : `>${text}</delay>`}`
  return stanza.replace(/\/>$|<\/message>$/, (end) =>
    end === '/>' ? `>${delay}</message>` : delay + end,
  )
}

export class Connected {
  readonly connection: ServerConnection
  readonly server: Server
  readonly #reader = new StreamReader()
  #tls: TlsFacts | undefined
  now: Instant = START
  /** What came back last, send by send. */
  sends: { readonly text: string; readonly at: Instant }[] = []
  /** The same, as XML. */
  events: StreamEvent[] = []
  secureCommands = 0
  closed = false

  constructor(server: Server, mode: 'starttls' | 'direct', seed: string | number = 'connection') {
    this.server = server
    this.connection = server.accept({ random: Random.seeded(seed), mode })
    this.connection.handle({ kind: 'connected' }, this.now)
    this.hear()
  }

  /** Direct TLS with the handshake done. */
  static secured(server: Server, seed?: string | number): Connected {
    const client = new Connected(server, 'direct', seed)
    client.secure(TLS)
    return client
  }

  secure(tls: TlsFacts, early = false): void {
    this.connection.handle({ kind: 'secured', early, tls }, this.now)
    if (this.#tls === undefined) this.#reader.reset()
    this.#tls = tls
    this.hear()
  }

  /** Says text, lets the server think for as long as it likes, and returns all that it said. */
  say(text: string | Uint8Array, early = false): string {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    this.connection.handle({ kind: 'received', bytes, early }, this.now)
    const heard = this.hear()
    this.events = this.#reader.feed(Buffer.from(heard))
    return heard
  }

  ask(text: string, early = false): StreamEvent[] {
    this.say(text, early)
    return this.events
  }

  /** The first element that comes back. */
  element(text: string, early = false): XmlElement {
    const events = this.ask(text, early)
    const found = events.find((event) => event.kind === 'element')
    assert.ok(found?.kind === 'element', `expected an element in ${JSON.stringify(events)}`)
    return found.element
  }

  elements(text: string, early = false): string[] {
    return this.ask(text, early).map((event) =>
      event.kind === 'element' ? event.element.serialize() : event.kind,
    )
  }

  lose(): void {
    this.connection.handle({ kind: 'closed' }, this.now)
    this.hear()
  }

  hear(): string {
    this.sends = []
    for (;;) {
      for (let command = this.connection.poll(); command; command = this.connection.poll()) {
        if (command.kind === 'send') {
          this.sends.push({ text: Buffer.from(command.bytes).toString(), at: this.now })
        } else if (command.kind === 'secure') this.secureCommands += 1
        else if (command.kind === 'close') this.closed = true
      }
      const deadline = this.connection.deadline()
      // Longer than any thinking: it waits for us.
      if (deadline === undefined || deadline > plus(this.now, seconds(30))) {
        return this.sends.map(({ text }) => text).join('')
      }
      assert.ok(deadline >= this.now)
      this.now = deadline
      this.connection.wake(deadline)
    }
  }

  /** SASL 1 with SCRAM and the restarted stream: ready to bind. */
  authenticate(password = PASSWORD): XmlElement {
    this.say(header())
    const scram = scramFor(this.server.domain.settings, password)
    const challenge = this.element(authText(scram))
    const outcome = this.element(`<response xmlns='${SASL}'>${answer(scram, challenge)}</response>`)
    if (outcome.name === 'success') this.say(header())
    return outcome
  }

  /** SASL 1, binding, stream management: the id of the session. */
  session(resource = 'bench'): string {
    this.authenticate()
    this.say(
      `<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind></iq>`,
    )
    const enabled = this.element(`<enable xmlns='urn:xmpp:sm:3' resume='true'/>`)
    return enabled.attribute('id') ?? ''
  }

  /** SASL2 with SCRAM: the outcome, whatever it is. */
  authenticate2(inline: string, password = PASSWORD, open = header()): XmlElement {
    if (open !== '') this.say(open)
    const scram = scramFor(this.server.domain.settings, password)
    const challenge = this.element(authenticateText(scram, inline))
    if (challenge.name !== 'challenge') return challenge
    return this.element(`<response xmlns='${SASL2}'>${answer(scram, challenge)}</response>`)
  }
}

export const authenticateText = (mechanism: ClientMechanism, inline: string): string =>
  `<authenticate xmlns='${SASL2}' mechanism='${mechanism.name}'><initial-response>${opening(mechanism)}</initial-response>${inline}</authenticate>`

export const authText = (mechanism: ClientMechanism): string =>
  `<auth xmlns='${SASL}' mechanism='${mechanism.name}'>${opening(mechanism)}</auth>`

/** The initial response, as base64. */
export const opening = (mechanism: ClientMechanism): string =>
  toBase64(mechanism.initial() ?? NOTHING)

/** The best mechanism that the server announces, unbound. */
export const scramFor = ({ sasl }: ServerSettings, password = PASSWORD): ClientMechanism => {
  const best = MECHANISMS.proving('password').find(
    ({ name, binds }) => binds === 'nothing' && sasl.mechanisms.includes(name),
  )
  assert.ok(best?.discloses === 'nothing')
  return best.client({
    ...ALICE,
    binding: UNBOUND,
    fresh: Buffer.alloc(best.freshOctets, 7),
    secret: { password, keys: KEYS },
  })
}

/** Alice, logging in by whatever a client may be told to, unbound. */
export const loginClient = (mechanism: Mechanism, secrets = ENROLLED): ClientMechanism => {
  const fresh = Buffer.alloc(mechanism.freshOctets, 7)
  const start = { ...ALICE, binding: UNBOUND, fresh }
  switch (mechanism.proves) {
    case 'password':
      return mechanism.client({ ...start, secret: { password: PASSWORD, keys: KEYS } })
    case 'certificate':
      return mechanism.client({ ...start, secret: {} })
    case 'grant':
      return mechanism.client({ ...start, secret: secrets })
    case 'device':
      return mechanism.client({ ...start, secret: secrets.device })
    case 'token':
      throw new Error(`Expected a mechanism to log in by, found ${mechanism.name}`)
  }
}

/** Alice with a token, bound as the mechanism says, or to nothing that anybody knows. */
export const tokenClient = (name: string, token: string, tls = TLS): ClientMechanism => {
  const mechanism = MECHANISMS.named(name)
  assert.ok(mechanism?.proves === 'token')
  const binding = bindingOf(mechanism.binds, tls) ?? {
    kind: 'bound',
    type: 'tls-exporter',
    data: new Uint8Array(32),
  }
  return mechanism.client({ ...ALICE, binding, fresh: NOTHING, secret: { token } })
}

const ALICE = {
  username: 'alice',
  domain: 'bench.localhost',
  kept: undefined,
  authorization: '',
  announced: () => undefined,
}

export const answer = (mechanism: ClientMechanism, challenge: XmlElement): string => {
  const step = mechanism.respond(fromBase64(challenge.text()) ?? new Uint8Array(0))
  assert.equal(step.kind, 'message', JSON.stringify([step, challenge.serialize()]))
  return step.kind === 'message' ? toBase64(step.message) : ''
}
