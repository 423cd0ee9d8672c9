import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { readHlog } from '../../src/record/hlog.ts'
import { resultSchema } from '../../src/result/result.ts'
import { ownFolder } from '../own-folder.ts'
import { within } from './within.ts'

const folder = ownFolder('compare')

const SMALL = [
  '-p',
  'lte_good',
  '-s',
  'fast-resume-direct+pipelined',
  '-n',
  '20',
  '--workers',
  '1',
] as const

/** More than anybody waits for, interrupted as soon as there is something. */
const endEarly = async (...args: readonly string[]) => {
  const interruption = new AbortController()
  const many = ['-p', 'lte_good', '-s', 'legacy-resume-starttls', '-n', '10000000']
  return await within([...many, '--workers', '1', ...args], {
    signal: interruption.signal,
    progress: true,
    heard: (stderr) => {
      if (/ [1-9]\d*\/10000000 trials/.test(stderr)) interruption.abort()
    },
  })
}

describe('compare', () => {
  it('prints JSON that its schema accepts, with the waits of the example in the README', async () => {
    const { stdout, stderr, code } = await within([...SMALL, '-f', 'json'])
    assert.equal(stderr, '')
    assert.equal(code, 0)
    const result = resultSchema.parse(JSON.parse(stdout))
    const [cell] = result.cells
    assert.deepEqual(cell?.waits, { total: 3, byLayer: { tcp: 1, tls: 1, auth: 1 } })
    assert.deepEqual([cell?.trials, cell?.completed, cell?.failures], [20, 20, {}])
  })

  it('writes result, histograms and table, and nothing else', async () => {
    const output = join(folder, 'out')
    const { stdout, code } = await within([...SMALL, '-o', output])
    assert.equal(code, 0)
    assert.deepEqual(readdirSync(output).sort(), ['histograms.hlog', 'result.json', 'table.txt'])
    assert.equal(readFileSync(join(output, 'table.txt'), 'utf8'), stdout)
    const result = resultSchema.parse(JSON.parse(readFileSync(join(output, 'result.json'), 'utf8')))
    const histograms = readHlog(readFileSync(join(output, 'histograms.hlog'), 'utf8'))
    assert.deepEqual(
      histograms.map(({ tag }) => tag),
      ['connected', 'secured', 'authenticated', 'ready'].map(
        (milestone) => `fast-resume-direct+pipelined:lte_good:${milestone}`,
      ),
    )
    // The log holds microseconds, the result milliseconds: p50 of ready is the same value.
    const ready = histograms.at(-1)?.histogram
    const p50 = result.cells[0]?.milestones.ready?.p50
    assert.equal((ready?.percentile('p50') ?? 0) / 1000, p50)
  })

  it('interrupted, it says what it had, writes whole files and ends with 3', async () => {
    const output = join(folder, 'interrupted')
    const { stdout, stderr, code } = await endEarly('-o', output)
    assert.equal(code, 3, stderr)
    assert.match(stderr, /interrupted: shown is what [1-9]\d* of 10000000 trials came to/)
    assert.match(stdout, /legacy-resume-starttls/)
    assert.deepEqual(readdirSync(output).sort(), ['histograms.hlog', 'result.json', 'table.txt'])
    const result = resultSchema.parse(JSON.parse(readFileSync(join(output, 'result.json'), 'utf8')))
    assert.equal(result.interrupted, true)
    for (const name of ['histograms.hlog', 'table.txt']) {
      assert.match(readFileSync(join(output, name), 'utf8'), /\binterrupted\b/)
    }
  })

  it('takes the folder of a run for the result in it', async () => {
    const output = join(folder, 'before')
    await within([...SMALL, '-o', output])
    const { stdout, code, stderr } = await within([...SMALL, '--with', output])
    assert.equal(code, 0, stderr)
    assert.match(stdout, /nothing differs: fast-resume-direct\+pipelined\n/)
    const nothing = await within([...SMALL, '--with', folder])
    assert.equal(nothing.code, 2)
    assert.match(nothing.stderr, /found a directory, expected a result\.json/)
  })

  it('compares a result from before with the same link only, and says what else differs', async () => {
    const output = join(folder, 'link')
    await within([...SMALL, '--timeout', '30s', '-o', output])
    const fewer = [...SMALL.slice(0, 4), '-n', '5', '--with', output]
    const { stdout, code, stderr } = await within(fewer)
    assert.equal(code, 0, stderr)
    for (const line of [
      'the trials per cell differ: 20 before, 5 after',
      'the patience differs: 30 s before, 60 s after',
      'paired trial by trial, 5 of each',
    ]) {
      assert.ok(stdout.includes(line), line)
    }
    assert.match(stdout, /before: .*-n 20.*\nafter: .*-n 5/)
    const refusals = [
      [
        ['-p', 'edge_industry', '-s', 'fast-resume-direct+pipelined'],
        /found another profile \(lte_good before, edge_industry after\), expected the same/,
      ],
      [
        ['-p', 'lte_good', '-s', 'legacy-direct'],
        /found another strategy \(fast-resume-direct\+pipelined before, legacy-direct after\), expected/,
      ],
      [
        [...SMALL, '--loss', '9%'],
        /found another link under the name lte_good \(.*\), expected the same/,
      ],
      [[...SMALL, '--seed', '2'], /found another seed \(1 before, 2 after\), expected the same/],
    ] as const
    for (const [args, expected] of refusals) {
      const refused = await within(['--with', output, ...args])
      assert.equal(refused.code, 2, refused.stdout)
      assert.match(refused.stderr, expected)
    }
  })

  it('interrupted, it leaves the result of a whole run alone', async () => {
    const output = join(folder, 'whole')
    await within([...SMALL, '-o', output])
    const whole = readFileSync(join(output, 'result.json'), 'utf8')
    const { stdout, stderr } = await endEarly('-o', output)
    assert.match(stdout, /^xmpp-rtt .* ·\s+interrupted\n/)
    assert.match(stderr, /wrote .* to .*whole\.interrupted\n/)
    assert.match(stderr, /whole holds the result of a whole run, and was left as it is\n/)
    assert.equal(readFileSync(join(output, 'result.json'), 'utf8'), whole)
    assert.ok(existsSync(join(`${output}.interrupted`, 'table.txt')))
  })

  it('replaces nothing that it has not written, and says so before it runs', async () => {
    const output = join(folder, 'blocked')
    mkdirSync(join(output, 'table.txt'), { recursive: true })
    const { stderr, code } = await within([...SMALL, '-o', output])
    assert.equal(code, 2)
    assert.match(stderr, /-o.*holds "table\.txt"/)
    assert.deepEqual(readdirSync(output), ['table.txt'])
  })

  it('says beside CSV what the links resolved to', async () => {
    const { stdout, stderr } = await within([...SMALL, '-f', 'csv'])
    assert.equal(stdout.trimEnd().split('\n').length, 2)
    assert.match(stderr, /^lte_good: RTT 45 ms/)
  })

  it('explains failures that are not a matter of time', async () => {
    // A server like Prosody without tokens.
    const server = join(folder, 'tokenless.json')
    const sasl2 = { inline: ['bind', 'sm'] }
    const file = { format: 'xmpp-rtt/server@1', name: 'tokenless', base: 'prosody', sasl2 }
    writeFileSync(server, JSON.stringify(file))
    const chosen = ['-p', 'lte_good', '-s', 'fast-resume-direct', '--server', server]
    const { stdout, code } = await within([...chosen, '-n', '5'])
    assert.equal(code, 3)
    assert.match(stdout, /5 of 5 failed \(feature-missing 5: expected a token/)
  })

  it('gives the earlier session its own time: a short --timeout concerns trials alone', async () => {
    const { stdout } = await within([
      '--rtt',
      '1ms',
      '--timeout',
      '60ms',
      '-s',
      'fast-resume-direct',
      '-n',
      '5',
      '--server',
      'ideal',
    ])
    assert.doesNotMatch(stdout, /failed \(/)
  })

  it('takes a link from the command line alone, and prints what it resolved', async () => {
    const { stdout } = await within([
      '--rtt',
      '300ms',
      '--loss',
      '2%',
      '--jitter',
      '20ms',
      '--down',
      '1.6Mbps',
      '--up',
      '768kbps',
      '--outage',
      '3s@1s',
      '-s',
      'fast-resume-direct',
      '-n',
      '20',
    ])
    for (const value of ['300 ms', '2%', '20 ms', '1.6 Mbps', '768 kbps', '3s@1s']) {
      assert.ok(stdout.includes(value), `${value} in\n${stdout}`)
    }
    // The link is dead from 1 s to 4 s: whoever was not ready before is not before 4 s + 1/2 RTT.
    assert.match(stdout, /custom/)
  })
})

describe('progress', () => {
  it('says nothing of the time that is left before it knows anything of it', async () => {
    const { stderr } = await within(['compare', '-p', 'ideal', '-s', 'sasl2-direct', '-n', '10'], {
      progress: true,
    })
    assert.match(stderr, / 0% \| 0\/10 trials \| … left/)
    assert.doesNotMatch(stderr, /\b0 ?s left/)
  })
})

describe('values on the command line, where no profile is named', () => {
  const brief = ['-s', 'sasl2-direct', '-n', '1', '--no-commit']

  it('are said to be laid over the usual ones, or to be all that there is', async () => {
    const over = await within(['compare', '--loss', '1%', ...brief])
    assert.match(over.stderr, /^xmpp-rtt: no -p: --loss taken for each of lte_good, /)
    assert.match(over.stdout, / · 1 trial per cell · /)
    const alone = await within(['compare', '--rtt', '100ms', ...brief])
    assert.match(alone.stderr, /^xmpp-rtt: no -p: --rtt makes a link of nothing but/)
    const named = await within(['compare', '-p', 'ideal', '--loss', '1%', ...brief])
    assert.doesNotMatch(named.stderr, /no -p/)
  })
})

describe('list, show and trace', () => {
  for (const args of [
    ['list', 'profiles'],
    ['list', 'strategies'],
    ['list', 'modifiers'],
    ['list', 'servers'],
    ['show', 'lte_good'],
    ['show', 'ejabberd'],
    ['show', 'fast-resume-direct+pipelined'],
    ['trace', 'fast-resume-direct+pipelined', '-p', 'edge_industry'],
  ]) {
    it(`${args.join(' ')} prints something for people and ends with 0`, async () => {
      const { stdout, stderr, code } = await within(args)
      assert.equal(stderr, '')
      assert.equal(code, 0)
      assert.ok(stdout.split('\n').length > 3)
      assert.doesNotMatch(stdout, /undefined|\[object|NaN/)
    })
  }

  it('shows a server as a file, which compare and trace take in its place', async () => {
    const shown = await within(['show', 'prosody'])
    const path = join(folder, 'mine.json')
    writeFileSync(path, shown.stdout)
    const run = ['-p', 'ideal', '-s', 'fast-resume-direct', '-n', '2', '-f', 'json', '--no-commit']
    const { stdout, code } = await within([...run, '--server', 'prosody', path])
    assert.equal(code, 0)
    const { cells } = resultSchema.parse(JSON.parse(stdout))
    assert.deepEqual(
      cells.map(({ server }) => server),
      ['prosody', 'my-prosody'],
    )
    const [named, own] = cells
    const { saved, ...rest } = own ?? {}
    assert.deepEqual({ ...rest, server: 'prosody' }, named)
    // The same trials on the same links: nothing is saved, and that is sure.
    assert.deepEqual(saved?.p50, { ms: 0, ci95: [0, 0] })
    const traced = await within(['trace', 'fast-resume-direct', '--server', path])
    assert.match(traced.stdout, /server my-prosody/)
    const ofNamed = traced.stdout.replace('my-prosody', 'prosody')
    assert.equal(ofNamed, (await within(['trace', 'fast-resume-direct'])).stdout)
    assert.equal((await within(['show', path])).stdout.includes('"base": "prosody"'), true)
  })

  it('a trace shows no secret', async () => {
    const { stdout } = await within(['trace', 'fast-resume-direct+pipelined'])
    assert.doesNotMatch(stdout, /secret-token:|correct horse/)
    assert.doesNotMatch(stdout, /<initial-response>[A-Za-z0-9+/]/)
  })
})
