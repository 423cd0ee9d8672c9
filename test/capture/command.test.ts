import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { rankOf } from '../../src/record/percentile.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { readTrace } from '../../src/words/reading/trace.ts'
import { within } from '../cli/within.ts'
import { ownFolder } from '../own-folder.ts'

const folder = ownFolder('captures')
const inFolder = (name: string): string => join(folder, name)

const PLACE = ['-p', 'lte_weak'] as const

describe('trace --percentile and --worst', () => {
  const { spec } = readTrace({ strategy: 'legacy-direct', profile: 'lte_weak' })
  const cell = prepareCell(spec, 0)
  const runner = new TrialRunner()
  const took = Array.from({ length: 100 }, (_, index) => {
    const { outcome, milestonesUs } = runner.run(cell, index)
    return { index, us: outcome.kind === 'failed' ? Infinity : (milestonesUs.ready ?? Infinity) }
  }).sort((one, other) => one.us - other.us || one.index - other.index)

  for (const percent of [1, 50, 99, 100]) {
    it(`take the trial that was at the nearest rank of ${percent}`, async () => {
      const said = percent === 100 ? ['--worst'] : ['--percentile', String(percent)]
      const { stdout } = await within(['trace', 'legacy-direct', ...PLACE, ...said, '-n', '100'])
      const expected = took[rankOf(percent, 100) - 1]?.index
      assert.equal(stdout.split('\n')[0], `legacy-direct on lte_weak · seed 1 · trial ${expected}`)
    })
  }

  it('take a failed one where the rank is one', async () => {
    // Nothing passes for longer than an attempt has.
    const words = ['trace', 'legacy-direct', '--rtt', '80ms', '--loss', '45%', '--timeout', '3s']
    const { stdout } = await within([...words, '--worst', '-n', '50'])
    assert.match(stdout, /failed|given up|timeout/)
  })

  it('refuse what makes no sense', async () => {
    for (const [said, complaint] of [
      [['--percentile', '0'], '--percentile: found 0, expected a percentile'],
      [['--percentile', '9x'], '--percentile: found "9x", expected a percentile'],
      [['--percentile', '9', '--trial', '3'], '--trial: found 3, expected a percentile'],
      [['--worst', '--percentile', '9'], '--worst: found a percentile as well'],
      [['-n', '9'], '-n: found 9, expected --percentile or --worst'],
      [['--pcap-clear'], '--pcap-clear: found no --pcap'],
      [['--pcap', inFolder('x'), '--pcap-at', 'sea'], '--pcap-at: found "sea"'],
    ] as const) {
      const { code, stderr } = await within(['trace', 'legacy-direct', ...said])
      assert.equal(code, 2)
      assert.ok(stderr.startsWith(`xmpp-rtt: ${complaint}`), stderr)
      assert.equal(stderr.split('\n').length, 2)
    }
  })
})

describe('analyze', () => {
  it('says of a trial what trace says, as text and as JSON', async () => {
    const path = inFolder('trial.pcapng')
    const words = ['trace', 'fast-resume-direct+0rtt', '--server', 'ideal', '--rtt', '80ms']
    const made = await within([...words, '--pcap', path])
    const waits = /(\d+) waits \((.*)\)/.exec(made.stdout)?.[0]
    assert.ok(waits !== undefined)
    const text = await within(['analyze', path])
    assert.ok(text.stdout.includes(waits), text.stdout)
    const { stdout } = await within(['analyze', path, '-f', 'json'])
    const { schema, connections } = JSON.parse(stdout)
    assert.deepEqual([schema, connections.length], [1, 1])
    assert.equal(connections[0].tls.earlyData, 'accepted')
  })

  it('writes the link as a profile that can be read', async () => {
    const path = inFolder('link.pcapng')
    await within(['trace', 'legacy-direct', '--rtt', '80ms', '--host-time', 'none', '--pcap', path])
    const profile = inFolder('My Link.json')
    assert.equal((await within(['analyze', path, '--profile-out', profile])).code, 0)
    assert.equal(
      (await within(['compare', '-p', profile, '-s', 'legacy-direct', '-n', '1'])).code,
      0,
    )
  })

  it('reads what was said in the clear, and every connection of a life', async () => {
    const path = inFolder('life.pcapng')
    const life = ['trace', 'sasl2-resume-direct', '-p', 'lte_good', '--scenario', 'tunnel']
    assert.equal((await within([...life, '--pcap', path])).code, 0)
    const { stdout } = await within(['analyze', path, '-f', 'json'])
    assert.ok(JSON.parse(stdout).connections.length > 1)
    const clear = inFolder('clear.pcapng')
    await within(['trace', 'legacy-direct', '--pcap', clear, '--pcap-clear'])
    assert.ok(readFileSync(clear).includes('<auth '))
  })

  it('says of packets without a time that there are some', async () => {
    // A section, an interface of raw IP and a Simple Packet Block (pcapng §4.1, §4.2, §4.4), little-endian.
    const block = (type: number, ...body: readonly number[]) => {
      const length = 4 * body.length + 12
      return [type, length, ...body, length]
    }
    const words = [
      ...block(0x0a0d0d0a, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff),
      ...block(1, 101, 0),
      ...block(3, 4, 0x45),
    ]
    const path = inFolder('simple.pcapng')
    writeFileSync(path, new Uint8Array(Uint32Array.from(words).buffer))
    const { code, stderr } = await within(['analyze', path])
    assert.equal(code, 2)
    assert.match(stderr, /: found 1 packets without a time, expected some with one/)
    const trial = inFolder('beside.pcapng')
    await within(['trace', 'legacy-direct', '--pcap', trial])
    const simple = new Uint8Array(Uint32Array.from(block(3, 4, 0x45)).buffer)
    writeFileSync(trial, Buffer.concat([readFileSync(trial), simple]))
    const { stdout } = await within(['analyze', trial])
    assert.match(stdout, /\n1 packets without a time are not read\n/)
  })

  it('refuses in one line what it cannot read', async () => {
    const noCapture = inFolder('none.pcap')
    writeFileSync(noCapture, 'no capture at all')
    const empty = inFolder('empty.pcap')
    writeFileSync(empty, '')
    for (const words of [
      [noCapture],
      [empty],
      [folder],
      [inFolder('absent.pcap')],
      [noCapture, '--port', '70000'],
      [noCapture, '--keylog', noCapture],
      [noCapture, '-f', 'xml'],
    ]) {
      const { code, stdout, stderr } = await within(['analyze', ...words])
      assert.deepEqual([code, stdout, stderr.split('\n').length], [2, '', 2], stderr)
    }
  })
})
