import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ownFolder } from '../own-folder.ts'
import { within } from './within.ts'

const folder = ownFolder('check')

const path = (name: string): string => join(folder, name)
const STRATEGY = 'fast-resume-direct+pipelined'
const RUN = ['-p', 'lte_good', '-s', STRATEGY, '-n', '40']
const ONE = ['--workers', '1']

const budgets = path('budgets.json')
const written = await within(['check', '--init', budgets, ...RUN, ...ONE])

/** The file that --init wrote, with something else in it. */
const changed = (name: string, change: (file: ReturnType<typeof JSON.parse>) => void): string => {
  const file = JSON.parse(readFileSync(budgets, 'utf8'))
  change(file)
  writeFileSync(path(name), JSON.stringify(file))
  return path(name)
}

describe('check', () => {
  it('writes a file of budgets from a run, which the same run keeps', async () => {
    assert.equal(written.code, 0, written.stderr)
    const file = JSON.parse(readFileSync(budgets, 'utf8'))
    assert.deepEqual(file.strategies[STRATEGY].waits, { tcp: 1, tls: 1, auth: 1 })
    assert.deepEqual(file.run, { trials: 40, seed: '1' })
    const { code, stdout, stderr } = await within(['check', budgets, ...ONE])
    assert.equal(code, 0, stderr)
    assert.match(stdout, /(\d+) of \1 budgets kept\n$/)
    // 40 trials leave p95 and p99 open, so that nothing is promised of them.
    assert.match(stdout, / p50 <= /)
    assert.doesNotMatch(stdout, / p99 <= /)
  })

  it('writes over no file that is there', async () => {
    const { code, stderr } = await within(['check', '--init', budgets, ...RUN])
    assert.equal(code, 2)
    assert.match(stderr, /budgets\.json: found a file that is there already, expected a new one\n$/)
  })

  it('ends with 1 where one is broken, layer by layer, in every format, for GitHub too', async () => {
    const worse = changed('worse.json', (file) => {
      file.strategies[STRATEGY].waits = { tcp: 1, auth: 1 }
      file.budgets[0].expect = ['waits <= 2', 'p50 < 1ms']
    })
    writeFileSync(path('summary.md'), '')
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: path('summary.md') }
    const junit = path('junit.xml')
    const { code, stdout, stderr } = await within(['check', worse, '--junit', junit, ...ONE], {
      env,
    })
    assert.equal(code, 1, stderr)
    assert.match(stdout, /tls: 0 → 1/)
    assert.match(readFileSync(junit, 'utf8'), /failures="3"/)
    assert.match(readFileSync(path('summary.md'), 'utf8'), /^\*\*1 of 4 budgets kept, 3 broken/)
    assert.match(stderr, /^::error title=fast-resume-direct\+pipelined on lte_good%3A broken::/m)
  })

  it('ends with 3 where the summary for GitHub cannot be written, and says what is broken all the same', async () => {
    const worse = changed('worse.json', (file) => {
      file.strategies[STRATEGY].waits = { tcp: 1, auth: 1 }
    })
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: path('nowhere/summary.md') }
    const { code, stderr } = await within(['check', worse, ...ONE], { env })
    assert.equal(code, 3, stderr)
    assert.match(stderr, /^::error title=/m)
    assert.match(stderr, /^xmpp-rtt: .*broken.*\n.*summary\.md: found ENOENT, expected .*\n$/m)
  })

  it('runs what it takes to know any percentile', async () => {
    const tail = changed('tail.json', (file) => {
      file.strategies = {}
      file.budgets[0].expect = ['p12.5 < 1ms', 'p99.9 < 60s', 'p50 < 5s']
      file.run.percentiles = '50, 99.90'
    })
    const { code, stdout, stderr } = await within(['check', tail, ...ONE])
    assert.equal(code, 1, stderr)
    assert.match(stdout, /p12\.5 < 1ms +broken +\d/)
  })

  it('names files as they were typed, so that the file that it writes is kept', async () => {
    const link = path('mine.json')
    const weak = readFileSync(new URL('../../profiles/lte_weak.json', import.meta.url), 'utf8')
    // By its own name it would be another one.
    writeFileSync(link, weak.replace('"lte_weak"', '"lte_good"'))
    const scenario = path('lift.scenario.json')
    writeFileSync(
      scenario,
      JSON.stringify({
        ...{ format: 'xmpp-rtt/scenario@1', name: 'lift', summary: 'A lift', messages: {} },
        events: [{ do: 'outage', at: '10s', lasts: '20s' }],
      }),
    )
    const own = path('own.json')
    const args = ['-p', link, '--scenario', scenario, '-s', STRATEGY, '-n', '20', ...ONE]
    const { code, stderr } = await within(['check', '--init', own, ...args])
    assert.equal(code, 0, stderr)
    const [budget] = JSON.parse(readFileSync(own, 'utf8')).budgets
    assert.deepEqual([budget.profile, budget.scenario], [link, scenario])
    // No message was sent of which any could be lost; and waits are none of a life.
    assert.doesNotMatch(budget.expect.join(), /lost|waits/)
    const kept = await within(['check', own, ...ONE])
    assert.equal(kept.code, 0, kept.stdout + kept.stderr)

    const bare = await within(['check', '--init', path('bare.json'), '--rtt', '9ms', ...ONE])
    assert.equal(bare.code, 2)
    assert.match(
      bare.stderr,
      /-p: found none, for a file to name, expected .* -p ideal --rtt 300ms/,
    )
    const dialogue = fileURLToPath(new URL('../scripted/legacy.dialogue.json', import.meta.url))
    const group = await within([
      'check',
      '--init',
      path('group.json'),
      '-p',
      'ideal',
      '-s',
      'all',
      dialogue,
      ...ONE,
    ])
    assert.equal(group.code, 2)
    assert.match(
      group.stderr,
      /-s: found .*legacy\.dialogue\.json beside a group, expected one by one/,
    )
  })

  it('says how to name a baseline where one is missing, before anything is run', async () => {
    const path = join(folder, 'baseless.json')
    const budget = { strategy: 'sasl2-direct', profile: 'ideal' }
    const budgets = [
      { ...budget, expect: ['waits <= 9'] },
      { ...budget, expect: ['failed = 0', 'p50 <= 105% of baseline'] },
    ]
    writeFileSync(path, JSON.stringify({ budgets }))
    const { code, stderr, stdout } = await within(['check', path])
    const found = 'found "p50 <= 105% of baseline" and no baseline'
    const expected = 'expected "baseline" in the file, or --baseline'
    assert.deepEqual(
      [code, stderr, stdout],
      [2, `xmpp-rtt: ${path}: budgets[1].expect[1]: ${found}, ${expected}\n`, ''],
    )
  })

  it('holds against a baseline what that has, and asks of it no more', async () => {
    const before = path('some')
    await within(['compare', ...RUN, ...ONE, '-o', before])
    const more = changed('more.json', (file) => {
      file.strategies = {}
      file.baseline = before
      file.run = { trials: 20 }
      const [budget] = file.budgets
      file.budgets = [
        { ...budget, expect: ['p50 <= 105% of baseline'] },
        { ...budget, scenario: 'tunnel', expect: ['lost = 0'] },
      ]
    })
    const { code, stdout, stderr } = await within(['check', more, ...ONE])
    assert.equal(code, 0, stdout + stderr)
    const other = changed('other.json', (file) => {
      file.baseline = before
      file.budgets[0].profile = 'ideal'
    })
    const none = await within(['check', other, ...ONE])
    assert.equal(none.code, 2)
    assert.match(
      none.stderr,
      /other\.json: baseline: found another profile \(lte_good before, ideal after\), expected the same/,
    )
  })

  it('ends with 0 where something is inconclusive, with 1 where that is enough', async () => {
    const unsure = changed('unsure.json', (file) => {
      file.strategies = {}
      file.budgets[0].expect = ['p99 < 5s']
    })
    const lenient = await within(['check', unsure, ...ONE])
    assert.equal(lenient.code, 0, lenient.stderr)
    assert.match(lenient.stdout, /inconclusive/)
    assert.equal((await within(['check', unsure, '--strict', ...ONE])).code, 1)
  })

  it('judges a result that was written before, against another one', async () => {
    const [before, later] = [path('before'), path('later')]
    await within(['compare', ...RUN, ...ONE, '-o', before])
    await within(['compare', ...RUN, ...ONE, '--client', 'xmppjs', '-o', later])
    const relative = changed('relative.json', (file) => {
      file.strategies = {}
      file.budgets[0].expect = ['p50 <= baseline', 'bytes <= 101% of baseline']
    })
    const same = await within(['check', relative, '--result', before, '--baseline', before])
    assert.equal(same.code, 0, same.stdout + same.stderr)
    const slower = await within(['check', relative, '--result', later, '--baseline', before])
    assert.equal(slower.code, 1, slower.stdout)
    assert.match(slower.stdout, /layer by layer as in the baseline +broken +4 waits/)
    assert.match(slower.stdout, /auth: 1 → 2/)
    // As diff tells it; of itself it tells nothing.
    assert.match(
      slower.stderr,
      /^xmpp-rtt: .*\.json: baseline: the client’s Nagle differs: "off" before, "on" after$/m,
    )
    assert.doesNotMatch(same.stderr, /baseline/)
  })

  it('judges what serve has printed', async () => {
    const file = path('clients.json')
    writeFileSync(file, '{ "clients": { "reconnect": { "expect": ["waits <= 4"] } } }')
    const served = path('served.jsonl')
    writeFileSync(served, '{ "kind": "listening" }\n{ "kind": "summary" }\n')
    const { code, stdout } = await within(['check', file, '--served', served])
    assert.equal(code, 1)
    assert.match(stdout, /at least 1 reconnect +broken +0/)
  })

  it('says what of a file it cannot judge, and passes no file of which that is all', async () => {
    const served = path('nobody.jsonl')
    writeFileSync(served, '{ "kind": "listening" }\n{ "kind": "summary" }\n')
    const both = changed('both.json', (file) => {
      file.clients = { cold: { atLeast: 0 }, episode: { atLeast: 0, expect: ['lost = 0'] } }
    })
    const run = await within(['check', both, ...ONE])
    assert.equal(run.code, 0, run.stderr)
    assert.match(run.stderr, /both\.json: not judged: "clients", .* \(what serve, proxy or analyze/)
    assert.match(run.stderr, /not judged: "clients\.episode"/)
    const seen = await within(['check', both, '--served', served])
    assert.equal(seen.code, 0, seen.stderr)
    assert.match(seen.stderr, /not judged: "strategies", .*\n.*not judged: "budgets"/)

    const clients = path('clients-only.json')
    writeFileSync(clients, '{ "clients": { "any": { "expect": ["waits <= 4"] } } }')
    const nothing = path('nothing.json')
    writeFileSync(nothing, '{ "budgets": [] }')
    const refused = [
      [[clients], /clients: found nothing to hold it against, expected what serve, proxy/],
      [[budgets, '--served', served], /strategies, budgets: found nothing .*expected a result/],
      [[nothing], /nothing\.json: budgets: found nothing that is expected, expected "strategies"/],
    ] as const
    for (const [args, expected] of refused) {
      const { code, stdout, stderr } = await within(['check', ...args, ...ONE.slice(2)])
      assert.deepEqual([code, stdout, stderr.split('\n').length], [2, '', 2], stderr)
      assert.match(stderr, expected)
    }
  })

  it('ends with 3 where it is interrupted, whatever there is by then', async () => {
    const { code, stderr } = await within(['check', budgets, ...ONE], {
      signal: AbortSignal.abort(),
    })
    assert.deepEqual(
      [code, stderr.split('\n').at(-2)],
      [3, 'xmpp-rtt: interrupted: judged is what there was'],
    )
  })

  const wrong = (name: string, text: string): string => {
    writeFileSync(path(name), text)
    return path(name)
  }
  const WRONG: readonly (readonly [string, RegExp])[] = [
    [
      '/nowhere.json',
      /nowhere\.json: found no such file, expected a file of budgets; check --init/,
    ],
    [wrong('cut.json', '{ "budgets": ['), /cut\.json:1:\d+: .*expected/],
    [
      wrong(
        'run.json',
        '{ "run": { "trails": 3 }, "budgets": [] , "strategies": { "legacy-direct": {} } }',
      ),
      /run\.json: run\.trails: found an unknown field, expected .*did you mean "trials"/,
    ],
    [
      wrong('who.json', '{ "strategies": { "legacy-drect": {} } }'),
      /who\.json: budgets: found strategy "legacy-drect", expected .*did you mean "legacy-direct"/,
    ],
    [
      wrong('names.json', '{ "run": { "profiles": ["lte_good"] }, "budgets": [] }'),
      /names\.json: run\.profiles: found it here, expected it in "budgets"/,
    ],
    [
      wrong('never.json', '{ "clients": { "any": { "never": ["enable-twice"] } } }'),
      /never\.json:1:\d+: clients\.any\.never\[0\]: found "enable-twice", .*"enabled-twice"/,
    ],
  ]
  for (const [file, expected] of WRONG) {
    it(`refuses ${expected.source.slice(0, 40)} in one line`, async () => {
      const { code, stdout, stderr } = await within(['check', file])
      assert.deepEqual([code, stdout, stderr.split('\n').length], [2, '', 2], stderr)
      assert.match(stderr, expected)
    })
  }

  it('refuses options of --init without it', async () => {
    const { code, stderr } = await within(['check', budgets, '--rtt', '3s'])
    assert.equal(code, 2)
    assert.match(stderr, /--rtt: found without --init/)
  })

  it('refuses options that have no effect', async () => {
    const served = ['--init', path('idle.json'), '--served', 'nowhere']
    for (const [args, expected] of [
      [served, /--served: found with --init, which judges nothing/],
      [['--init', path('idle.json'), '--strict'], /--strict: found with --init/],
      [[budgets, '--result', 'nowhere', '--workers', '2'], /--workers: found where nothing is run/],
    ] as const) {
      const { code, stderr } = await within(['check', ...args])
      assert.equal(code, 2)
      assert.match(stderr, expected)
    }
  })
})

describe('compare with limits', () => {
  it('ends with 1 where a cell is over one, and says which', async () => {
    const run = ['compare', ...RUN, ...ONE]
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: path('limits.md') }
    writeFileSync(path('limits.md'), '')
    const limits = ['--max-waits', '2', '--max-p50', '1s']
    const { code, stdout, stderr } = await within([...run, ...limits], { env })
    assert.equal(code, 1)
    assert.match(stdout, /Round trips until ready/)
    assert.match(
      stderr,
      /broken: fast-resume-direct\+pipelined on lte_good: waits <= 2, found 3; found tcp 1, tls 1, auth 1\n.*over budget: 1 of 2\n$/s,
    )
    assert.match(stderr, /^::error title=fast-resume-direct\+pipelined on lte_good%3A broken::/m)
    assert.match(readFileSync(path('limits.md'), 'utf8'), /^\*\*1 of 2 budgets kept, 1 broken/)
    // Nobody's runner, and nothing limited: nothing to show.
    assert.doesNotMatch((await within([...run, ...limits])).stderr, /^::/m)
    const unlimited = await within(run, { env: { ...env, GITHUB_STEP_SUMMARY: path('none.md') } })
    assert.deepEqual([unlimited.code, existsSync(path('none.md'))], [0, false])
    assert.equal((await within([...run, '--max-waits', '3', '--max-failed', '20%'])).code, 0)
    const refused = await within([...run, '--max-p99', 'soon'])
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /--max-p99: found "soon", expected/)
  })
})

describe('diff', () => {
  it('prints the same difference in every format, and never ends with 1', async () => {
    const [before, later] = [path('before'), path('later')]
    for (const [format, expected] of [
      ['table', / auth +1 → 2/],
      ['markdown', /\| {3}auth \| 1 → 2 \|/],
      [
        'csv',
        /^lte_good,,fast-resume-direct\+pipelined,,prosody,trials,waits,round trips,3,4,,,1,1,1,more$/m,
      ],
      ['json', /"schema": "xmpp-rtt\/difference@1\.1"/],
      ['github-action-benchmark', /"value": 4/],
    ] as const) {
      const { code, stdout, stderr } = await within(['diff', before, later, '-f', format])
      assert.deepEqual([code, stderr], [0, ''])
      assert.match(stdout, expected)
    }
  })

  it('refuses what is no result, in one line', async () => {
    for (const file of ['/nowhere', budgets]) {
      const { code, stdout, stderr } = await within(['diff', path('before'), file])
      assert.deepEqual([code, stdout, stderr.split('\n').length], [2, '', 2], stderr)
    }
  })

  it('says of a storm that it is one', async () => {
    const storm = path('storm')
    mkdirSync(storm)
    writeFileSync(join(storm, 'storm.json'), '{}')
    const { code, stderr } = await within(['diff', storm, path('before')])
    assert.deepEqual(
      [code, stderr],
      [
        2,
        `xmpp-rtt: ${storm}: found a storm (storm.json), expected a result.json that was written with -o\n`,
      ],
    )
  })
})
