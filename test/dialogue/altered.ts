/** Servers whose answers are altered on their way, and what a client never may do about it. */
import assert from 'node:assert/strict'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { FAILURE_CODES } from '../../src/transport.ts'
import type { Pair } from './pair.ts'
import { type Scene, setScene, strategyNamed } from './scene.ts'

const NAMES = [
  'legacy-starttls',
  'legacy-resume-failed-direct+pipelined',
  'sasl2-resume-starttls',
  'fast-resume-direct+pipelined',
  'fast-rejected-direct+unbound',
  'sasl2-direct+pipelined+restore',
  'legacy-direct+no-sm+restore',
]
export const SCENES: readonly Scene[] = [
  ...NAMES.map((name) => setScene(strategyNamed(name))),
  setScene(strategyNamed('sasl2-direct+revoke-grant'), EVERYTHING.xmpp),
]
export const SECRETS: readonly string[] = ['correct horse battery staple']

/** Cuts at the given places, in thousandths of the length. */
export const cut = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const at = places.map((place) => Math.floor((place * bytes.length) / 1000)).sort((a, b) => a - b)
  const ends = [...at, bytes.length]
  return ends.map((end, index) => bytes.subarray(at[index - 1] ?? 0, end))
}

/** What servers say, right and wrong, and the beginnings of it. */
export const INSERTED: readonly string[] = [
  '</stream:stream>',
  '<',
  '>',
  "'",
  '&#0;',
  '<!--',
  '<![CDATA[',
  "<r xmlns='urn:xmpp:sm:3'/>",
  "<a xmlns='urn:xmpp:sm:3' h='4294967295'/>",
  "<failed xmlns='urn:xmpp:sm:3'/>",
  "<success xmlns='urn:xmpp:sasl:2'/>",
  "<failure xmlns='urn:xmpp:sasl:2'/>",
  "<challenge xmlns='urn:xmpp:sasl:2'/>",
  "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
  "<iq type='get' id='b1'/><iq type='result' id='b1'/><iq type='error' id='c1'/>",
  "<iq type='result' id='m1'><fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><last>x</last></set></fin></iq>",
  "<iq type='error' id='m1'><error type='modify'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
  "<message><result xmlns='urn:xmpp:mam:2' id='x'/></message>",
  "<iq type='set' id='x'><query xmlns='jabber:iq:roster' ver='x'><item jid='a@b'/></query></iq>",
  "<message><stanza-id xmlns='urn:xmpp:sid:0' by='alice@bench.localhost' id='x'/></message>",
  "<iq type='result' id='a1'><clients xmlns='urn:xmpp:cam:0'><client type='access'/></clients></iq>",
  "<iq type='error' id='a2'><error type='cancel'/></iq>",
  '<stream:error/>',
  '<stream:features/>',
  '<stream:stream>',
]

export interface Mutation {
  readonly answer: number
  readonly kind: 'flip' | 'delete' | 'insert' | 'repeat' | 'cut' | 'swap'
  readonly at: number
  readonly length: number
  readonly text: string
}

export const mutate = (bytes: Uint8Array, { kind, at, length, text }: Mutation): Uint8Array => {
  const place = Math.floor((at * bytes.length) / 1001)
  const before = bytes.subarray(0, place)
  const part = bytes.subarray(place, place + length)
  const after = bytes.subarray(place + length)
  switch (kind) {
    case 'flip':
      return Buffer.concat([before, part.map((byte) => byte ^ (length % 256)), after])
    case 'delete':
      return Buffer.concat([before, after])
    case 'insert':
      return Buffer.concat([before, Buffer.from(text), part, after])
    case 'repeat':
      return Buffer.concat([before, part, part, after])
    case 'cut':
      return before
    case 'swap':
      return Buffer.concat([after, part, before])
  }
}

/** However it went: the attempt has ended or waits, and what it says about it is in order. */
export const inOrder = (pair: Pair, scene: Scene): void => {
  const { outcome } = pair
  if (outcome?.kind === 'failed') {
    assert.ok(FAILURE_CODES.includes(outcome.failure.code))
    assert.ok(outcome.failure.detail.length < 400)
    for (const secret of [...SECRETS, scene.memory.token?.secret ?? SECRETS[0] ?? '']) {
      assert.ok(!outcome.failure.detail.includes(secret))
    }
  }
  assert.ok(pair.said.length < 100)
  // Whoever is still waiting learns of the connection's end.
  pair.tell({ kind: 'closed' })
  assert.notEqual(pair.outcome, undefined)
}
