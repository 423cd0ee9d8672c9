/** `compare --shard` and `merge` as arrays of jobs and people use them. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ownFolder } from '../own-folder.ts'
import { within } from './within.ts'

const root = ownFolder('jobs')

const RUN = [
  'compare',
  '-p',
  'ideal',
  '-s',
  'sasl2-direct',
  'legacy-direct',
  '-n',
  '3',
  '--no-commit',
]

describe('compare --shard', () => {
  /** What sets an index: Kubernetes from 0, Slurm as the array is numbered, from 1 here. */
  const arrays: readonly (readonly [string, readonly Readonly<Record<string, string>>[]])[] = [
    ['Kubernetes', [0, 1].map((index) => ({ JOB_COMPLETION_INDEX: String(index) }))],
    ['Slurm', [1, 2].map((id) => ({ SLURM_ARRAY_TASK_ID: String(id), SLURM_ARRAY_TASK_MIN: '1' }))],
    // The second is lost, and submitted again by itself.
    [
      'Slurm, again',
      [1, 2].map((id) => ({ SLURM_ARRAY_TASK_ID: String(id), SLURM_ARRAY_TASK_MIN: String(id) })),
    ],
  ]
  for (const [name, environments] of arrays) {
    it(`takes its index from an array of jobs: ${name}`, async () => {
      const folder = join(root, name)
      for (const env of environments) {
        const done = await within([...RUN, '--shard', 'auto/2', '-o', folder], { env })
        assert.deepEqual([done.code, done.stdout], [0, ''])
        assert.match(done.stderr, /^xmpp-rtt: wrote 3 trials to .*shard-00[12]-of-002\.json\n$/)
      }
      const merged = await within(['merge', folder, '-f', 'csv'])
      const whole = await within([...RUN, '-f', 'csv'])
      assert.deepEqual(merged, whole)
    })
  }

  it('reads no such variable unless it is told to', async () => {
    const env = { JOB_COMPLETION_INDEX: 'x', SLURM_ARRAY_TASK_ID: 'x' }
    const done = await within([...RUN, '--shard', '1/1', '-o', join(root, 'told')], { env })
    assert.equal(done.code, 0)
  })

  const wrong: readonly (readonly [
    string,
    readonly string[],
    Readonly<Record<string, string>>,
    string,
  ])[] = [
    [
      'no array',
      ['--shard', 'auto/2', '-o', 'x'],
      {},
      '--shard: found auto without an array of jobs, expected JOB_COMPLETION_INDEX or SLURM_ARRAY_TASK_ID to be set, or I/N',
    ],
    [
      'no number',
      ['--shard', 'auto/2', '-o', 'x'],
      { JOB_COMPLETION_INDEX: 'one' },
      '--shard: found JOB_COMPLETION_INDEX=one, expected a whole number in JOB_COMPLETION_INDEX',
    ],
    [
      'an array from 0',
      ['--shard', 'auto/2', '-o', 'x'],
      { SLURM_ARRAY_TASK_ID: '0' },
      '--shard: found "0/2", expected I/N, from 1/N to N/N, N at most 10000, as in "3/16"',
    ],
    [
      'an index beyond',
      ['--shard', 'auto/2', '-o', 'x'],
      { JOB_COMPLETION_INDEX: '2' },
      '--shard: found "3/2", expected I/N, from 1/N to N/N, N at most 10000, as in "3/16"',
    ],
    ['nowhere to go', ['--shard', '1/2'], {}, '-o: found nothing, expected a folder for the shard'],
    [
      'a result beside',
      ['--shard', '1/2', '-o', 'x', '--with', 'y'],
      {},
      '--with is for whole runs: diff what merge -o writes',
    ],
    [
      'a format',
      ['--shard', '1/2', '-o', 'x', '-f', 'json'],
      {},
      '-f is for whole runs: say it to merge',
    ],
    [
      'a limit',
      ['--shard', '1/2', '-o', 'x', '--max-p50', '3s'],
      {},
      '--max-p50 is for whole runs: check --result what merge -o writes',
    ],
    [
      'samples',
      ['--shard', '1/2', '-o', 'x', '--samples', 'y.csv'],
      {},
      '--samples is for whole runs: no shard, and no merge, has it',
    ],
    [
      'a folder without a name',
      ['--shard', '1/2', '-o', ''],
      {},
      '-o: found "", expected a folder for the shard',
    ],
    [
      'a folder that is a file',
      ['--shard', '1/2', '-o', import.meta.filename],
      {},
      `-o: found "${import.meta.filename}" (EEXIST), expected a folder that can be written to`,
    ],
  ]
  for (const [name, args, env, line] of wrong) {
    it(`refuses ${name}`, async () => {
      const done = await within([...RUN, ...args], { env })
      assert.deepEqual(done, { stdout: '', stderr: `xmpp-rtt: ${line}\n`, code: 2 })
    })
  }
})

describe('merge', () => {
  it('writes the files of the whole run', async () => {
    const [parts, whole, merged] = ['parts', 'whole', 'merged'].map((name) => join(root, name))
    for (const shard of ['1/2', '2/2']) await within([...RUN, '--shard', shard, '-o', parts ?? ''])
    const [one, other] = [
      await within([...RUN, '-o', whole ?? '']),
      await within(['merge', parts ?? '', '-o', merged ?? '']),
    ]
    assert.equal(other.stdout, one.stdout)
    const files = readdirSync(whole ?? '')
    assert.deepEqual(readdirSync(merged ?? ''), files)
    for (const file of files) {
      assert.equal(
        readFileSync(join(merged ?? '', file), 'utf8'),
        readFileSync(join(whole ?? '', file), 'utf8'),
      )
    }
  })

  it('tells in one line of folders without shards', async () => {
    const { stderr, code } = await within(['merge', join(root, 'nowhere')])
    assert.deepEqual([code, stderr.trim().split('\n').length], [2, 1])
  })
})
