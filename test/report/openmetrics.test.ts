/** OpenMetrics, held to the parser of the Prometheus client, and to what the result says. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { compare } from '../../src/index.ts'
import { renderOpenMetrics } from '../../src/report/openmetrics/openmetrics.ts'
import type { Result } from '../../src/result/result.ts'
import type { Saved } from '../../src/result/saved-schema.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

const PARSE = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
families = text_string_to_metric_families(sys.stdin.read())
print(json.dumps([[f.name, f.type, f.unit, [[s.name, s.labels, str(s.value)] for s in f.samples]] for f in families]))
`
const python = (input: string, script = PARSE) =>
  spawnSync('/usr/bin/python3', ['-c', script], { input, encoding: 'utf8', maxBuffer: 1e8 })

const missing = python('', 'import prometheus_client.openmetrics.parser').status !== 0
const required = process.env['XMPP_RTT_REQUIRE_SERVERS'] === '1'
const skip = missing && !required && 'python3-prometheus-client is not installed'

type Sample = readonly [name: string, labels: Readonly<Record<string, string>>, value: string]
type Family = readonly [name: string, type: string, unit: string, samples: readonly Sample[]]

const lives = await compare(
  {
    profiles: ['lte_good'],
    strategies: ['legacy-starttls+no-sm', 'sasl2-resume-direct'],
    scenarios: ['tunnel-30s'],
    servers: ['prosody', 'ideal'],
    trials: 2,
    percentiles: '50,99.99',
  },
  { commit: false },
)

/** At the 99th percentile either lies among those that never came. */
const SAVED: Saved = {
  against: { strategy: 'legacy', server: null },
  p50: { ms: 109.5, ci95: [101, 117] },
  p95: { ms: -2, ci95: [-3, null] },
  p99: null,
}

describe('OpenMetrics', () => {
  it('says what the result says', () => {
    const text = renderOpenMetrics(SAMPLE_RESULT)
    const [cell] = SAMPLE_RESULT.cells
    const { ready } = cell?.milestones ?? {}
    if (cell === undefined || ready === undefined || ready.p50 === null) assert.fail()
    const labels = `strategy="${cell.strategy}",profile="${cell.profile}",milestone="ready"`
    const line = (suffix: string, more: string, value: number): string =>
      `xmpp_rtt_latency_seconds${suffix}{${labels}${more}} ${Number(value.toFixed(6))}\n`
    assert.ok(text.includes(line('', ',quantile="0.5"', ready.p50 / 1000)))
    assert.ok(text.includes(line('_count', '', ready.count)))
    assert.match(text, /\n# EOF\n$/)
  })

  it('says +Inf where a percentile lies among attempts that never got there', () => {
    const text = renderOpenMetrics(lives.result)
    assert.match(text, /message_seconds\{.*direction="up",quantile="0\.9999"\} \+Inf\n/)
    assert.match(text, /server="ideal"/)
  })

  it('says +Inf where no trial got there at all', () => {
    const [cell] = SAMPLE_RESULT.cells
    if (cell === undefined) assert.fail()
    const dead = { ...cell, completed: 0, failures: { timeout: cell.trials }, milestones: {} }
    const text = renderOpenMetrics({ ...SAMPLE_RESULT, cells: [dead] })
    assert.match(text, /latency_seconds\{.*milestone="ready",quantile="0\.5"\} \+Inf\n/)
    assert.match(text, /latency_seconds_count\{.*milestone="ready"\} 0\n/)
    assert.doesNotMatch(text, /milestone="restored"/)
  })

  it('says of lives how they were recovered, in how many attempts, and where the time went', () => {
    const lines = new Set(renderOpenMetrics(lives.result).split('\n'))
    assert.ok(lives.result.cells.length > 0)
    for (const { strategy, server, policy, episodes } of lives.result.cells) {
      if (episodes?.parts == null || episodes.linkBytes === null || episodes.radioOn === null) {
        assert.fail(strategy)
      }
      const says = (name: string, more: string, value: number | null): void => {
        const labels = `strategy="${strategy}",profile="lte_good",server="${server}",scenario="tunnel-30s",policy="${policy}"`
        const line = `xmpp_rtt_${name}{${labels}${more}} ${value}`
        assert.ok(lines.has(line), line)
      }
      const { manners, parts, linkBytes } = episodes
      const inSeconds = (ms: number): number => Number((ms / 1000).toFixed(6))
      says('recovered_by_manner', ',manner="resumed"', manners.resumed)
      says('mean_attempts', '', episodes.attempts)
      says('mean_part_seconds', ',part="in_vain"', inSeconds(parts.inVain))
      says('mean_part_seconds', ',part="handshake"', inSeconds(parts.handshake))
      says('mean_episode_link_bytes', ',part="down"', linkBytes.down)
      says('mean_radio_on_seconds', '', inSeconds(episodes.radioOn))
    }
  })

  it('says what each row saves, and of the interval the ends that are known', () => {
    const text = renderOpenMetrics({
      ...SAMPLE_RESULT,
      cells: SAMPLE_RESULT.cells.slice(0, 1).map((cell) => ({ ...cell, saved: SAVED })),
    })
    const samples = text.split('\n').filter((line) => line.startsWith('xmpp_rtt_saved'))
    assert.deepEqual(
      samples.map((line) => line.replace(/\{.*against="legacy",/, '{')),
      [
        'xmpp_rtt_saved_seconds{percentile="p50"} 0.1095',
        'xmpp_rtt_saved_seconds{percentile="p95"} -0.002',
        'xmpp_rtt_saved_ci95_seconds{percentile="p50",end="low"} 0.101',
        'xmpp_rtt_saved_ci95_seconds{percentile="p50",end="high"} 0.117',
        'xmpp_rtt_saved_ci95_seconds{percentile="p95",end="low"} -0.003',
      ],
    )
  })

  const results: readonly (readonly [string, Result])[] = [
    ['attempts', SAMPLE_RESULT],
    ['lives', lives.result],
    ['nothing', { ...SAMPLE_RESULT, cells: [] }],
    ['names with quotes', { ...SAMPLE_RESULT, command: 'say "a\\b" \n c' }],
  ]
  for (const [name, result] of results) {
    it(`is read by the parser of others: ${name}`, { skip }, () => {
      const { status, stdout, stderr } = python(renderOpenMetrics(result))
      assert.equal(status, 0, stderr)
      const families = JSON.parse(stdout) as readonly Family[]
      const trials = families.find(([family]) => family === 'xmpp_rtt_trials')?.[3] ?? []
      assert.deepEqual(
        trials.map(([, { strategy }, value]) => [strategy, Number(value)]),
        result.cells.map(({ strategy, trials }) => [strategy, trials]),
      )
      const units = new Set(
        families.filter(([, type]) => type === 'summary').map(([, , unit]) => unit),
      )
      assert.deepEqual([...units], ['seconds'])
    })
  }
})
