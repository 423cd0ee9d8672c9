/** A row for each trial. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { sampled } from '../../src/cli/samples-output.ts'
import { compare } from '../../src/index.ts'
import { readOutcomes } from '../../src/result/kept-outcomes.ts'
import { InOrder } from '../../src/run/simulated/in-order.ts'
import { sharesAmong } from '../../src/run/simulated/work.ts'
import { within } from '../cli/within.ts'
import { ownFolder } from '../own-folder.ts'

const folder = ownFolder('samples')

/** Without quotes in it, a CSV is its lines and commas. */
const tableOf = (text: string): readonly Readonly<Record<string, string>>[] => {
  const [heads = [], ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
  return rows.map((row) => Object.fromEntries(heads.map((head, index) => [head, row[index] ?? ''])))
}

describe('--samples', () => {
  const args = [
    '-p',
    'umts_driving',
    '-s',
    'fast-rejected-direct',
    'legacy-direct',
    '-n',
    '250',
    '--timeout',
    '3s',
  ]

  it('has every trial once, as the kept outcomes have them, whoever did them', async () => {
    const texts: string[] = []
    for (const workers of ['1', '2']) {
      const path = join(folder, `${workers}.csv`)
      const { code } = await within(['compare', ...args, '--workers', workers, '--samples', path])
      assert.equal(code, 0)
      texts.push(readFileSync(path, 'utf8'))
    }
    assert.equal(texts[1], texts[0])
    const rows = tableOf(texts[0] ?? '')
    const { result } = await compare(
      {
        profiles: ['umts_driving'],
        strategies: ['fast-rejected-direct', 'legacy-direct'],
        trials: 250,
        timeout: '3s',
      },
      { outcomes: true, commit: false },
    )
    for (const { strategy, outcomes } of result.cells) {
      const kept = outcomes === undefined ? [] : readOutcomes(outcomes)
      const own = rows.filter((row) => row['strategy'] === strategy)
      assert.ok(typeof kept !== 'string')
      assert.deepEqual(
        own.map(({ trial, ending, ready_ms, waits, bytes_up }) =>
          [trial, ending, ready_ms, waits, bytes_up].map(String),
        ),
        kept.map(({ trial, ending, readyUs, waits, bytes }) =>
          [
            trial,
            ending,
            readyUs === undefined ? '' : readyUs / 1000,
            waits.reduce((a, b) => a + b),
            bytes.up,
          ].map(String),
        ),
      )
      assert.ok(own.some(({ ending }) => ending !== 'ready'))
    }
  })

  it('tells of lives when each episode was over', async () => {
    const path = join(folder, 'lives.csv')
    await within([
      'compare',
      '-p',
      'lte_good',
      '-s',
      'sasl2-direct',
      '--scenario',
      'tunnel-30s',
      '-n',
      '2',
      '--samples',
      path,
    ])
    const rows = tableOf(readFileSync(path, 'utf8'))
    assert.deepEqual(
      rows.map(({ scenario, trial }) => [scenario, trial]),
      [
        ['tunnel-30s', '0'],
        ['tunnel-30s', '1'],
      ],
    )
    for (const { recovered_ms = '' } of rows)
      assert.match(recovered_ms, /^\d+(\.\d+)?(;\d*(\.\d+)?)*$/)
  })

  it('is refused, before the run, in the place of what is no file', async () => {
    for (const [path, found] of [
      ['', '"": found no name'],
      [folder, `${folder}: found something that is no file`],
      ['/dev/null', '/dev/null: found something that is no file'],
    ] as const) {
      const { code, stdout, stderr } = await within(['compare', ...args, '--samples', path])
      assert.deepEqual([code, stdout], [2, ''])
      assert.equal(stderr, `xmpp-rtt: ${found}, expected a file that can be written to\n`)
    }
  })

  it('does not take what was measured along when it cannot be finished', async () => {
    const path = join(folder, 'in-the-way.csv')
    const { value, obstacle } = await sampled(path, async (onOutcomes) => {
      assert.ok(onOutcomes !== undefined)
      mkdirSync(path)
      return 'measured'
    })
    assert.equal(value, 'measured')
    assert.equal(obstacle?.code, 3)
    assert.match(obstacle.message, /in-the-way\.csv: found E\w+, expected a file/)
    rmSync(path, { recursive: true })
  })

  it('leaves nothing where it cannot be written or the run cannot be made', async () => {
    const path = join(folder, 'none', 'a.csv')
    const refused = await within(['compare', ...args, '--samples', path])
    assert.deepEqual([refused.code, refused.stdout], [2, ''])
    assert.match(refused.stderr, /a\.csv: found ENOENT, expected a file that can be written to\n$/)
    const wrong = join(folder, 'wrong.csv')
    assert.equal((await within(['compare', '--workers', '0', '--samples', wrong])).code, 2)
    assert.ok(!existsSync(wrong))
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.part')),
      [],
    )
  })
})

describe('shares that are told in order', () => {
  it('are, in whichever order they are done, and nothing is held longer than it has to be', () => {
    const told: number[] = []
    const order = new InOrder<number>((_, value) => told.push(value))
    const shares = [...order.watched(sharesAmong(4, 1))]
    const heard = [2, 0, 3, 1].map((index) => {
      order.done(shares[index] ?? assert.fail(), index)
      return told.length
    })
    assert.deepEqual(
      [told, heard],
      [
        [0, 1, 2, 3],
        [0, 1, 1, 4],
      ],
    )
  })

  it('are all told in the end, whatever was under way and is not done any more', () => {
    const told: number[] = []
    const order = new InOrder<number>((_, value) => told.push(value))
    const shares = [...order.watched(sharesAmong(5, 1))]
    for (const index of [4, 0, 2]) order.done(shares[index] ?? assert.fail(), index)
    order.over()
    assert.deepEqual(told, [0, 2, 4])
  })

  it('are told for what has been done of them', () => {
    const told: unknown[] = []
    const order = new InOrder<string>((share, value) => told.push([share, value]))
    const [share = assert.fail()] = [...order.watched(sharesAmong(1, 200))]
    order.done({ ...share, to: 7 }, 'seven')
    assert.deepEqual(told, [[{ cell: 0, from: 0, to: 7 }, 'seven']])
  })

  it('are as many as the result of an interrupted run counts', async () => {
    const controller = new AbortController()
    let told = 0
    const { result } = await compare(
      { profiles: ['ideal'], strategies: ['fast-resume-direct+pipelined'], trials: 100_000 },
      {
        workers: 2,
        commit: false,
        signal: controller.signal,
        onProgress: (done) => {
          if (done >= 1000) controller.abort()
        },
        onOutcomes: (_, outcomes) => {
          told += outcomes.length
        },
      },
    )
    assert.equal(result.interrupted, true)
    assert.equal(told, result.cells[0]?.trials)
  })
})
