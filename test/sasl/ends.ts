/** Both ends of a mechanism, made for one user whose secret both know. */
import { Random } from '../../src/random.ts'
import { bindingOf, UNBOUND } from '../../src/sasl/channel-binding.ts'
import type { Enrolled } from '../../src/sasl/enrolled.ts'
import type {
  ClientMechanism,
  ClientStart,
  Kept,
  Mechanism,
  MechanismOf,
  ServerMechanism,
  ServerStart,
  ServerStep,
} from '../../src/sasl/mechanism.ts'
import type { PasswordRecords, PasswordScheme, TokenRecords } from '../../src/sasl/records.ts'
import type { TlsFacts } from '../../src/transport.ts'
import { Enrolments } from '../../src/xmpp/server/enrolments.ts'
import { GrantUse } from '../../src/xmpp/server/grants.ts'
import { ServerNotes } from '../../src/xmpp/server/notes.ts'
import { KEYS, TLS } from '../server/connected.ts'

export const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString()
export const octets = (said: string): Uint8Array => Buffer.from(said)

export const PASSWORD = 'pencil'
export const TOKEN = 'secret-token:fast-A-1'
export const DOMAIN = 'example.org'
export const ENROLLED: Enrolled = {
  accessToken: 'secret-token.of-OAuth',
  device: { id: 'phone', key: octets('secret-token-of-a-device-of-user') },
}
const OWNER = { username: 'user', domain: DOMAIN }
const HASHING = { iterations: 4096, saltOctets: 16, keys: KEYS }

/** `user` with the password `pencil`, and nobody else. */
const passwords: PasswordRecords = {
  kept<Kept>(scheme: PasswordScheme<Kept>, username: string): Kept {
    return username === 'user'
      ? scheme.keep(PASSWORD, HASHING, Random.seeded('user'), OWNER)
      : scheme.decoy(username, HASHING)
  },
  matches: (username, password) => username === 'user' && password === PASSWORD,
}

const tokens: TokenRecords = {
  forms: ['draft-09', 'draft-02'],
  use: (username, fits) =>
    username === 'user' && fits(TOKEN)
      ? { kind: 'accepted', token: TOKEN }
      : { kind: 'refused', condition: 'not-authorized' },
}

export const passwordClient = (
  mechanism: MechanismOf<'password'>,
  change: Partial<ClientStart<'password'>> = {},
): ClientMechanism =>
  mechanism.client({
    username: 'user',
    domain: DOMAIN,
    kept: undefined,
    authorization: '',
    secret: { password: PASSWORD, keys: KEYS },
    binding: UNBOUND,
    fresh: Buffer.alloc(mechanism.freshOctets, 7),
    announced: () => undefined,
    ...change,
  })

/** One that has everything that can be bound to. */
const CHANNEL: TlsFacts = { ...TLS, version: '1.2', unique: octets('first Finished') }

const SERVER: Omit<ServerStart<'password'>, 'records'> = {
  domain: DOMAIN,
  notes: new ServerNotes(),
  tls: CHANNEL,
  bindingTypes: ['tls-exporter', 'tls-server-end-point'],
  announced: { mechanisms: [], types: [] },
  nonce: () => 'nonce-of-the-server',
  announcementHash: () => undefined,
}

export const passwordServer = (
  mechanism: MechanismOf<'password'>,
  change: Partial<ServerStart<'password'>> = {},
): ServerMechanism => mechanism.server({ ...SERVER, records: passwords, ...change })

export const tokenServer = (
  mechanism: MechanismOf<'token'>,
  change: Partial<ServerStart<'token'>> = {},
): ServerMechanism => mechanism.server({ ...SERVER, records: tokens, ...change })

/** A client that knows this secret, on the channel of the server or on another. */
export const clientEnd = (
  mechanism: Mechanism,
  secret: 'right' | 'wrong' = 'right',
  channel: 'same' | 'another' = 'same',
  kept?: Kept,
): ClientMechanism => {
  const tls =
    channel === 'same'
      ? CHANNEL
      : { ...CHANNEL, exporter: octets('x'), unique: octets('z'), serverEndPoint: octets('y') }
  const type = mechanism.binds === 'negotiated' ? 'tls-exporter' : mechanism.binds
  const start = {
    username: 'user',
    domain: DOMAIN,
    kept,
    authorization: '',
    binding: bindingOf(type, tls) ?? UNBOUND,
    fresh: Buffer.alloc(mechanism.freshOctets, 7),
    announced: () => undefined,
  }
  switch (mechanism.proves) {
    case 'password': {
      const password = secret === 'right' ? PASSWORD : 'pen'
      return mechanism.client({ ...start, secret: { password, keys: KEYS } })
    }
    case 'token': {
      const token = secret === 'right' ? TOKEN : 'stolen'
      return mechanism.client({ ...start, secret: { token } })
    }
    case 'certificate':
      return mechanism.client({ ...start, secret: {} })
    case 'grant': {
      const accessToken = secret === 'right' ? ENROLLED.accessToken : 'stolen'
      return mechanism.client({ ...start, secret: { accessToken } })
    }
    case 'device': {
      const { id, key } = ENROLLED.device
      const held = secret === 'right' ? key : Buffer.alloc(32, 'stolen')
      return mechanism.client({ ...start, secret: { id, key: held } })
    }
  }
}

export const enrolments = (): Enrolments => {
  const all = new Enrolments()
  all.add('user', ENROLLED)
  return all
}

/** `held`: what was handed out, of which an end may leave something changed. */
export const serverEnd = (
  mechanism: Mechanism,
  held: Enrolments = enrolments(),
  identified: 'user' | 'nobody' = 'user',
): ServerMechanism => {
  switch (mechanism.proves) {
    case 'password':
      return passwordServer(mechanism)
    case 'token':
      return tokenServer(mechanism)
    case 'certificate':
      return mechanism.server({
        ...SERVER,
        records: { identified: () => (identified === 'user' ? 'user' : undefined) },
      })
    case 'grant':
      return mechanism.server({ ...SERVER, records: new GrantUse(held.grants, () => 0) })
    case 'device':
      return mechanism.server({ ...SERVER, records: held })
  }
}

/** Lets both talk to the end: what the server came to, or why the client broke off. */
export const converse = (client: ClientMechanism, server: ServerMechanism): ServerStep | string => {
  const initial = client.initial()
  let step: ServerStep =
    initial === undefined
      ? { kind: 'challenge', message: server.challenge?.() ?? new Uint8Array(0) }
      : server.respond(initial)
  while (step.kind === 'challenge') {
    const answer = client.respond(step.message)
    if (answer.kind === 'failed') return answer.failure.detail
    step = server.respond(answer.message)
  }
  return step
}
