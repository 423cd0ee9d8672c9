import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import type { CellSnapshot } from '../../src/record/cell-recorder.ts'
import { ReplayedClient } from '../../src/run/replay/client.ts'
import type {
  RecordedClientStep,
  RecordedConversation,
  RecordedServerStep,
} from '../../src/run/replay/conversation.ts'
import { Lengthening } from '../../src/run/replay/lengthening.ts'
import { ReplayedServer } from '../../src/run/replay/server.ts'
import { workHere } from '../../src/run/simulated/here.ts'
import { Pool, type WorkOptions } from '../../src/run/simulated/pool.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { type Recorded, recorded } from '../../src/run/simulated/recorded.ts'
import {
  type Replay,
  ReplayDifference,
  ReplayingRunner,
} from '../../src/run/simulated/replaying.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { ShareRunner, sharesOf } from '../../src/run/simulated/work.ts'
import { parseDialogue } from '../../src/scripted/dialogue-file.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { usefulStrategies } from '../../src/strategies/registry.ts'
import { START } from '../../src/units.ts'
import { USUAL_STRATEGIES } from '../../src/words/compare.ts'
import { cases } from '../cases.ts'
import { specOf } from '../run/spec.ts'
import { agreementOf, LINKS } from './agreement.ts'

const FAST = 'fast-resume-direct+pipelined'

const recordingOf = (strategy: string, server = PROSODY): Recorded => {
  const recording = recorded(prepareCell(specOf(strategy, { servers: [server] }), 0))
  if (recording === undefined) throw new Error(`Expected ${strategy} to be recorded`)
  return recording
}

describe('a trial over a recording', () => {
  for (const strategy of USUAL_STRATEGIES) {
    it(`comes to what it comes to in full: ${strategy}`, () => {
      const trials = cases(80)
      const agreement = agreementOf(strategy, PROSODY, trials)
      assert.equal((agreement?.replayed ?? 0) + (agreement?.left ?? 0), trials * LINKS.length)
      // Few leave it, or it would not pay.
      assert.ok((agreement?.replayed ?? 0) >= 0.9 * trials * LINKS.length)
    })
  }

  for (const server of [PROSODY, EJABBERD, IDEAL_SERVER, EVERYTHING]) {
    it(`comes to what it comes to in full, by every strategy at ${server.name}`, () => {
      const agreements = usefulStrategies().map(({ name }) => agreementOf(name, server, 1))
      assert.ok(agreements.filter((agreement) => agreement !== undefined).length >= 20)
    })
  }

  it('is not to be had where a code or a token may be over by then', () => {
    const cell = prepareCell(specOf('sasl2-totp-direct', { servers: [EVERYTHING] }), 0)
    assert.equal('code' in cell.earlier, false)
    assert.equal(recorded(cell), undefined)
  })

  for (const strategy of ['legacy-websocket', 'fast-resume-websocket+pipelined']) {
    it(`comes to what it comes to in full, in messages: ${strategy}`, () => {
      for (const server of [PROSODY, EJABBERD]) {
        const trials = cases(40)
        const agreement = agreementOf(strategy, server, trials)
        assert.ok((agreement?.replayed ?? 0) >= 0.8 * trials * LINKS.length)
      }
    })
  }

  it('is not to be had of a scripted dialogue, which is octets already', () => {
    const text = readFileSync(new URL('../scripted/fast.dialogue.json', import.meta.url), 'utf8')
    const dialogue = parseDialogue(text, 'fast.dialogue.json')
    assert.ok(dialogue.ok)
    const strategies = [{ dialogue: dialogue.value, modifiers: [] }]
    const spec = specOf('', { strategies, trials: 20 })
    assert.equal(recorded(prepareCell(spec, 0)), undefined)
    const share = { cell: 0, from: 0, to: 20 }
    assert.deepEqual(new ShareRunner(spec).run(share), new ShareRunner(spec, 'never').run(share))
  })

  it('is not to be had of requests', () => {
    assert.equal(recorded(prepareCell(specOf('legacy-bosh'), 0)), undefined)
  })
})

describe('whoever replays', () => {
  const runs = { servers: [PROSODY], profiles: LINKS.slice(0, 1), trials: 60 }
  const spec = specOf('legacy-resume-starttls', runs)

  it('counts the same whether it records or not, here and on other threads', async () => {
    const many = { ...spec, trials: 201 }
    const counted = async (work: (options: WorkOptions) => Promise<void>) => {
      const shares = new Map<number, CellSnapshot>()
      await work({ onDone: ({ from }, counts) => shares.set(from, counts) })
      assert.deepEqual([...shares.keys()], [0, 200])
      return shares
    }
    const here = (replay: Replay) =>
      counted((options) => workHere(new ShareRunner(many, replay), sharesOf(many), options))
    // That it is told to run in full could not be seen in what comes back of another thread.
    const elsewhere = counted(async (options) => {
      const pool = new Pool(many, 1, 'where-it-pays')
      try {
        await pool.work(sharesOf(many), options)
      } finally {
        await pool.letGo()
      }
    })
    const inFull = await here('never')
    assert.deepEqual(await here('where-it-pays'), inFull)
    assert.deepEqual(await elsewhere, inFull)
  })

  /** An octet more in the first thing that is said. */
  const doctored = (cell: Parameters<typeof recorded>[0]): Recorded | undefined => {
    const recording = recorded(cell)
    if (recording === undefined) return undefined
    const { conversation } = recording
    let isFirst = true
    const client = conversation.client.map((step): RecordedClientStep => {
      if (step.kind !== 'say' || !isFirst) return step
      isFirst = false
      return { ...step, octets: step.octets + 1 }
    })
    return { ...recording, conversation: { ...conversation, client } }
  }

  it('ends with the first difference, and names it', () => {
    const cell = prepareCell(spec, 0)
    const runner = new ReplayingRunner('where-it-pays', doctored)
    const run = () => {
      for (let trial = 0; trial < 60; trial += 1) runner.run(cell, trial)
    }
    assert.throws(
      run,
      (error) =>
        error instanceof ReplayDifference &&
        /^trial 10 of legacy-resume-starttls on .* at prosody came to .*"figures".*--no-replay/.test(
          error.message,
        ),
    )
  })

  it('checks one in a thousand', () => {
    const cell = prepareCell(spec, 0)
    let calls = 0
    const onceRight = (given: typeof cell) => {
      calls += 1
      return recorded(given)
    }
    const runner = new ReplayingRunner('where-it-pays', onceRight)
    const alone = new TrialRunner()
    for (let trial = 989; trial < 1_011; trial += 1) {
      assert.deepEqual(runner.run(cell, trial), alone.run(cell, trial))
    }
    assert.equal(calls, 1)
  })

  it('runs every trial in full that leaves the recording', () => {
    const cell = prepareCell(spec, 0)
    const leaving = (given: typeof cell): Recorded | undefined => {
      const recording = recorded(given)
      if (recording === undefined) return undefined
      const { conversation } = recording
      const otherwise = (step: RecordedServerStep): RecordedServerStep => ({
        ...step,
        pipelined: true,
      })
      const server = conversation.server.map((stretch) => stretch.map(otherwise))
      return { ...recording, conversation: { ...conversation, server } }
    }
    const runner = new ReplayingRunner('where-it-pays', leaving)
    const alone = new TrialRunner()
    for (let trial = 0; trial < 20; trial += 1) {
      assert.deepEqual(runner.run(cell, trial), alone.run(cell, trial))
    }
  })
})

describe('a recording', () => {
  it('has the octets of what was said, and what had to be heard before', () => {
    const { conversation } = recordingOf(FAST)
    const { client, server } = conversation
    const said = client.flatMap((step) => (step.kind === 'say' ? [step.octets] : []))
    const answered = server.flat().flatMap(({ texts }) => texts.map((text) => text.length))
    const heard = client.flatMap((step) => (step.kind === 'hear' ? [step.octets] : []))
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
    // A request is whole with its last octet, and the client ready with the last that it was told.
    assert.ok(server.flat().some(({ octets }) => octets === sum(said)))
    assert.ok((heard.at(-1) ?? 0) <= sum(answered))
    assert.deepEqual(
      client.map(({ kind }) => kind).filter((kind) => kind === 'connect' || kind === 'secure'),
      ['connect', 'secure'],
    )
    assert.equal(client.at(-1)?.kind, 'ready')
  })

  it('holds no word of what was said but what the client was left with', () => {
    const { conversation } = recordingOf(FAST)
    const texts = conversation.server.flat().flatMap((step) => step.texts)
    assert.match(texts.join(''), /^\.+$/)
  })
})

describe('the ends of a recording', () => {
  const conversation = (
    client: readonly RecordedClientStep[],
    server: readonly RecordedServerStep[],
  ): RecordedConversation => ({
    client,
    server: [[], server],
    settings: PROSODY.xmpp,
    mode: 'direct',
    carriedBy: 'octets',
    within: 'unlimited',
  })
  const octets = (count: number) => new Uint8Array(count)

  it('count a wait where a dialogue would, and none for what has come already', () => {
    const lengthening = new Lengthening()
    const client = new ReplayedClient(
      conversation(
        [
          { kind: 'connect' },
          { kind: 'say', octets: 3, layer: 'header' },
          { kind: 'hear', octets: 5 },
          { kind: 'say', octets: 4, layer: 'auth' },
          { kind: 'hear', octets: 9 },
          { kind: 'say', octets: 2, layer: undefined },
          { kind: 'hear', octets: 10 },
        ],
        [],
      ),
      lengthening,
    )
    const told = () => {
      const outputs: string[] = []
      for (let output = client.poll(); output !== undefined; output = client.poll()) {
        if (output.kind === 'waited') outputs.push(`waited ${output.layer}`)
        else if (output.kind === 'command') {
          const { command } = output
          outputs.push(command.kind === 'send' ? `send ${command.bytes.length}` : command.kind)
        }
      }
      return outputs
    }
    const hear = (count: number) => {
      client.handle({ kind: 'received', bytes: octets(count), early: false }, START)
      return told()
    }
    assert.deepEqual(told(), ['connect'])
    client.handle({ kind: 'connected' }, START)
    assert.deepEqual(told(), ['send 3', 'waited header'])
    assert.deepEqual(hear(4), [])
    // An octet more in what the server has said first: what was whole with 5 is whole with 6.
    lengthening.add(0, 1)
    assert.deepEqual(hear(1), [])
    // With what it waited for came what it would have waited for next: 4 and 2 leave together.
    assert.deepEqual(hear(5), ['send 6', 'waited auth'])
  })

  it('leave when something comes early that was not recorded so', () => {
    let hasLeft = false
    const step: RecordedServerStep = {
      octets: 4,
      early: false,
      pipelined: undefined,
      thinking: [],
      texts: ['....'],
      identifier: undefined,
      next: 'continue',
    }
    const server = new ReplayedServer(conversation([], [step]), Random.seeded('1'), () => {
      hasLeft = true
    })
    const tls = {
      version: '1.3',
      resumed: false,
      exporter: undefined,
      unique: undefined,
      serverEndPoint: undefined,
    } as const
    server.handle({ kind: 'secured', early: true, tls }, START)
    server.handle({ kind: 'received', bytes: octets(4), early: true }, START)
    assert.equal(hasLeft, true)
  })
})
