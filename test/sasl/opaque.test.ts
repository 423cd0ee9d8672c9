/** OPAQUE: the examples of RFC 9807, appendix C, and nobody who gets in without the password. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BY_KEY, oprfKey, registered } from '../../src/sasl/opaque/envelope.ts'
import { scalar } from '../../src/sasl/opaque/group.ts'
import {
  answer,
  begin,
  conclude,
  KE1_OCTETS,
  KE2_OCTETS,
  KE3_OCTETS,
} from '../../src/sasl/opaque/key-exchange.ts'
import { OPAQUE, OPAQUE_PLUS } from '../../src/sasl/opaque/opaque.ts'
import { readParameters } from '../../src/sasl/opaque/stretching.ts'
import { KEYS } from '../server/connected.ts'
import { clientEnd, octets, passwordClient, passwordServer, text } from './ends.ts'

const hex = (digits: string): Uint8Array => Buffer.from(digits.replaceAll(/\s/g, ''), 'hex')
const shown = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex')

/** Inputs of both examples, C.1.1.2 and C.1.2.2. */
const SEED = hex(`f433d0227b0b9dd54f7c4422b600e764e47fb503f1f9a0f0a47c6606b054a7fd
  c65347f1a08f277e22358bbabe26f823fca82c7848e9a75661f4ec5d5c1989ef`)
const PASSWORD = Buffer.from('CorrectHorseBatteryStaple')
const ENVELOPE_NONCE = hex('ac13171b2f17bc2c74997f0fce1e1f35bec6b91fe2e12dbd323d23ba7a38dfec')
const SERVER = {
  secret: scalar(hex('47451a85372f8b3537e249d7b54188091fb18edde78094b43e2ba42b5eb89f0d')),
  shared: hex('b2fe7af9f48cc502d016729d2fe25cdd433f2c4bc904660b2a382c9b79df1a78'),
}
const CLIENT_CHANCE = {
  blind: scalar(hex('6ecc102d2e7a7cf49617aad7bbe188556792d4acd60a1a8a8d2b65d4b0790308')),
  nonce: hex('da7e07376d6d6f034cfa9bb537d11b8c6b4238c334333d1f0aebb380cae6a6cc'),
  keyshareSeed: hex('82850a697b42a505f5b68fcdafce8c31f0af2b581f063cf1091933541936304b'),
}
const SERVER_CHANCE = {
  maskingNonce: hex('38fe59af0df2c79f57b8780278f5ae47355fe1f817119041951c80f612fdfc6d'),
  nonce: hex('71cd9960ecef2fe0d0f7494986fa3d8b2bb01963537e60efb13981e138e3d4a1'),
  keyshareSeed: hex('05a4f54206eef1ba2f615bc0aa285cb22f26d1153b5b40a1e85ff80da12f982f'),
}
const NO_EFFORT = { kind: 'none' } as const

const EXAMPLES = [
  {
    name: 'C.1.1, by their keys',
    identities: BY_KEY,
    envelope: `ac13171b2f17bc2c74997f0fce1e1f35bec6b91fe2e12dbd323d23ba7a38dfec
      634b0f5b96109c198a8027da51854c35bee90d1e1c781806d07d49b76de6a28b
      8d9e9b6c93b9f8b64d16dddd9c5bfb5fea48ee8fd2f75012a8b308605cdd8ba5`,
    ke2: `7e308140890bcde30cbcea28b01ea1ecfbd077cff62c4def8efa075aabcbb471
      38fe59af0df2c79f57b8780278f5ae47355fe1f817119041951c80f612fdfc6d
      d6ec60bcdb26dc455ddf3e718f1020490c192d70dfc7e403981179d8073d1146
      a4f9aa1ced4e4cd984c657eb3b54ced3848326f70331953d91b02535af44d9fe
      dc80188ca46743c52786e0382f95ad85c08f6afcd1ccfbff95e2bdeb015b166c
      6b20b92f832cc6df01e0b86a7efd92c1c804ff865781fa93f2f20b446c8371b6
      71cd9960ecef2fe0d0f7494986fa3d8b2bb01963537e60efb13981e138e3d4a1
      c4f62198a9d6fa9170c42c3c71f1971b29eb1d5d0bd733e40816c91f7912cc4a
      660c48dae03e57aaa38f3d0cffcfc21852ebc8b405d15bd6744945ba1a93438a
      162b6111699d98a16bb55b7bdddfe0fc5608b23da246e7bd73b47369169c5c90`,
    ke3: `4455df4f810ac31a6748835888564b536e6da5d9944dfea9e34defb9575fe5e2
      661ef61d2ae3929bcf57e53d464113d364365eb7d1a57b629707ca48da18e442`,
    session: `42afde6f5aca0cfa5c163763fbad55e73a41db6b41bc87b8e7b62214a8eedc67
      31fa3cb857d657ab9b3764b89a84e91ebcb4785166fbb02cedfcbdfda215b96f`,
  },
  {
    name: 'C.1.2, by their names',
    identities: { client: Buffer.from('alice'), server: Buffer.from('bob') },
    envelope: `ac13171b2f17bc2c74997f0fce1e1f35bec6b91fe2e12dbd323d23ba7a38dfec
      1ac902dc5589e9a5f0de56ad685ea8486210ef41449cd4d8712828913c5d2b68
      0b2b3af4a26c765cff329bfb66d38ecf1d6cfa9e7a73c222c6efe0d9520f7d7c`,
    ke2: `7e308140890bcde30cbcea28b01ea1ecfbd077cff62c4def8efa075aabcbb471
      38fe59af0df2c79f57b8780278f5ae47355fe1f817119041951c80f612fdfc6d
      d6ec60bcdb26dc455ddf3e718f1020490c192d70dfc7e403981179d8073d1146
      a4f9aa1ced4e4cd984c657eb3b54ced3848326f70331953d91b02535af44d9fe
      a502150b67fe36795dd8914f164e49f81c7688a38928372134b7dccd50e09f8f
      ed9518b7b2f94835b3c4fe4c8475e7513f20eb97ff0568a39caee3fd6251876f
      71cd9960ecef2fe0d0f7494986fa3d8b2bb01963537e60efb13981e138e3d4a1
      c4f62198a9d6fa9170c42c3c71f1971b29eb1d5d0bd733e40816c91f7912cc4a
      292371e7809a9031743e943fb3b56f51de903552fc91fba4e7419029951c3970
      b2e2f0a9dea218d22e9e4e0000855bb6421aa3610d6fc0f4033a6517030d4341`,
    ke3: `7a026de1d6126905736c3f6d92463a08d209833eb793e46d0f7f15b3e0f62c76
      43763c02bbc6b8d3d15b63250cae98171e9260f1ffa789750f534ac11a0176d5`,
    session: `ae7951123ab5befc27e62e63f52cf472d6236cb386c968cc47b7e34f866aa4bc
      7638356a73cfce92becf39d6a7d32a1861f12130e824241fe6cab34fbd471a57`,
  },
]

describe('OPAQUE-3DH', () => {
  for (const { name, identities, envelope, ke2, ke3, session } of EXAMPLES) {
    it(`is that of RFC 9807, ${name}`, () => {
      const key = oprfKey(SEED, Buffer.from('1234'))
      const chance = { oprfKey: key, server: SERVER, envelopeNonce: ENVELOPE_NONCE }
      const record = registered(PASSWORD, chance, NO_EFFORT, identities)
      assert.equal(
        shown(record.clientPublicKey),
        '76a845464c68a5d2f7e442436bb1424953b17d3e2e289ccbaccafb57ac5c3675',
      )
      assert.equal(
        shown(record.maskingKey),
        `1ac5844383c7708077dea41cbefe2fa15724f449e535dd7dd562e66f5ecfb958
64eadddec9db5874959905117dad40a4524111849799281fefe3c51fa82785c5`.replace('\n', ''),
      )
      assert.deepEqual(shown(record.envelope), shown(hex(envelope)))
      const opening = begin(PASSWORD, CLIENT_CHANCE)
      assert.equal(
        shown(opening.ke1),
        shown(
          hex(`c4dedb0ba6ed5d965d6f250fbe554cd45cba5dfcce3ce836e4aee778aa3cd44d
            da7e07376d6d6f034cfa9bb537d11b8c6b4238c334333d1f0aebb380cae6a6cc
            6e29bee50701498605b2c085d7b241ca15ba5c32027dd21ba420b94ce60da326`),
        ),
      )
      const named = {
        context: 'OPAQUE-POC',
        client: (publicKey: Uint8Array) => identities.client ?? publicKey,
        server: (publicKey: Uint8Array) => identities.server ?? publicKey,
      }
      const answered = answer(opening.ke1, record, SERVER_CHANCE, named)
      assert.equal(shown(answered?.ke2), shown(hex(ke2)))
      assert.equal(shown(answered?.expected), shown(hex(ke3)))
      const concluded = conclude(opening, hex(ke2), NO_EFFORT, named, identities)
      assert.equal(shown(concluded?.ke3), shown(hex(ke3)))
      assert.equal(shown(concluded?.session), shown(hex(session)))
      assert.equal(shown(answered?.session), shown(hex(session)))
    })
  }

  it('takes no octets for an element of the group that are none', () => {
    const key = oprfKey(SEED, Buffer.from('1234'))
    const chance = { oprfKey: key, server: SERVER, envelopeNonce: ENVELOPE_NONCE }
    const record = registered(PASSWORD, chance, NO_EFFORT)
    const named = { context: '', client: () => octets(''), server: () => octets('') }
    const { ke1 } = begin(PASSWORD, CLIENT_CHANCE)
    for (const [at, wrong] of [
      [0, new Uint8Array(32)], // the neutral element
      [0, new Uint8Array(32).fill(255)],
      [64, new Uint8Array(32)],
    ] as const) {
      const altered = Uint8Array.from(ke1)
      altered.set(wrong, at)
      assert.equal(answer(altered, record, SERVER_CHANCE, named), undefined)
    }
  })
})

describe('OPAQUE-A255SHA', () => {
  const challenge = (name: string): { readonly said: string; readonly bare: string } => {
    const server = passwordServer(OPAQUE)
    const client = passwordClient(OPAQUE, { username: name })
    const step = server.respond(client.initial() ?? octets(''))
    assert.ok(step.kind === 'challenge')
    const said = text(step.message)
    return { said, bare: said.slice(0, said.indexOf(',v=')) }
  }

  it('has the messages of the draft, as long as RFC 9807 makes them', () => {
    const client = clientEnd(OPAQUE)
    const server = passwordServer(OPAQUE)
    const first = text(client.initial())
    assert.match(first, /^n,,n=user,r=[A-Za-z0-9+/]+=*$/)
    assert.equal(Buffer.from(first.slice(first.indexOf(',r=') + 3), 'base64').length, KE1_OCTETS)
    const step = server.respond(octets(first))
    assert.ok(step.kind === 'challenge')
    const [, bound, effort, ke2] = /^c=(.*),i=(.*),v=(.*)$/.exec(text(step.message)) ?? []
    assert.equal(bound, 'biws') // n,,
    assert.equal(Buffer.from(effort ?? '', 'base64').toString(), 'm=256,t=1,p=4')
    assert.equal(Buffer.from(ke2 ?? '', 'base64').length, KE2_OCTETS)
    const answer = client.respond(step.message)
    assert.ok(answer.kind === 'message')
    const last = text(answer.message)
    assert.equal(Buffer.from(last.slice('p='.length), 'base64').length, KE3_OCTETS)
    assert.deepEqual([KE1_OCTETS, KE2_OCTETS, KE3_OCTETS], [96, 320, 64])
    const outcome = server.respond(answer.message)
    // §5.2, 2b: nothing more is said with success.
    assert.ok(outcome.kind === 'success' && outcome.additional === undefined)
    assert.equal(client.finish(undefined), undefined)
  })

  it('tells the same of a user whom nobody knows', () => {
    const known = challenge('user')
    const unknown = challenge('nobody')
    assert.equal(unknown.bare, known.bare)
    assert.equal(unknown.said.length, known.said.length)
    assert.notEqual(challenge('another').said, unknown.said)
  })

  it('is not answered to a server that knows another password, or another channel', () => {
    const code = (mechanism: typeof OPAQUE, change: (said: string) => string): string => {
      const client = clientEnd(mechanism, 'right')
      const server = passwordServer(mechanism)
      const step = server.respond(client.initial() ?? octets(''))
      assert.ok(step.kind === 'challenge')
      const answer = client.respond(octets(change(text(step.message))))
      return answer.kind === 'failed' ? answer.failure.code : 'answered'
    }
    const flipped = (said: string): string => {
      const at = said.length - 8
      return said.slice(0, at) + (said[at] === 'A' ? 'B' : 'A') + said.slice(at + 1)
    }
    assert.equal(
      code(OPAQUE, (said) => said),
      'answered',
    )
    assert.equal(code(OPAQUE, flipped), 'server-not-authentic')
    assert.equal(
      code(OPAQUE, (said) => said.replace('c=biws', 'c=eSws')),
      'server-not-authentic',
    )
    assert.equal(
      code(OPAQUE_PLUS, (said) => said),
      'answered',
    )
    assert.equal(
      code(OPAQUE_PLUS, (said) => said.replace(/c=[^,]*/, 'c=biws')),
      'server-not-authentic',
    )
  })

  it('lets nobody in by what was said on another connection', () => {
    const client = clientEnd(OPAQUE)
    const first = client.initial() ?? octets('')
    const server = passwordServer(OPAQUE)
    const step = server.respond(first)
    assert.ok(step.kind === 'challenge')
    const answer = client.respond(step.message)
    assert.ok(answer.kind === 'message')
    const other = passwordServer(OPAQUE, { nonce: () => 'another nonce' })
    other.respond(first)
    const WRONG = { kind: 'failure', condition: 'not-authorized' }
    assert.deepEqual(other.respond(answer.message), WRONG)
    assert.equal(server.respond(answer.message).kind, 'success')
  })

  it('keeps what passwords in the clear can be held against, too', () => {
    const scheme = OPAQUE.keeps
    assert.ok(scheme)
    const owner = { username: 'user', domain: 'example.org' }
    const hashing = { iterations: 4096, saltOctets: 16, keys: KEYS }
    const chance = { oprfKey: 7n, server: SERVER, envelopeNonce: ENVELOPE_NONCE }
    const effort = { kind: 'argon2id', m: 32, t: 1, p: 4 } as const
    const kept = () => registered(octets('pencil'), chance, effort)
    assert.equal(scheme.matches('pencil', kept, hashing, owner), true)
    assert.equal(scheme.matches('pen', kept, hashing, owner), false)
  })

  it('does not work for a stranger without end', () => {
    for (const text of ['', 'm=0,t=1,p=1', 'm=8,t=1,p=2', 'm=2097152,t=1,p=4', 'm=65536,t=5,p=4']) {
      assert.equal(readParameters(text), undefined, text)
    }
    assert.deepEqual(readParameters('m=65536,t=3,p=4'), { kind: 'argon2id', m: 65_536, t: 3, p: 4 })
  })
})
