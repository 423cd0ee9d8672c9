import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { overSecured } from '../../src/strategies/over.ts'
import { element } from '../../src/xml/xml.ts'
import { type Memory, remember } from '../../src/xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'
import { CLIENT } from '../../src/xmpp/namespaces.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { Ledger } from '../../src/xmpp/stream-management.ts'
import { EJABBERD, IDEAL, PROSODY } from '../server/behaviours.ts'
import { ACCOUNT, Pair } from './pair.ts'
import { attempt, type Scene, setScene, strategyNamed } from './scene.ts'

const ready = (pair: Pair): ReadyStream => {
  const outcome = pair.run()
  if (outcome?.kind !== 'ready') {
    throw new Error(`${JSON.stringify(outcome)} after ${pair.heard.join('\n')}`)
  }
  return outcome.stream
}

/** The sm part of a memory with so many messages sent and not acknowledged. */
const withUnacknowledged = (memory: Memory, count: number): Memory => {
  if (memory.sm.kind === 'not-resumable') throw new Error('expected a session to resume')
  const ledger = new Ledger(memory.sm.ledger)
  for (let i = 1; i <= count; i += 1) ledger.send(element('message', CLIENT, { id: `m${i}` }))
  return { ...memory, sm: { ...memory.sm, ledger: ledger.state() } }
}

const saidBy = (pair: Pair, name: string): string[] =>
  pair.said.map((said) => said.xml).filter((xml) => xml.startsWith(`<${name}`))

const SERVERS: readonly ServerSettings[] = [PROSODY, EJABBERD, IDEAL]

describe('every base against every server', () => {
  for (const settings of SERVERS) {
    for (const [name, way] of [
      ['legacy-starttls', 'bound'],
      ['legacy-direct', 'bound'],
      ['sasl2-starttls', 'bound'],
      ['sasl2-direct', 'bound'],
      ['legacy-resume-starttls', 'resumed'],
      ['legacy-resume-direct', 'resumed'],
      ['legacy-resume-failed-direct', 'bound'],
      ['sasl2-resume-starttls', 'resumed'],
      ['sasl2-resume-direct', 'resumed'],
      ['fast-resume-starttls', 'resumed'],
      ['fast-resume-direct', 'resumed'],
      ['fast-resume-failed-direct', 'bound'],
      ['fast-rejected-direct', 'resumed'],
      ['sasl2-direct+pipelined', 'bound'],
      ['fast-resume-direct+pipelined', 'resumed'],
      ['fast-resume-failed-direct+pipelined+unbound', 'bound'],
      ['fast-rejected-direct+unbound', 'resumed'],
    ] as const) {
      it(`${name}: ${name}`, () => {
        const session = ready(attempt(setScene(strategyNamed(name), settings)))
        assert.deepEqual(
          { way: session.way, carbons: session.carbons, sm: session.sm !== undefined },
          { way, carbons: true, sm: true },
        )
        assert.match(session.address, /^alice@bench\.localhost\/bench/)
      })
    }
  }

  it('legacy pipelining gets through at Prosody and hangs at ejabberd', () => {
    const name = 'legacy-resume-direct+pipelined'
    assert.equal(ready(attempt(setScene(strategyNamed(name), PROSODY))).way, 'resumed')
    assert.equal(attempt(setScene(strategyNamed(name), EJABBERD)).run(), undefined)
  })

  it('at Prosody it gets no further than its own flight', () => {
    const name = 'legacy-resume-failed-direct+pipelined'
    assert.equal(ready(attempt(setScene(strategyNamed(name)))).way, 'bound')
    assert.deepEqual(attempt(setScene(strategyNamed(name), PROSODY)).run(), {
      kind: 'failed',
      failure: {
        code: 'stream-error',
        detail: 'the server ended the stream: unsupported-stanza-type',
      },
    })
  })
})

describe('a refused token', () => {
  it('leads to SCRAM on the same stream, bound to the certificate', () => {
    const pair = attempt(setScene(strategyNamed('fast-rejected-direct')))
    assert.equal(ready(pair).mechanism, 'SCRAM-SHA-256-PLUS')
    const attempts = saidBy(pair, 'authenticate').map((xml) => /mechanism='([^']*)'/.exec(xml)?.[1])
    assert.deepEqual(attempts, ['HT-SHA-256-EXPR', 'SCRAM-SHA-256-PLUS'])
  })

  it('is replaced by a new one', () => {
    const scene = setScene(strategyNamed('fast-rejected-direct'))
    const session = ready(attempt(scene))
    assert.notEqual(session.token?.secret, scene.memory.token?.secret)
    assert.equal(session.token?.count, 0)
  })
})

describe('a token', () => {
  it('is counted per attempt', () => {
    const scene = setScene(strategyNamed('fast-resume-direct'))
    assert.equal(scene.memory.token?.count, 0)
    const pair = attempt(scene)
    assert.equal(ready(pair).token?.count, 1)
    assert.match(saidBy(pair, 'authenticate').join(), /<fast xmlns='urn:xmpp:fast:0' count='1'\/>/)
  })

  it('is asked for with the mechanism that will be needed', () => {
    const mechanism = (name: string): string | undefined =>
      setScene(strategyNamed(name)).memory.token?.mechanism
    assert.equal(mechanism('fast-resume-direct+unbound'), 'HT-SHA-256-NONE')
    assert.equal(mechanism('fast-resume-direct'), 'HT-SHA-256-EXPR')
    assert.equal(mechanism('fast-resume-direct+0rtt'), 'HT-SHA-256-ENDP')
    assert.equal(mechanism('fast-resume-direct+0rtt+unbound'), 'HT-SHA-256-NONE')
  })
})

describe('a memory', () => {
  it('can be started from again and again, reconnect after reconnect', () => {
    const strategy = strategyNamed('fast-resume-direct+pipelined')
    const { server, memory: first } = setScene(strategy)
    let memory = first
    for (let round = 1; round <= 5; round += 1) {
      const random = Random.seeded(`round ${round}`)
      const connection = server.accept({ random, mode: overSecured(strategy).security })
      const pair = new Pair(strategy.said.script(ACCOUNT, memory), connection, strategy)
      const session = ready(pair)
      assert.equal(session.way, 'resumed', `round ${round}`)
      memory = remember(session)
      pair.lose()
    }
  })

  it('is not changed by an attempt', () => {
    const scene = setScene(strategyNamed('fast-resume-direct'))
    const before = JSON.stringify(scene.memory)
    ready(attempt(scene))
    ready(attempt(scene))
    assert.equal(JSON.stringify(scene.memory), before)
  })
})

describe('what was sent before the outage', () => {
  for (const name of ['legacy-resume-direct', 'sasl2-resume-direct', 'fast-resume-direct']) {
    it(`is sent again after ${name}`, () => {
      const scene = setScene(strategyNamed(name))
      const memory = withUnacknowledged(scene.memory, 2)
      const pair = attempt({ ...scene, memory })
      const session = ready(pair)
      assert.deepEqual(saidBy(pair, 'message'), ["<message id='m1'/>", "<message id='m2'/>"])
      // and is kept, once, until it is acknowledged
      const kept = session.sm?.ledger.unacknowledged.map((stanza) => stanza.attribute('id'))
      assert.deepEqual(kept, ['m1', 'm2'])
    })
  }

  for (const name of ['legacy-resume-failed-direct', 'fast-resume-failed-direct']) {
    it(`goes out in the new session after ${name}`, () => {
      const scene = setScene(strategyNamed(name))
      const pair = attempt({ ...scene, memory: withUnacknowledged(scene.memory, 1) })
      const session = ready(pair)
      assert.deepEqual(saidBy(pair, 'message'), ["<message id='m1'/>"])
      const kept = session.sm?.ledger.unacknowledged.map((stanza) => stanza.attribute('id'))
      assert.deepEqual(kept?.at(-1), 'm1')
    })
  }
})

describe('both shapes of <failed/>', () => {
  for (const inlineShape of ['direct', 'wrapped-in-error'] as const) {
    it(`${inlineShape} is read`, () => {
      const failed = { ...IDEAL.sm.failed, inlineShape }
      const settings = { ...IDEAL, sm: { ...IDEAL.sm, failed } }
      const scene: Scene = setScene(strategyNamed('fast-resume-failed-direct'), settings)
      assert.equal(ready(attempt(scene)).way, 'bound')
    })
  }
})
