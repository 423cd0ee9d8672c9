/** The base that the README shows: one file, one line, and everything knows what to do with it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { BASES, parseStrategy } from '../../src/strategies/registry.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { LAYERS } from '../../src/transport.ts'
import { attempt, setScene } from '../dialogue/scene.ts'
import { specOf } from '../run/spec.ts'
import { sasl2ResumeFailedDirect } from './sasl2-resume-failed-direct.ts'

/** The one line. */
const bases = [...BASES, sasl2ResumeFailedDirect]

const read = (modifiers: string): Strategy => {
  const strategy = parseStrategy(`sasl2-resume-failed-direct${modifiers}`, bases)
  if (strategy.kind === 'strategy-error') assert.fail(strategy.message)
  return strategy
}

/** Imports come in alphabetical order, which depends on the folder. */
const parts = (code: string) => {
  const lines = code.replaceAll('../../src/', '../').split('\n')
  const isImport = (line: string): boolean => line.startsWith('import ')
  return { imports: lines.filter(isImport).sort(), rest: lines.filter((line) => !isImport(line)) }
}

describe('a base of one file and one line', () => {
  it('stands in the README as it is here, but for where it stands', () => {
    const file = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
    const [shown = ''] =
      /(?<=```ts\n)\/\*\*\n \* As sasl2-resume-direct.*?(?=```)/s.exec(
        file('../../src/strategies/README.md'),
      ) ?? []
    const here = file('./sasl2-resume-failed-direct.ts')
    assert.deepEqual(parts(shown), parts(here.replaceAll('../../src/strategies/', './')))
  })

  it('takes modifiers, and refuses those that make no sense with the reason', () => {
    assert.equal(read('+tfo+pipelined').name, 'sasl2-resume-failed-direct+pipelined+tfo')
    const refused = parseStrategy('sasl2-resume-failed-direct+0rtt', bases)
    assert.match(refused.kind === 'strategy-error' ? refused.message : '', /XEP-0388 forbids/)
  })

  it('says what it needs, what the client keeps, and where it comes from', () => {
    const { said, earlier, against } = read('+pipelined')
    assert.deepEqual(said.cached, ['session', 'features'])
    assert.deepEqual([earlier?.name, against.aftermath], ['sasl2-direct', 'sm-session-lost'])
  })

  // tcp, tls, header, and SCRAM's two: what R8 says of a resumption that fails.
  const WAITS = [
    ['', 5],
    ['+pipelined', 4],
    ['+pipelined+tfo', 3],
    ['+tls12', 6],
    ['+unbound', 5],
  ] as const
  for (const [modifiers, total] of WAITS) {
    it(`takes ${total} waits${modifiers === '' ? '' : ` with ${modifiers}`} to a new session`, () => {
      const pair = attempt(setScene(read(modifiers)))
      const outcome = pair.run()
      assert.ok(outcome?.kind === 'ready', JSON.stringify(outcome))
      assert.equal(outcome.stream.way, 'bound')
      const waits = Object.values(pair.waits)
      assert.equal(
        waits.reduce((sum, count) => sum + count, 0),
        total,
      )
    })
  }

  it('runs over the simulated link: five round trips of a second', () => {
    // The session that is lost is the same as that of a base which resumes it.
    const cell = prepareCell(specOf('sasl2-resume-direct'), 0)
    const strategy = read('')
    const { earlier, account } = cell
    if ('code' in earlier) assert.fail(earlier.detail)
    earlier.peer.undergo(strategy.against, account)
    const { milestonesUs, waits } = new TrialRunner().run({ ...cell, strategy }, 0)
    assert.equal(milestonesUs.ready, 5_000_000)
    assert.equal(waits[LAYERS.indexOf('auth')], 2)
  })
})
