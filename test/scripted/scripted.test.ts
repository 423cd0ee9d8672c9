import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { isDialogueFile } from '../../src/files/dialogues.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { strategyInResult } from '../../src/run/to-result.ts'
import {
  dialogueJsonSchema,
  parseDialogue,
  type ScriptedDialogue,
} from '../../src/scripted/dialogue-file.ts'
import { Responder } from '../../src/scripted/responder.ts'
import type { ModifierName } from '../../src/strategies/modifiers.ts'
import { LAYERS } from '../../src/transport.ts'
import { instant, milliseconds, ZERO } from '../../src/units.ts'
import { specOf } from '../run/spec.ts'

const shipped = (name: string): ScriptedDialogue => {
  const text = readFileSync(new URL(`${name}.dialogue.json`, import.meta.url), 'utf8')
  const parsed = parseDialogue(text, `${name}.dialogue.json`)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value
}

/** One trial on the ideal link: RTT 1 s, nothing else. */
const trial = (dialogue: ScriptedDialogue, ...modifiers: readonly ModifierName[]) => {
  const record = new TrialRunner().run(
    prepareCell(specOf('', { strategies: [{ dialogue, modifiers }] }), 0),
    0,
  )
  const waits = LAYERS.flatMap((layer, index) => {
    const count = record.waits[index] ?? 0
    return count === 0 ? [] : [[layer, count] as const]
  })
  return { readyUs: record.milestonesUs.ready, waits: Object.fromEntries(waits), record }
}

describe('scripted dialogues', () => {
  it('take a round trip for TCP and one for each flight', () => {
    // 9 flights and the handshake: 10 round trips of 1 s
    const legacy = trial(shipped('legacy'))
    assert.deepEqual([legacy.readyUs, legacy.waits], [10_000_000, { tcp: 1, data: 9 }])
    // 2 flights and the handshake
    const fast = trial(shipped('fast'))
    assert.deepEqual([fast.readyUs, fast.waits], [3_000_000, { tcp: 1, data: 2 }])
  })

  it('with Fast Open save the handshake, with cold DNS pay for two lookups', () => {
    const fast = shipped('fast')
    assert.deepEqual(trial(fast, 'tfo').waits, { data: 2 })
    assert.equal(trial(fast, 'tfo').readyUs, 2_000_000)
    assert.deepEqual(trial(fast, 'dns').waits, { dns: 2, tcp: 1, data: 2 })
  })

  it('count the octets that the file says', () => {
    const { figures } = trial(shipped('fast')).record
    assert.deepEqual(figures.bytes, { up: 517 + 64 + 620, down: 1500 + 900 })
  })

  it('make a write of each number, a segment of its own', () => {
    const { figures } = trial({
      name: 'two',
      flights: [{ up: [80, 160], down: [10], think: ZERO }],
    }).record
    // SYN, ACK, 80, 160, and the acknowledgement of the answer
    assert.equal(figures.packets.up, 5)
  })

  it('let the server think', () => {
    const text = '{"name":"slow","flights":[{"up":[1],"down":[1],"think":"250ms"}]}'
    const parsed = parseDialogue(text, 'slow.json')
    assert.ok(parsed.ok)
    // 1 s for TCP, 1 s for the flight, 250 ms to think
    assert.equal(trial(parsed.value).readyUs, 2_250_000)
  })
})

describe('an answer to a part of a flight', () => {
  const read = (flights: string): ScriptedDialogue => {
    const parsed = parseDialogue(`{"name":"parts","flights":[${flights}]}`, 'parts.json')
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.message)
    return parsed.value
  }

  it('does not wait for the rest', () => {
    // The first write is answered after 300 ms and the flight after 100: 1 s for TCP, 1 s for the
    // flight, and the longer of the two.
    const flight =
      '{"up":[80,160],"down":[{"octets":400,"after":0,"think":"300ms"},50],"think":"100ms"}'
    assert.equal(trial(read(flight)).readyUs, 2_300_000)
  })

  it('is a write of its own, sent when it is due, whatever its place in the list', () => {
    const responder = new Responder(
      read(
        '{"up":[80,160],"down":[50,{"octets":400,"after":0}],"think":"5ms"},{"up":[1],"down":[7]}',
      ),
    )
    const heard: number[][] = []
    const hear = (octets: number, at: number): void => {
      responder.handle({ kind: 'received', bytes: new Uint8Array(octets), early: false }, ms(at))
      heard.push(said(responder))
    }
    const wake = (at: number): void => {
      responder.wake(ms(at))
      heard.push(said(responder))
    }
    hear(79, 0)
    hear(1, 1)
    assert.equal(responder.deadline(), ms(6))
    hear(160, 3)
    wake(6)
    assert.equal(responder.deadline(), ms(8))
    wake(8)
    hear(1, 9)
    assert.deepEqual(heard, [[], [], [], [400], [50], [7]])
  })

  it('is one of a flight: a plain number is, too', () => {
    const plain = '{"up":[80,160],"down":[400],"think":"9ms"}'
    const part = '{"up":[80,160],"down":[{"octets":400,"after":1}],"think":"9ms"}'
    assert.deepEqual(trial(read(part)).record, trial(read(plain)).record)
  })

  it('has a schema for editors, which is up to date', () => {
    const file = new URL('../../src/scripted/dialogue.schema.json', import.meta.url)
    assert.equal(readFileSync(file, 'utf8'), dialogueJsonSchema())
  })
})

const ms = (count: number) => instant(milliseconds(count))

const said = (responder: Responder): number[] => {
  const octets: number[] = []
  for (let command = responder.poll(); command !== undefined; command = responder.poll()) {
    if (command.kind === 'send') octets.push(command.bytes.length)
  }
  return octets
}

describe('a scripted dialogue as a strategy', () => {
  it('is over TCP, and says so in the result; there is no TLS to tell of', () => {
    const { settings, ...said } = strategyInResult(
      { dialogue: shipped('fast'), modifiers: ['dns', 'tfo'] },
      ['binding'],
    )
    // Whether any server takes it nobody knows.
    assert.deepEqual(said, {
      summary: said.summary,
      start: 'cold',
      readyMeans: 'the last octet of its dialogue, which is said over TCP alone, without TLS',
    })
    assert.deepEqual(settings, {
      base: 'fast',
      modifiers: ['tfo', 'dns'],
      rows: [],
      earlier: 'fast',
      aftermath: 'none',
      over: 'tcp',
      fastOpen: true,
      dns: true,
    })
  })
})

describe('a dialogue file that is wrong', () => {
  const CASES: readonly (readonly [string, RegExp])[] = [
    ['{}', /name/],
    ['{"name":"x","flights":[]}', /flights/],
    ['{"name":"x","flights":[{"up":[0],"down":[1]}]}', /flights\[0\]\.up\[0\].*found 0/],
    ['{"name":"x","flights":[{"up":[1.5],"down":[1]}]}', /up\[0\].*found 1\.5/],
    ['{"name":"x","flights":[{"up":[1],"dwn":[1]}]}', /down: found nothing, expected a list/],
    ['{"name":"x","flights":[{"up":[1],"down":[1],"think":"5"}]}', /think.*found "5".*unit/],
    [
      '{"name":"x","flights":[{"up":[1,2],"down":[{"octets":1,"after":2}]}]}',
      /flights\[0\]\.down\[0\]\.after: found 2, expected a write of "up", 0 to 1/,
    ],
    [
      '{"name":"x","flights":[{"up":[1],"down":[{"octets":1}]}]}',
      /flights\[0\]\.down\[0\]\.after: found nothing, expected a number/,
    ],
    ['{"name":"x","flights":[{"up":[1],"down":["1"]}]}', /down\[0\]: found "1", expected a/],
    [
      '{"name":"__proto__","flights":[{"up":[1],"down":[1]}]}',
      /name: found "__proto__", expected a name of .*, the first a letter or a digit$/,
    ],
    ['{"name":"a b","flights":[{"up":[1],"down":[1]}]}', /name.*found "a b"/],
  ]
  for (const [text, expected] of CASES) {
    it(`${text} is answered with one line`, () => {
      const parsed = parseDialogue(text, 'mine.json')
      assert.ok(!parsed.ok)
      assert.match(parsed.error.message, expected)
      assert.doesNotMatch(parsed.error.message, /\n/)
    })
  }
})

describe('the path of a dialogue', () => {
  it('may have whatever paths may have, a line break too', () => {
    for (const path of ['mine.json', './a\nb.json', './a+b.json']) {
      assert.ok(isDialogueFile(path) && isDialogueFile(`${path}+tfo+dns`), path)
    }
    assert.equal(isDialogueFile('legacy-direct+tfo'), false)
  })
})
