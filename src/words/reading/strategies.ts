/** The strategies of a run: by name, or dialogues from files. */
import { isDialogueFile, readScripted } from '../../files/dialogues.ts'
import { InputError, type InputErrorCode } from '../../json/input-error.ts'
import type { FastOpenFault } from '../../run/fast-open.ts'
import { type StrategyChoice, strategyName, strategyOf } from '../../run/spec.ts'
import { hasSeveralAddresses, isOverBosh, isOverQuic } from '../../strategies/over.ts'
import { catalogue, parseStrategy, usefulStrategies } from '../../strategies/registry.ts'
import type { Strategy, StrategyError } from '../../strategies/strategy.ts'
import { ALL, CATALOGUE, refuseRepeated } from './fields.ts'

/** Those that most tables show, and all that there are. */
const SEVERAL: ReadonlyMap<string, () => readonly Strategy[]> = new Map([
  [ALL, usefulStrategies],
  [CATALOGUE, catalogue],
])

/** `all`, `catalogue`: of what can be run, which whoever runs it knows. */
export function strategiesNamed(
  names: readonly string[],
  canBeRun: (strategy: Strategy) => boolean = () => true,
): readonly StrategyChoice[] {
  const strategies = names.flatMap(
    (name) =>
      SEVERAL.get(name)?.()
        .filter(canBeRun)
        .map((strategy) => strategy.name) ?? [strategyNamed(name, 'strategies')],
  )
  refuseRepeated('strategies', strategies.map(strategyName))
  return strategies
}

/** `field`: where the name was given. */
export const strategyNamed = (name: string, field: string): StrategyChoice =>
  isDialogueFile(name) ? readScripted(name, field) : parsedStrategy(name, field).name

/** Those of them that nobody has named one by one. */
export const namedTogether = (names: readonly string[]): readonly Strategy[] =>
  names.flatMap((name) => SEVERAL.get(name)?.() ?? [])

/** One of those that speak XMPP. */
export function parsedStrategy(name: string, field: string): Strategy {
  const strategy = parseStrategy(name)
  if (strategy.kind !== 'strategy-error') return strategy
  throw new InputError({ code: CODES[strategy.reason], field, ...strategy })
}

/** In lives: a connection of theirs is one of TCP, with a stream of its own. */
export const canLive = (strategy: Strategy): boolean =>
  !isOverQuic(strategy) && !isOverBosh(strategy.over)

/** A fault of Fast Open needs a strategy that makes use of it. */
export function refuseVainFault(
  fault: FastOpenFault | undefined,
  strategies: readonly Strategy[],
): void {
  if (fault === undefined || strategies.some(({ over }) => over.fastOpen)) return
  throw new InputError({
    code: 'senseless',
    field: 'fastOpenFault',
    found: 'no strategy with +tfo',
    expected: 'one that it could happen to',
  })
}

/** Time for addresses needs a strategy that has several, and IPv6 cannot be broken and be used. */
export function refuseVainAddresses(
  { connectTimeout, ipv6 }: { readonly connectTimeout?: unknown; readonly ipv6: boolean },
  strategies: readonly Strategy[],
): void {
  if (connectTimeout !== undefined && !strategies.some(hasSeveralAddresses)) {
    throw new InputError({
      code: 'senseless',
      field: 'connectTimeout',
      found: 'no strategy with several addresses',
      expected: 'one that it could happen to, as with +v6-broken or +first-dead',
    })
  }
  refuseBrokenIpv6(ipv6, strategies)
}

/** IPv6 cannot be broken and be used. */
export function refuseBrokenIpv6(ipv6: boolean, strategies: readonly Strategy[]): void {
  const broken = strategies.find(({ over }) => over.addresses.ipv6 !== 'none')
  if (ipv6 && broken !== undefined) {
    throw new InputError({
      code: 'senseless',
      field: 'ipv6',
      found: `${broken.name}, whose IPv6 address takes no connection`,
      expected: 'the one or the other',
    })
  }
}

/** What a strategy, or several, are called where they are said. */
type StrategyField = 'strategy' | 'strategies' | 'mix'

/** What no life is led with. */
export function refuseUnlivable(strategies: readonly StrategyChoice[], field: StrategyField): void {
  refuseScripted(strategies, field)
  refuseQuic(strategies, 'a scenario', field)
  refuseBosh(strategies, field)
  refuseRestricted(strategies, field)
}

/** What answers a dialogue of octets knows no messages, and nothing to come back to. */
function refuseScripted(strategies: readonly StrategyChoice[], field: StrategyField): void {
  const scripted = strategies.find((choice) => typeof choice !== 'string')
  if (scripted === undefined) return
  throw new InputError({
    code: 'senseless',
    field,
    found: `a dialogue of octets (${strategyName(scripted)}) with a scenario`,
    expected: 'strategies that speak XMPP',
  })
}

/** A life moves its TCP connections from network to network; what QUIC does then is its own strategy. */
export function refuseQuic(
  strategies: readonly StrategyChoice[],
  what: string,
  field: StrategyField,
): void {
  const quic = strategies.map(strategyOf).find(isOverQuic)
  if (quic === undefined) return
  throw new InputError({
    code: 'senseless',
    field,
    found: `QUIC (${quic.name}) with ${what}`,
    expected: 'strategies over TCP',
  })
}

/** Behind being ready a client of BOSH would need a second connection, which is not modelled. */
function refuseBosh(strategies: readonly StrategyChoice[], field: StrategyField): void {
  const bosh = strategies.map(strategyOf).find(({ over }) => isOverBosh(over))
  if (bosh === undefined) return
  throw new InputError({
    code: 'senseless',
    field,
    found: `BOSH (${bosh.name}) with a scenario`,
    expected: 'strategies whose connections stay open, as in a WebSocket',
  })
}

/** In a life things are said, and a grant for the account's data alone covers none of it. */
function refuseRestricted(strategies: readonly StrategyChoice[], field: StrategyField): void {
  const restricted = strategies
    .map(strategyOf)
    .find(({ against }) => against.grant === 'restricted')
  if (restricted === undefined) return
  throw new InputError({
    code: 'senseless',
    field,
    found: `${restricted.name}, whose grant is for the account's data alone, with a scenario`,
    expected: 'strategies whose clients may send and receive messages',
  })
}

const CODES: Readonly<Record<StrategyError['reason'], InputErrorCode>> = {
  'unknown-base': 'unknown-name',
  'unknown-modifier': 'unknown-name',
  'duplicate-modifier': 'repeated',
  senseless: 'senseless',
}
