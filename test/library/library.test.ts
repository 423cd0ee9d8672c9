import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  captureTrace,
  compare,
  formats,
  InputError,
  listModifiers,
  listProfiles,
  listServers,
  listStrategies,
  live,
  RunError,
  readResult,
  renderLadder,
  serve,
  show,
  trace,
  traceLife,
  writeHlog,
} from '../../src/index.ts'
import { LIBRARY, LOADER } from '../bundled.ts'
import { within } from '../cli/within.ts'
import { ownFolder } from '../own-folder.ts'

const SMALL = { rtt: '50ms', strategies: ['sasl2-direct'], trials: 3 } as const
const folder = ownFolder('library')

describe('compare', () => {
  it('gives the result that the command line prints, and its histograms', async () => {
    const { result, histograms } = await compare(SMALL, { workers: 1, commit: false })
    const { stdout } = await within([
      ...['compare', '--rtt', '50ms', '-s', 'sasl2-direct', '-n', '3'],
      ...['--workers', '1', '--no-commit', '-f', 'json'],
    ])
    assert.equal(formats.json.render(result), stdout)
    // Of the milestones the last one is ready; the log holds microseconds, the result milliseconds.
    const ready = histograms.at(-1)?.histogram.percentile('p50') ?? 0
    assert.equal(ready / 1000, result.cells[0]?.milestones.ready?.p50)
    assert.match(writeHlog(histograms), /^Tag=sasl2-direct:custom:ready,/m)
  })

  it('tells how far it is, from nothing to everything', async () => {
    const seen: (readonly [number, number])[] = []
    const onProgress = (done: number, inAll: number) => seen.push([done, inAll])
    await compare({ ...SMALL, trials: 450 }, { workers: 2, onProgress })
    assert.deepEqual(
      [seen[0], seen.at(-1)],
      [
        [0, 450],
        [450, 450],
      ],
    )
    assert.deepEqual(
      seen,
      [...seen].sort(([a], [b]) => a - b),
    )
  })

  it('ended early gives what there is', async () => {
    const controller = new AbortController()
    const { result } = await compare(
      { ...SMALL, trials: 1000 },
      {
        workers: 1,
        signal: controller.signal,
        onProgress: (done) => {
          if (done > 0) controller.abort()
        },
      },
    )
    assert.equal(result.interrupted, true)
    const [cell] = result.cells
    // So few run in the calling thread, in shares of 200 between which it is asked to stop.
    assert.equal(cell?.trials, 200)
  })

  it('rejects what cannot be run, with a code and a line', async () => {
    await assert.rejects(compare({ profiles: ['lte_god'] }), (error) => {
      assert.ok(error instanceof InputError)
      assert.deepEqual([error.code, error.field], ['unknown-name', 'profiles'])
      assert.match(error.message, /^profiles: found "lte_god".*did you mean "lte_good"/)
      return true
    })
    await assert.rejects(compare(SMALL, { workers: 0 }), /^InputError: workers: found 0, expected/)
  })
})

describe('trace', () => {
  it('gives one trial in full', async () => {
    const traced = await trace({ strategy: 'sasl2-direct', profile: 'ideal', server: 'ideal' })
    const end = traced.events.find(({ kind }) => kind === 'finished')
    // Round trips of 1 s: tcp, tls, header, and two of SCRAM, the second of which binds as well.
    assert.equal(end?.kind === 'finished' && end.at, 5_000_000_000)
    assert.match(renderLadder(traced), /ready after 5000\.0 ms, 5 waits/)
  })

  it('calls what is wrong what it was called', async () => {
    const attempt = { strategy: 'fast-resume-direct', scenario: 'tunnel' }
    for (const [words, field] of [
      [{ ...attempt, scenario: 'tunel' }, 'scenario'],
      [{ ...attempt, policy: 'moder' }, 'policy'],
      [{ ...attempt, profile: 'lte_god' }, 'profile'],
      [{ ...attempt, strategy: 'fast-resume-direkt' }, 'strategy'],
    ] as const) {
      await assert.rejects(traceLife(words), { code: 'unknown-name', field })
    }
  })

  it('finds the trial at a percentile, tells how far it is, and can be ended', async () => {
    const words = { strategy: 'sasl2-direct', profile: 'lte_weak', percentile: 50, trials: 400 }
    const told: (readonly [number, number])[] = []
    const median = await trace(words, { onProgress: (...now) => told.push(now) })
    assert.deepEqual(told, [
      [0, 400],
      [200, 400],
      [400, 400],
    ])
    const end = median.events.find(({ kind }) => kind === 'finished')
    const { result } = await compare(
      { strategies: ['sasl2-direct'], profiles: ['lte_weak'], trials: 400 },
      { commit: false },
    )
    const p50 = result.cells[0]?.milestones.ready?.p50 ?? 0
    // Histograms have three digits.
    const took = end?.kind === 'finished' ? end.at / 1e6 : 0
    assert.ok(Math.abs(took - p50) <= p50 / 1000, `${took} for ${p50}`)

    const ended = new AbortController()
    const searching = trace(words, { signal: ended.signal, onProgress: () => ended.abort() })
    await assert.rejects(searching, { name: 'RunError', code: 'interrupted' })
  })

  it('looks for a life in smaller steps, to the last', async () => {
    const words = { strategy: 'sasl2-direct', scenario: 'tunnel', percentile: 50, trials: 20 }
    const told: number[] = []
    await traceLife(words, { onProgress: (done) => told.push(done) })
    assert.deepEqual(told, [0, 10, 20])
  })

  it('is not run where it is called off before', async () => {
    const attempt = { strategy: 'sasl2-direct', scenario: 'tunnel' }
    const options = { signal: AbortSignal.abort() }
    for (const traced of [
      trace({ strategy: attempt.strategy }, options),
      traceLife(attempt, options),
      captureTrace(attempt, {}, options),
    ]) {
      await assert.rejects(traced, { name: 'RunError', code: 'interrupted' })
    }
  })

  it('rejects a strategy that is none', async () => {
    await assert.rejects(trace({ strategy: 'nothing' }), /^InputError: strategy: found strategy/)
  })
})

describe('serve and live', () => {
  it('meet: the server reports what the client did', async () => {
    const seen: string[] = []
    const server = await serve(
      { port: 0, tlsPort: 0, accounts: ['bob'], password: 'secret', server: 'ideal' },
      { onConnection: ({ address, outcome }) => seen.push(`${address} ${outcome.kind}`) },
    )
    try {
      const ca = join(folder, 'ca.pem')
      writeFileSync(ca, server.certificate.chain)
      const { result, obstacles } = await live(
        {
          address: 'xmpp://bob@localhost',
          password: 'secret',
          direct: `127.0.0.1:${server.ports.direct}`,
          ca,
          rtt: '300ms',
          strategies: ['sasl2-direct', 'legacy-starttls'],
          trials: 2,
          rate: 500,
        },
        { commit: false },
      )
      assert.deepEqual(
        result.cells.map(({ strategy, completed }) => [strategy, completed]),
        [['sasl2-direct', 2]],
      )
      assert.deepEqual([...obstacles.keys()], ['legacy-starttls'])
      assert.ok(!JSON.stringify(result).includes('secret"'))
    } finally {
      await server.close()
    }
    assert.ok(seen.some((line) => line.startsWith('bob@localhost/') && line.endsWith('ready')))
  })

  it('say why there is nothing: a port that is taken, an account that is not let in', async () => {
    const one = await serve({ port: 0, tlsPort: 0, password: 'right' }, { onConnection: () => {} })
    try {
      await assert.rejects(
        serve({ port: one.ports.starttls, tlsPort: 0 }, { onConnection: () => {} }),
        (error) => error instanceof RunError && error.code === 'cannot-serve',
      )
      const address = 'xmpp://alice@localhost'
      const direct = `127.0.0.1:${one.ports.direct}`
      await assert.rejects(
        live({ address, direct, insecure: true, password: 'wrong', strategies: ['sasl2-direct'] }),
        (error) => error instanceof RunError && error.code === 'login-failed',
      )
      await assert.rejects(live({ address }), /^InputError: password: found none, expected one/)
    } finally {
      await one.close()
    }
  })
})

describe('what there is', () => {
  it('is shown by name: profile, strategy or server', () => {
    const profile = show('lte_good')
    assert.ok(profile.kind === 'profile' && profile.figures.length > 5)
    assert.match(profile.description.join('\n'), /^RTT 45 ms median/)
    const strategy = show('sasl2-direct+tfo')
    assert.ok(strategy.kind === 'strategy')
    assert.equal(new Map(strategy.properties).get('over'), 'direct TLS')
    const server = show('ejabberd')
    assert.ok(server.kind === 'server' && server.name === 'ejabberd')
    assert.match(server.json, /^\{/)
    const modifier = show('+tfo')
    assert.ok(modifier.kind === 'modifier')
    assert.deepEqual(modifier.properties.at(-1), ['server must offer', 'TCP Fast Open (RFC 7413)'])
    const dialogue = show('test/scripted/fast.dialogue.json')
    assert.ok(dialogue.kind === 'dialogue')
    assert.deepEqual(dialogue.flights[0], { up: [517], down: [1500], think: 0 })
    // TCP, TLS, header, SCRAM's two: 5 (minimum-waits.ts).
    const waits = show('sasl2-direct')
    assert.ok(waits.kind === 'strategy')
    assert.deepEqual(waits.properties[0], ['waits', '5 (tcp 1, tls 1, header 1, auth 2)'])
    assert.throws(() => show('lte_goods'), /^InputError: name: found "lte_goods".*"lte_good"\?\)$/)
  })

  it('has names that can be used', async () => {
    const [profile] = listProfiles()
    const [strategy] = listStrategies()
    assert.deepEqual([profile?.name, strategy?.name], ['ideal', 'legacy-starttls'])
    assert.ok(listModifiers().some(({ name }) => name === 'pipelined'))
    assert.ok(listServers().every(({ name, summary }) => name !== '' && summary !== ''))
  })
})

describe('readResult', () => {
  it('reads what was written, and complains of anything else', async () => {
    const { result } = await compare(SMALL, { workers: 1 })
    const path = join(folder, 'result.json')
    writeFileSync(path, formats.json.render(result))
    assert.deepEqual(readResult(path), result)
    assert.throws(() => readResult('package.json'), InputError)
    assert.deepEqual(readResult(folder), result)
    assert.throws(() => readResult('src'), InputError)
  })
})

describe('importing it', () => {
  it('does nothing: no output, no handler, no global of ours, nothing that goes on', () => {
    const script = join(folder, 'import.mjs')
    writeFileSync(
      script,
      `const events = ['SIGINT', 'SIGTERM', 'exit', 'uncaughtException', 'unhandledRejection']
      const state = () => ({
        // The schema library keeps what is to be one in a process on it.
        globals: Object.getOwnPropertyNames(globalThis).filter((name) => !/^__zod_/.test(name)),
        metadata: 'metadata' in Reflect,
        listeners: events.map((event) => process.listenerCount(event)),
        active: process.getActiveResourcesInfo().sort(),
      })
      // Standard output is one of the things that are active.
      process.stdout.write(JSON.stringify(state()) + '\\n')
      const before = state()
      await import(${JSON.stringify(LIBRARY)})
      console.log(JSON.stringify([before, state()]))`,
    )
    const output = execFileSync(process.execPath, [...LOADER, script], { encoding: 'utf8' })
    const [, line = ''] = output.split('\n')
    const [before, after] = JSON.parse(line)
    assert.deepEqual(after, before)
  })
})
