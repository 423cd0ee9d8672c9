/** A client that was broken on purpose is caught by the budgets of the one that was not, and named. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBudgets } from '../../src/budget/budget-file.ts'
import { firstBudgets } from '../../src/budget/first-budgets.ts'
import { judge, placedIn } from '../../src/budget/judge/judge.ts'
import type { Verdict } from '../../src/budget/verdict.ts'
import { accepted } from '../../src/json/input-error.ts'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import { saidOutline } from '../../src/record/said-outline.ts'
import { toCell } from '../../src/result/cell.ts'
import type { Result } from '../../src/result/result.ts'
import { recorded } from '../../src/run/attempt-record.ts'
import { AttemptWatch } from '../../src/run/simulated/full-watch.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { Base } from '../../src/strategies/base.ts'
import { legacyDirect } from '../../src/strategies/legacy-direct.ts'
import { BASES, parseStrategy } from '../../src/strategies/registry.ts'
import type { Action, Reply, Script } from '../../src/xmpp/dialogue/script.ts'
import { bind, session } from '../../src/xmpp/verbs/bind.ts'
import { flight } from '../../src/xmpp/verbs/flight.ts'
import { ready } from '../../src/xmpp/verbs/ready.ts'
import { auth, response } from '../../src/xmpp/verbs/sasl.ts'
import { connect } from '../../src/xmpp/verbs/say.ts'
import { header, restart, secure } from '../../src/xmpp/verbs/stream.ts'
import { enable } from '../../src/xmpp/verbs/stream-management.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'
import { specOf } from '../run/spec.ts'

const NAME = 'legacy-direct+pipelined'
/** Every action of a script, altered on its way; of several the last is answered. */
function* altered<Value>(
  script: Script<Value>,
  alter: (action: Action) => readonly Action[],
): Script<Value> {
  let step = script.next(NOTHING)
  while (step.done !== true) {
    let reply = NOTHING
    for (const action of alter(step.value)) reply = yield action
    step = script.next(reply)
  }
  return step.value
}

const NOTHING: Reply = { kind: 'done' }

const withScript = (script: Base['script']): Base => ({ ...legacyDirect, script })

/** What the client does, measured as `check` does it. */
function measured(base: Base) {
  const bases = BASES.map((one) => (one.name === base.name ? base : one))
  const strategy = parseStrategy(NAME, bases)
  if (strategy.kind === 'strategy-error') assert.fail(strategy.message)
  const cell = { ...prepareCell(specOf(NAME), 0), strategy }
  if ('code' in cell.earlier) assert.fail(cell.earlier.detail)
  const recorder = new CellRecorder()
  recorder.record(new TrialRunner().run(cell, 0), 0)
  const watch = new AttemptWatch()
  const { outcome, endedAt } = new TrialRunner().attempt(cell, cell.earlier, 0, watch.observer)
  watch.finished(recorded(strategy, outcome), endedAt)
  const name = { strategy: NAME, profile: 'ideal', server: 'ideal' }
  const result: Result = {
    ...SAMPLE_RESULT,
    cells: [toCell(name, recorder.toStats(), 60_000, 'outcomes')],
  }
  return { result, said: new Map([[NAME, saidOutline(watch)]]) }
}

const sound = measured(legacyDirect)
const BUDGETS = accepted(
  parseBudgets(firstBudgets(sound.result, sound.said, {}, 'ideal'), 'budgets.json'),
)

const verdictsOn = (base: Base): readonly Verdict[] => {
  const { result, said } = measured(base)
  const evidence = { cells: placedIn(result), said, baseline: undefined, served: undefined }
  return judge(BUDGETS, 'budgets.json', evidence)
}

const broken = (base: Base): readonly string[] =>
  verdictsOn(base)
    .filter(({ kind }) => kind === 'broken')
    .flatMap(({ expected, details }) => [expected, ...details])

describe('budgets that were written from a sound client', () => {
  it('are kept by it', () => {
    const kinds = verdictsOn(legacyDirect).map(({ kind }) => kind)
    assert.ok(kinds.length >= 3 && !kinds.includes('broken'), kinds.join())
  })

  it('name the layer of one that waits once more', () => {
    const told = broken(
      withScript(function* (talk) {
        yield* connect()
        yield* secure(talk)
        yield* flight(talk, header, auth)
        yield* flight(talk, response, restart, bind, session)
        // Binding is over: what was said along with it waits for that now.
        yield* flight(talk, enable)
        return yield* ready(talk)
      }),
    )
    assert.deepEqual(told, [
      '4 waits, layer by layer',
      'bind: 0 → 1',
      'waits <= 4',
      'found tcp 1, tls 1, auth 1, bind 1, sm 1',
    ])
  })

  it('name the second <enable/> of one that sends it twice', () => {
    const told = broken(
      withScript((talk) =>
        altered(legacyDirect.script(talk), (action) =>
          action.kind === 'say' && action.element.name === 'enable' ? [action, action] : [action],
        ),
      ),
    )
    assert.ok(told.includes('says <enable/> once more: <enable[resume]>'), told.join('\n'))
  })

  it('name the from of one that omits it', () => {
    const told = broken(
      withScript((talk) =>
        altered(legacyDirect.script(talk), (action) => {
          if (action.kind !== 'open') return [action]
          const { from: _, ...others } = action.header
          return [{ ...action, header: others }]
        }),
      ),
    )
    assert.deepEqual(told, [
      'to say what it said before',
      // Behind TLS, and again behind <success/>.
      'says <stream:stream> without from',
      'says <stream:stream> without from',
    ])
  })
})
