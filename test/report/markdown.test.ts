import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { renderMarkdown } from '../../src/report/markdown.ts'
import type { Saved } from '../../src/result/saved-schema.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

const SAVED: Saved = {
  against: { strategy: 'legacy', server: null },
  p50: { ms: 109.5, ci95: [101, 117] },
  p95: null,
  p99: null,
}

describe('markdown', () => {
  it('looks like this', () => {
    assert.equal(
      renderMarkdown(SAMPLE_RESULT),
      `xmpp-rtt 0.1.0 (abc1234) · seed 1 · server prosody · 1000 trials per cell · given up after 60 s

    npx xmpp-rtt compare -p lte_good edge --seed 1

## Round trips until ready

| strategy | tcp | starttls | tls | header | auth | restart | sm | total |
| :-- | --: | --: | --: | --: | --: | --: | --: | --: |
| legacy-resume-starttls | 1 | 2 | 1 | 1 | 2 | 1 | 1 | 9 |
| fast-resume-direct+pipelined+tfo † | 0–1 | · | 1 | · | 1 | · | · | 2–3 |

## lte_good

- RTT 60 ms, jitter 5 ms, loss 0.1 %

| strategy | waits | p50 ms | p90 ms | p95 ms | p99 ms | p99 95 % CI | max ms | B up | B down | packets up | packets down | retransmitted | failed |
| :-- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |
| legacy-resume-starttls | 9 | 543 | 543 | 720 | 720 | 720–720 | 720 | 2346 | 6789 | 9.3 | 8.0 | 0.0 | 0 |
| fast-resume-direct+pipelined+tfo † | 2–3 | 122 | 122 | 180 | 180 | 180–180 | 180 | 2346 | 6789 | 9.3 | 8.0 | 0.0 | 0 |

## edge

- RTT 500 ms
- 200 kbit/s down, 100 kbit/s up

| strategy | waits | p50 ms | p90 ms | p95 ms | p99 ms | p99 95 % CI | max ms | B up | B down | packets up | packets down | retransmitted | failed |
| :-- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |
| legacy-resume-starttls | 9 | 4654 | 4654 | 7200 | \\> 60 s | 7200–\\> 60 s | 7200 | 2346 | 6789 | 9.3 | 8.0 | 0.0 | 1.3 % |
| fast-resume-direct+pipelined+tfo † | – | – | – | – | – | – | – | – | – | – | – | – | 100 % |

- legacy-resume-starttls: 13 of 1000 failed (connection-reset 1, timeout 12)
- fast-resume-direct+pipelined+tfo: 1000 of 1000 failed (timeout 1000)

- waits: round trips in which the client could do nothing but wait.
- p50, p95, p99: milliseconds from wanting to connect to ready (confirmed by the server).
- An attempt that failed or was given up took longer: it counts in every percentile.
- B up, B down: octets per completed attempt that each end wrote to TCP: TLS and clear text.
- † theoretical: servers in use are known to refuse it: no server in use answers a Fast Open SYN
`,
    )
  })

  it('keeps every row of a table at the same number of cells, whatever names contain', () => {
    const cells = SAMPLE_RESULT.cells.map((cell) => ({
      ...cell,
      profile: 'd|e\\|f',
      strategy: 'a|b\\|c',
      saved: SAVED,
    }))
    const text = renderMarkdown({ ...SAMPLE_RESULT, cells })
    // A bar that is not escaped by a backslash (itself not escaped) delimits.
    const delimiters = (line: string): number => line.replace(/\\[\\|]/g, '').split('|').length - 1
    const tables = text.split('\n\n').filter((block) => block.startsWith('| '))
    const saved = tables.filter((table) => table.includes('d\\|e'))
    assert.equal(saved.length, 1)
    for (const table of tables) {
      assert.equal(new Set(table.trimEnd().split('\n').map(delimiters)).size, 1, table)
    }
  })

  it('makes no HTML and no code of a name, the head of a column too', () => {
    const profile = '<script>alert(1)</script>`b`'
    const cells = SAMPLE_RESULT.cells.map((cell) => ({ ...cell, profile, saved: SAVED }))
    const text = renderMarkdown({ ...SAMPLE_RESULT, cells })
    const written = '\\<script\\>alert(1)\\</script\\>\\`b\\`'
    assert.ok(text.includes(`| strategy | ${written} |\n`), text)
    assert.ok(!/(?<!\\)[<`]/.test(text), text)
  })
})
