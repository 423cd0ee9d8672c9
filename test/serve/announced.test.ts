/**
 * What `serve` announces to bind to, it takes: every type of channel binding with every mechanism
 * that negotiates one, and every mechanism of FAST, on each version of TLS.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ConnectionOptions } from 'node:tls'
import { BINDING_TYPES, type BindingType, bindingData } from '../../src/sasl/channel-binding.ts'
import { MECHANISMS } from '../../src/sasl/mechanisms.ts'
import { element } from '../../src/xml/xml.ts'
import { BLANK, type Memory, remember } from '../../src/xmpp/dialogue/memory.ts'
import { exchanged, type ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../src/xmpp/dialogue/script.ts'
import type { Features } from '../../src/xmpp/features.ts'
import { FAST } from '../../src/xmpp/namespaces.ts'
import { begin } from '../../src/xmpp/verbs/authentication.ts'
import { fast } from '../../src/xmpp/verbs/fast.ts'
import { authenticateRequest } from '../../src/xmpp/verbs/inline.ts'
import { ready } from '../../src/xmpp/verbs/ready.ts'
import { respond } from '../../src/xmpp/verbs/sasl2.ts'
import { connect, say } from '../../src/xmpp/verbs/say.ts'
import { header, secure } from '../../src/xmpp/verbs/stream.ts'
import { Talk } from '../../src/xmpp/verbs/talk.ts'
import { ACCOUNT, Hosting } from './hosting.ts'
import { SocketClient } from './socket-client.ts'

function* opened(memory: Memory, token: string): Script<Talk> {
  const manner = {
    pace: 'serial',
    binding: 'where-offered',
    tokens: [token],
    session: 'skipped',
    management: 'where-offered',
    afterBinding: 'nothing',
    carbons: 'where-wanted',
    tokenForm: 'draft-09',
    login: 'password',
    whenRefused: 'end',
  } as const
  const talk = new Talk(ACCOUNT, memory, manner)
  yield* connect()
  yield* secure(talk)
  yield* header.say(talk)
  yield* header.hear(talk)
  return talk
}

function* look(): Script<ReadyStream> {
  const { features } = yield* opened(BLANK, '')
  return { ...exchanged, features }
}

/** Logs in with this mechanism, bound to this, and asks for a token for that. */
function* login(name: string, type: BindingType | undefined, token: string): Script<ReadyStream> {
  const talk = yield* opened(BLANK, token)
  const mechanism = MECHANISMS.named(name)
  assert.ok(mechanism)
  const data = type && bindingData(type, talk.tls)
  const binding =
    type && data ? ({ kind: 'bound', type, data } as const) : ({ kind: 'unsupported' } as const)
  const client = yield* begin(talk, mechanism, binding, 'sasl2')
  talk.goal = 'bind'
  const request = element('request-token', FAST, { mechanism: token })
  yield* say('auth', authenticateRequest(talk, client, 'bind', request))
  yield* respond.hear(talk)
  return yield* ready(talk)
}

function* comeBack(memory: Memory, token: string): Script<ReadyStream> {
  const talk = yield* opened(memory, token)
  yield* fast.say(talk)
  yield* fast.hear(talk)
  assert.equal(talk.tokenFate, 'usable')
  return yield* ready(talk)
}

/** SSL_OP_NO_EXTENDED_MASTER_SECRET of OpenSSL 3, which Node has no name for. */
const NO_EXTENDED_MASTER_SECRET = 1

const TLS: Readonly<Record<string, ConnectionOptions>> = {
  'TLS 1.3': { minVersion: 'TLSv1.3' },
  'TLS 1.2': { maxVersion: 'TLSv1.2' },
  'TLS 1.2 without extended master secret': {
    maxVersion: 'TLSv1.2',
    secureOptions: NO_EXTENDED_MASTER_SECRET,
  },
}

const run = async (
  hosting: Hosting,
  script: Script<ReadyStream>,
  tls: ConnectionOptions,
): Promise<ReadyStream> => {
  const client = new SocketClient(hosting.port('direct'), script, tls)
  const outcome = await client.outcome
  assert.ok(outcome.kind === 'ready', JSON.stringify(outcome))
  client.lose()
  return outcome.stream
}

const isKnown = (type: string): type is BindingType => BINDING_TYPES.some((one) => one === type)

/** What is announced of the kind, one after the other tried. */
const tryAll = async (hosting: Hosting, tls: ConnectionOptions): Promise<Features> => {
  const { features } = await run(hosting, look(), tls)
  assert.ok(features?.sasl2)
  const [unbound = ''] = features.sasl2.mechanisms.filter((name) => /^SCRAM.*\d$/.test(name))
  // Of those that a password is enough for.
  const bound = MECHANISMS.proving('password').filter(({ binds }) => binds === 'negotiated')
  const names = bound.map(({ name }) => name)
  for (const name of features.sasl2.mechanisms.filter((one) => names.includes(one))) {
    assert.ok(features.bindingTypes.length > 0)
    for (const type of features.bindingTypes) {
      assert.ok(isKnown(type), type)
      await run(hosting, login(name, type, ''), tls)
    }
  }
  for (const token of features.sasl2.fast) {
    const stream = await run(hosting, login(unbound, undefined, token), tls)
    assert.equal(stream.token?.mechanism, token)
    await run(hosting, comeBack(remember(stream), token), tls)
  }
  return features
}

describe('what is announced to bind to is taken', () => {
  for (const server of ['ideal', 'prosody', 'ejabberd', 'everything']) {
    for (const [name, tls] of Object.entries(TLS)) {
      it(`${server}, ${name}`, async () => {
        const hosting = await Hosting.open(server)
        try {
          const { bindingTypes, sasl2 } = await tryAll(hosting, tls)
          const hasExporter = !name.includes('without')
          assert.ok(hasExporter || !bindingTypes.includes('tls-exporter'))
          assert.ok(name !== 'TLS 1.3' || !bindingTypes.includes('tls-unique'))
          for (const [token, type] of [
            ['HT-SHA-256-EXPR', 'tls-exporter'],
            ['HT-SHA-256-UNIQ', 'tls-unique'],
          ] as const) {
            assert.ok(bindingTypes.includes(type) || sasl2?.fast.includes(token) === false)
          }
        } finally {
          await hosting.close()
        }
      })
    }
  }
})
