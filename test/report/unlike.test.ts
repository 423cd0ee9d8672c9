/** What else is not the same of two results, in words. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { unlikeLines } from '../../src/report/difference/sheets.ts'
import { unlikes } from '../../src/result/difference/comparable.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

const saidOf = (...whats: readonly string[]): readonly string[] =>
  unlikeLines({ unlike: whats.map((what) => ({ what, before: '1', after: '2' })) }).map((line) =>
    line.replace(': 1 before, 2 after', ''),
  )

describe('what else differs', () => {
  it('is said with what it was and what it is', () => {
    const { settings, tool } = SAMPLE_RESULT
    const tcp = { ...settings.tcp, clientNagle: 'off', synRetries: 6 }
    const before = { ...SAMPLE_RESULT, settings: { ...settings, tcp } }
    const other = { ...tcp, clientNagle: 'on', synRetries: 3 }
    const after = {
      ...{ ...before, tool: { ...tool, version: '9.0.0' }, interrupted: true as const },
      settings: { ...settings, timeoutMs: 30_000, tcp: other },
    }
    assert.deepEqual(unlikeLines({ unlike: unlikes(before, after) }), [
      'the version differs: 0.1.0 abc1234 before, 9.0.0 abc1234 after',
      'the patience differs: 60 s before, 30 s after',
      'the end differs: whole before, interrupted after',
      'the client’s Nagle differs: "off" before, "on" after',
      'the SYN retries differ: 6 before, 3 after',
    ])
  })

  it('is one or several, and has its unit', () => {
    assert.deepEqual(
      saidOf(
        ...['server', 'trials per cell', 'strategy legacy-ws', 'policy gajims', 'timers'],
        ...['server nagle', 'host time ms', 'client reaction ms', 'think ms', 'flight think ms'],
      ),
      [
        'the server differs',
        'the trials per cell differ',
        'the strategy legacy-ws differs',
        'the policy gajims differs',
        'the timers differ',
        'the server’s Nagle differs',
        'the host time in ms differs',
        'the client reaction in ms differs',
        'the think times in ms differ',
        'the flight think times in ms differ',
      ],
    )
  })
})
