import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parsePolicy } from '../../src/policy/load.ts'

const GOOD = {
  format: 'xmpp-rtt/policy@1',
  name: 'mine',
  summary: 'mine',
  comeBack: { first: 'at-once', backOff: { steps: ['1s'] } },
}

const messageOf = (changes: object): string => {
  const read = parsePolicy(JSON.stringify({ ...GOOD, ...changes }), 'mine.json')
  return read.ok ? 'accepted' : read.error.message
}

describe('a policy file', () => {
  it('does nothing that it does not say', () => {
    const read = parsePolicy(JSON.stringify(GOOD), 'mine.json')
    assert.ok(read.ok)
    const { notice, limits } = read.value.policy
    assert.deepEqual(notice, {
      probe: { kind: 'none' },
      request: { kind: 'none' },
      whiteSpace: { kind: 'none' },
      userTimeout: { kind: 'kernel' },
      keepAlive: { kind: 'none' },
      networkChange: { kind: 'none' },
      wake: { kind: 'none' },
      push: { kind: 'none' },
    })
    assert.deepEqual(limits, { connect: undefined, login: undefined })
  })

  it('may come back without a delay where it does not do so for ever', () => {
    const backOff = { steps: ['0s'] }
    for (const comeBack of [
      { first: 'at-once', backOff, attempts: 3 },
      { first: 'at-once', backOff: { steps: ['0s', '1ms'] } },
    ]) {
      assert.equal(messageOf({ comeBack }), 'accepted')
    }
  })

  const WRONG: readonly (readonly [object, RegExp])[] = [
    [{ limits: { connect: 7 } }, /limits\.connect.*found 7.*expected a duration/],
    [{ limits: { connect: '0s' } }, /limits\.connect.*found "0s"/],
    [{ limits: { conect: '7s' } }, /limits\.conect.*did you mean "connect"/],
    [
      { notice: { probe: { kind: 'pong', when: 'silent', after: '60s', timeout: '1s' } } },
      /notice\.probe\.kind.*"pong".*"ping"/,
    ],
    [{ limits: { session: '1.5s' } }, /limits\.session.*"1\.5s".*whole seconds/],
    [{ limits: { session: '500ms' } }, /limits\.session.*"500ms"/],
    [{ comeBack: 'nevr' }, /comeBack.*"nevr"/],
    [
      { comeBack: { first: 'never' } },
      /comeBack\.first: found "never", expected "at-once" or "backs-off"$/,
    ],
    [
      {
        comeBack: {
          first: 'at-once',
          afterSilence: '1s',
          closing: '4s',
          backOff: { steps: ['1s'] },
        },
      },
      /comeBack\.closing.*found both.*expected one of "afterSilence"/,
    ],
    [{ comeBack: { first: 'at-once', backOff: { steps: [] } } }, /comeBack\.backOff\.steps/],
    [
      { comeBack: { first: 'at-once', backOff: { steps: [{ from: '3s', to: '1s' }] } } },
      /no shorter than "from"/,
    ],
    ...[
      { steps: ['5s', '0s'] },
      { steps: [{ delay: { from: '0s', to: '10us' }, times: 3 }] },
      { exponential: { first: '0s', factor: 2, atMost: '60s' } },
      { exponential: { first: '1us', factor: 1, atMost: '60s' } },
      { multiplesOf: '5s', atMost: '60s', factors: [{ factor: 0, times: 1 }] },
    ].map(
      (backOff) =>
        [
          { comeBack: { first: 'at-once', backOff } },
          /comeBack\.backOff: found no delay, for ever, expected .* "attempts"/,
        ] as const,
    ),
    [{ name: 'My Client' }, /name.*lower-case/],
  ]
  for (const [changes, expected] of WRONG) {
    it(`with ${JSON.stringify(changes)} is refused in one line`, () => {
      const message = messageOf(changes)
      assert.match(message, expected)
      assert.ok(message.startsWith('mine.json') && !message.includes('\n'))
    })
  }
})
