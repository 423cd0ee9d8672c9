/** Who comes in a storm: `STRATEGY/POLICY=SHARE`, one after the other. */
import { InputError } from '../../json/input-error.ts'
import type { Policy } from '../../policy/policy.ts'
import { share as shareOf } from '../../quantities/quantity.ts'
import { strategyName } from '../../run/spec.ts'
import { PARTS_MAX } from '../../storm/roll.ts'
import type { MixPart } from '../../storm/spec.ts'
import { refuseRepeated } from './fields.ts'
import { parsedStrategy, refuseQuic } from './strategies.ts'

const EXPECTED = 'STRATEGY/POLICY=SHARE, as in fast-resume-direct/conversations=30%'

interface Named {
  readonly text: string
  readonly strategy: string
  readonly policy: Policy
  /** Undefined: not said. */
  readonly share: number | undefined
}

/** `policyNamed`: by name or as a path. @throws {InputError} about the first thing that is wrong. */
export function partsNamed(
  texts: readonly string[],
  policyNamed: (name: string) => Policy,
): readonly MixPart[] {
  if (texts.length > PARTS_MAX) {
    throw refused(`${texts.length} parts`, `at most ${PARTS_MAX}`)
  }
  const named = texts.map((text) => readPart(text, policyNamed))
  const strategies = named.map(({ strategy }) => strategy)
  refuseQuic([...new Set(strategies)], 'a storm', 'mix')
  refuseRepeated(
    'mix',
    named.map(({ strategy, policy }) => `${strategyName(strategy)}/${policy.name}`),
  )
  const shares = sharesOf(named)
  return named.map(({ strategy, policy }, index) => ({
    strategy,
    policy,
    share: shares[index] ?? 0,
  }))
}

function readPart(text: string, policyNamed: (name: string) => Policy): Named {
  const [, strategy, policy, share] = /^([^/=]+)\/([^=]+?)(?:=([^=]+))?$/.exec(text) ?? []
  if (strategy === undefined || policy === undefined) throw refused(JSON.stringify(text), EXPECTED)
  const parsed = share === undefined ? undefined : shareOf.parse(share)
  if (parsed?.ok === false || (parsed?.ok === true && parsed.value === 0)) {
    throw refused(JSON.stringify(text), 'a share above 0% and at most 100%, as in "30%"')
  }
  return {
    text,
    strategy: parsedStrategy(strategy, 'mix').name,
    policy: policyNamed(policy),
    share: parsed?.value,
  }
}

/** As many of each where nobody has said anything. */
function sharesOf(named: readonly Named[]): readonly number[] {
  const said = named.flatMap(({ share }) => (share === undefined ? [] : [share]))
  if (said.length === 0) return named.map(() => 1 / named.length)
  const silent = named.find(({ share }) => share === undefined)
  if (silent !== undefined) {
    throw refused(`${JSON.stringify(silent.text)} beside others with a share`, 'a share of each')
  }
  const sum = said.reduce((all, share) => all + share, 0)
  if (Math.abs(sum - 1) > NEARLY) {
    throw refused(`${Number((sum * 100).toFixed(4))}% in all`, 'shares that add up to 100%')
  }
  return said
}

/** What shares may be off together, as three of 33.33 % are. */
const NEARLY = 0.001

const refused = (found: string, expected: string): InputError =>
  new InputError({ code: 'wrong-value', field: 'mix', found, expected })
