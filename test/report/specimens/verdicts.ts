/** What has come of budgets, hand-made: one of each kind, at two places. */
import type { Checked } from '../../../src/budget/checked.ts'
import type { Verdict } from '../../../src/budget/verdict.ts'

/** That, and nothing to be known besides. */
export const checkedAlone = (verdicts: readonly Verdict[]): Checked => ({
  ...{ verdicts, passedOver: [], unlike: [], interrupted: false },
})

/** With one caveat of each kind. */
export const checkedOn = (name: string): Checked => ({
  verdicts: verdictsOn(name),
  passedOver: ['clients'],
  unlike: [{ what: `strategy ${name}`, before: 'one', after: 'another' }],
  interrupted: true,
})

export const verdictsOn = (name: string): readonly Verdict[] => [
  {
    subject: { kind: 'strategy', name, where: 'lte_good', profile: 'lte_good' },
    kind: 'broken',
    expected: '3 waits, layer by layer',
    found: '4 waits',
    details: ['tls: 1 → 2'],
  },
  {
    subject: { kind: 'strategy', name, where: 'lte_good', profile: 'lte_good' },
    kind: 'inconclusive',
    expected: 'p95 < 700ms',
    found: '690 ms (650 to 720)',
    numbers: {
      ...{ figure: 'p95', unit: 'ms', operator: '<', limit: 700 },
      ...{ value: 690, low: 650, high: 720 },
    },
    details: [],
  },
  {
    subject: {
      ...{ kind: 'strategy', name, where: 'edge, tunnel, gajim, prosody', profile: 'edge' },
      ...{ scenario: 'tunnel', policy: 'gajim', server: 'prosody' },
    },
    kind: 'kept',
    expected: 'lost = 0',
    found: '0 % (0 of 900)',
    numbers: {
      ...{ figure: 'lost', unit: 'share', operator: '=', limit: 0 },
      ...{ value: 0, low: 0, high: 0 },
    },
    details: [],
  },
]
