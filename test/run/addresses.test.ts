import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import type { ModifierName } from '../../src/strategies/modifiers.ts'
import { parseStrategy } from '../../src/strategies/registry.ts'
import { LAYERS } from '../../src/transport.ts'
import { seconds } from '../../src/units.ts'
import { expectedOf, type Told } from '../stack/addresses/oracle.ts'
import { ADDRESS_MODIFIERS, subsetsOf } from '../strategies/combinations.ts'
import { specOf } from './spec.ts'

const runner = new TrialRunner()
const trial = (strategy: string, changes: Partial<RunSpec> = {}): TrialRecord =>
  runner.run(prepareCell(specOf(strategy, changes), 0), 0)

const waitsOf = ({ waits }: TrialRecord, layer: 'dns' | 'tcp'): number =>
  waits[LAYERS.indexOf(layer)] ?? 0

/** Four addresses that do not answer take a minute. */
const PATIENT = { timeoutMs: 120_000 } as const
const RTT_MS = 1_000

/** What the modifiers say of the server, written down by hand; the last is where it answers. */
function addressesFor(modifiers: readonly ModifierName[]): readonly Told[] {
  const has = (name: ModifierName): boolean => modifiers.includes(name)
  const accepting: Told['answer'] = { kind: 'accepts', after: RTT_MS }
  const refusing: Told['answer'] = { kind: 'refuses', after: RTT_MS }
  const six = has('v6-broken') || has('v6-refused')
  const before: Told[] = []
  if (six) {
    before.push({ ip: 'ipv6', priority: 1, answer: has('v6-refused') ? refusing : undefined })
  }
  if (has('first-dead')) before.push({ ip: 'ipv4', priority: 1, answer: undefined })
  if (has('first-refused')) before.push({ ip: 'ipv4', priority: 1, answer: refusing })
  const primary: Told[] = [
    ...(six ? [{ ip: 'ipv6', priority: 0, answer: undefined } as const] : []),
    { ip: 'ipv4', priority: 0, answer: undefined },
  ]
  const all = [...(has('primary-dead') ? primary : []), ...before]
  // Nothing to race: an IPv6 address that works as well.
  if (all.length === 0 && has('happy-eyeballs')) {
    all.push({ ip: 'ipv6', priority: 1, answer: accepting })
  }
  return [...all, { ip: 'ipv4', priority: 1, answer: accepting }]
}

const race = (modifiers: readonly ModifierName[], timeout: number) =>
  expectedOf(addressesFor(modifiers), {
    manner: modifiers.includes('happy-eyeballs') ? 'happy-eyeballs' : 'one-after-the-other',
    timeout,
  })

const COMPANIONS = ['', '+dns', '+pipelined+tfo'] as const
const BASE = 'fast-resume-direct'

describe('an encrypted ClientHello', () => {
  it('costs octets and no time, whatever else is done', () => {
    for (const others of ['', '+pipelined', '+tfo', '+hrr', '+dns+v6-refused', '+0rtt']) {
      const [usual, encrypted] = [trial(BASE + others), trial(`${BASE}${others}+ech`)]
      assert.deepEqual(encrypted.waits, usual.waits, others)
      assert.equal(encrypted.lastedUs, usual.lastedUs, others)
      assert.ok(encrypted.figures.bytes.up > usual.figures.bytes.up + 250, others)
      assert.equal(encrypted.figures.bytes.down, usual.figures.bytes.down, others)
    }
  })

  it('is larger by what the RFC has in it', () => {
    // Node's hello of TLS 1.3 (225) less 41, and 5; the name in 24 octets, the protocol in 18: 231,
    // padded to 256. With 62 around it.
    const [usual, encrypted] = [trial(BASE), trial(`${BASE}+ech`)]
    assert.equal(encrypted.figures.bytes.up - usual.figures.bytes.up, 256 + 62)
  })

  it('is for direct TLS 1.3', () => {
    for (const name of ['legacy-starttls+ech', `${BASE}+tls12+ech`]) {
      assert.equal(parseStrategy(name).kind, 'strategy-error', name)
    }
  })
})

describe('a server with several addresses, on the ideal link', () => {
  for (const companion of COMPANIONS) {
    it(`costs what the oracle says: ${BASE}${companion}`, () => {
      const usual = trial(BASE + companion)
      let tried = 0
      for (const modifiers of subsetsOf(ADDRESS_MODIFIERS)) {
        const name = [BASE + companion, ...modifiers].join('+')
        if (parseStrategy(name).kind === 'strategy-error') continue
        tried += 1
        const { at, winner } = race(modifiers, 15_000)
        assert.ok(winner)
        const record = trial(name, PATIENT)
        assert.deepEqual(record.outcome, { kind: 'ready' }, name)
        // RTT 1 s, and nothing else takes time but patience; the winner's handshake is in both.
        assert.equal(record.lastedUs - usual.lastedUs, (at - RTT_MS) * 1_000, name)
        const refusals = modifiers.includes('happy-eyeballs')
          ? 0
          : modifiers.filter((one) => one === 'v6-refused' || one === 'first-refused').length
        assert.equal(waitsOf(record, 'tcp') - waitsOf(usual, 'tcp'), refusals, name)
        assert.equal(waitsOf(record, 'dns'), waitsOf(usual, 'dns'), name)
        assert.equal(record.figures.bytes.up, usual.figures.bytes.up, name)
      }
      // IPv6 and the first address each none, silent or refused; the primary; a race, or with Fast
      // Open none: 3 · 3 · 2 · 2.
      assert.equal(tried, companion.includes('tfo') ? 18 : 36)
    })
  }

  it('gives an address as long as it is told to', () => {
    for (const timeout of [7, 15, 30]) {
      const tcp = { ...DEFAULT_TCP, connectTimeout: seconds(timeout) }
      const record = trial(`${BASE}+v6-broken`, { tcp })
      const usual = trial(BASE)
      assert.equal(record.lastedUs - usual.lastedUs, timeout * 1_000_000)
    }
  })

  it('counts every SYN of an attempt that comes to nothing', () => {
    // Linux: at 0, 1, 2, 3, 4, 5, 7 and 11 s and a little; the next would come at 19 s.
    const syns: readonly (readonly [timeout: number, count: number])[] = [
      [7, 6],
      [15, 8],
      [30, 9],
    ]
    const usual = trial(BASE)
    for (const [timeout, count] of syns) {
      const tcp = { ...DEFAULT_TCP, connectTimeout: seconds(timeout) }
      const { figures } = trial(`${BASE}+v6-broken`, { tcp })
      assert.equal(figures.packets.up - usual.figures.packets.up, count)
      assert.equal(figures.packets.retransmitted, count - 1)
      // 40 octets of IPv6 header, 20 of TCP's, 20 of options.
      assert.equal(figures.linkBytes.up - usual.figures.linkBytes.up, count * 80)
    }
  })

  it('resets the SYN-ACK of an attempt that has lost', () => {
    // Both work, 1 s away: the SYN of the second leaves after 250 ms; its SYN-ACK is on its way when
    // the first has won, and is answered by a reset within the attempt.
    const usual = trial(`${BASE}`, { tcp: { ...DEFAULT_TCP, ip: 'ipv6' } })
    const { figures, lastedUs } = trial(`${BASE}+happy-eyeballs`)
    assert.equal(lastedUs, usual.lastedUs)
    assert.equal(figures.packets.up - usual.figures.packets.up, 2)
    assert.equal(figures.packets.down - usual.figures.packets.down, 1)
    // Up: a SYN of 60 octets, a reset of 40. Down: a SYN-ACK of 60.
    assert.equal(figures.linkBytes.up - usual.figures.linkBytes.up, 60 + 40)
    assert.equal(figures.linkBytes.down - usual.figures.linkBytes.down, 60)
  })

  it('loses no time to a race that nobody else runs in', () => {
    assert.equal(trial(`${BASE}+happy-eyeballs`).lastedUs, trial(BASE).lastedUs)
  })
})
