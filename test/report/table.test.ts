import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { compare } from '../../src/index.ts'
import { columns } from '../../src/report/columns.ts'
import { PLAIN } from '../../src/report/report-options.ts'
import { renderTable } from '../../src/report/table.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')

describe('table', () => {
  it('looks like this', () => {
    // Bars take what 110 columns leave, 19: 543.21 / 720 × 19 = 14.3 → 14 solid, all 19 to p95;
    // 121.5 / 720 × 19 = 3.2 → 3, 180.125 / 720 × 19 = 4.8 → 5. On edge 4654.3 / 7200 × 19 = 12.3.
    assert.equal(
      renderTable(SAMPLE_RESULT, PLAIN),
      `xmpp-rtt 0.1.0 (abc1234) · seed 1 · server prosody · 1000 trials per cell · given up after 60 s
npx xmpp-rtt compare -p lte_good edge --seed 1

Round trips until ready

  strategy                            tcp  starttls  tls  header  auth  restart  sm  total
  ────────────────────────────────────────────────────────────────────────────────────────
  legacy-resume-starttls                1         2    1       1     2        1   1      9
  fast-resume-direct+pipelined+tfo †  0–1         ·    1       ·     1        ·   ·    2–3

lte_good
  RTT 60 ms, jitter 5 ms, loss 0.1 %

  strategy                            waits  p50 ms  p95 ms  p99 ms  B up  B down  failed  p50 █ p95 ░
  ────────────────────────────────────────────────────────────────────────────────────────────────────────────
  legacy-resume-starttls                  9     543     720     720  2346    6789       0  ██████████████░░░░░
  fast-resume-direct+pipelined+tfo †    2–3     122     180     180  2346    6789       0  ███░░

edge
  RTT 500 ms
  200 kbit/s down, 100 kbit/s up

  strategy                            waits  p50 ms  p95 ms  p99 ms  B up  B down  failed  p50 █ p95 ░
  ────────────────────────────────────────────────────────────────────────────────────────────────────────────
  legacy-resume-starttls                  9    4654    7200  > 60 s  2346    6789   1.3 %  ████████████░░░░░░░
  fast-resume-direct+pipelined+tfo †      –       –       –       –     –       –   100 %
  legacy-resume-starttls: 13 of 1000 failed (connection-reset 1, timeout 12)
  fast-resume-direct+pipelined+tfo: 1000 of 1000 failed (timeout 1000)

waits: round trips in which the client could do nothing but wait.
p50, p95, p99: milliseconds from wanting to connect to ready (confirmed by the server).
An attempt that failed or was given up took longer: it counts in every percentile.
B up, B down: octets per completed attempt that each end wrote to TCP: TLS and clear text.
† theoretical: servers in use are known to refuse it: no server in use answers a Fast Open SYN
`,
    )
  })

  it('says what octets were written to: TCP, QUIC, or either', async () => {
    const rows = [
      [['sasl2-direct'], 'TCP'],
      [['sasl2-quic'], 'QUIC'],
      [['sasl2-quic', 'sasl2-direct'], 'TCP or QUIC'],
    ] as const
    for (const [strategies, carriers] of rows) {
      const words = { profiles: ['ideal'], trials: 1, servers: ['ideal'] }
      const { result } = await compare({ ...words, strategies: [...strategies] })
      assert.match(renderTable(result, PLAIN), new RegExp(`each end wrote to ${carriers}: TLS`))
    }
  })

  it('fits the width it is given', () => {
    for (const width of [80, 100, 110, 120, 200]) {
      for (const line of renderTable(SAMPLE_RESULT, { color: false, width }).split('\n')) {
        assert.ok(columns(line) <= width, line)
      }
    }
  })

  it('tells medians apart from what nobody knows to be longer than they were given', () => {
    const cells = SAMPLE_RESULT.cells.slice(0, 2).map((cell, index) => {
      const { ready, ...milestones } = cell.milestones
      assert.ok(ready)
      const never = { p50: null, p95: null, beyondMs: { p50: 1_000, p95: 1_000 } }
      const late = { ...ready, p50: 500, p95: 500, ...(index === 0 ? never : {}) }
      return { ...cell, milestones: { ...milestones, ready: late } }
    })
    const table = renderTable({ ...SAMPLE_RESULT, cells }, { color: false, width: 110 })
    // Half of 1000 ms.
    const [longest, half] = [...table.matchAll(/█+(?=\n)/g)].map(([bar]) => bar.length)
    assert.equal(half, Math.round((longest ?? 0) / 2))
  })

  it('leaves bars out where there is no room', () => {
    assert.ok(!renderTable(SAMPLE_RESULT, { color: false, width: 95 }).includes('█'))
  })

  it('leaves octets out, and narrows its gaps, on 84 columns', () => {
    const [, , , ...lines] = renderTable(SAMPLE_RESULT, { color: false, width: 84 }).split('\n')
    assert.ok(!lines.some((line) => line.includes('B up  ')))
    for (const line of lines) assert.ok(columns(line) <= 84, line)
    assert.ok(lines.includes('B up, B down: no room for them here; every other format has them.'))
  })

  it('says the same in colour', () => {
    const colored = renderTable(SAMPLE_RESULT, { ...PLAIN, color: true })
    assert.match(colored, ANSI)
    const plain = colored
      .replace(ANSI, '')
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
    assert.equal(plain, renderTable(SAMPLE_RESULT, PLAIN))
  })
})
