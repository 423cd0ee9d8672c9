/**
 * Makes a strategy of a base and its modifiers: the name, what is said and in which manner, over
 * what, against whom, and which earlier session it starts from.
 */
import { featuresOnly, type Memory, sessionless } from '../xmpp/dialogue/memory.ts'
import { type Manner, Talk } from '../xmpp/verbs/talk.ts'
import type { Against } from './against.ts'
import type { Base, Cached, Language } from './base.ts'
import { BASES } from './bases.ts'
import { canonicalOrder, type Modifiers, valuesOf } from './combination.ts'
import type { CatalogueEntry } from './entry.ts'
import type { Modifier } from './modifier.ts'
import {
  isOverBosh,
  type Over,
  type OverSecured,
  type OverTcp,
  overHttp,
  type TlsUse,
} from './over.ts'
import type { StrategyPart } from './parts.ts'
import type { Said, Standing, Strategy } from './strategy.ts'
import { TOKEN_USE, type TokenUse, tokensFor } from './tokens.ts'

/** How a base is played, and what is presumed of the server, when no modifier says otherwise. */
const MANNER: Manner = {
  pace: 'serial',
  binding: 'where-offered',
  tokens: tokensFor(TOKEN_USE),
  tokenForm: 'draft-09',
  login: 'password',
  whenRefused: 'end',
  session: 'skipped',
  management: 'where-offered',
  afterBinding: 'nothing',
  carbons: 'where-wanted',
  access: 'left',
}
const NOTHING_ODD = {
  grant: 'lasting',
  earlyDataRejected: false,
  helloRetryRequest: false,
  encryptedHello: 'taken',
  retry: false,
} as const

/**
 * `modifiers`: with all that they imply, and a combination that makes sense. `tokens`: which
 * mechanisms a token is asked for, unless they are those of the modifiers. `visit`: whether the
 * client has been here before, where it needs that.
 */
export const assemble = (
  base: Base,
  modifiers: Modifiers,
  tokens?: Manner['tokens'],
  visit: 'first' | 'later' = 'later',
): Strategy => {
  const values = valuesOf(modifiers)
  const written = canonicalOrder(modifiers)
  const over = overOf(base, values)
  const own = mannerOf(base, values)
  const manner = tokens === undefined ? own : { ...own, tokens }
  const said = saidBy(base, values, manner)
  const isAfterAnother = visit === 'later' && said.cached.length > 0
  return {
    kind: 'strategy',
    name: [base.name, ...written.map(({ name }) => name)].join('+'),
    base: base.name,
    modifiers: written.map(({ name }) => name),
    summary: [base.summary, ...written.map(({ summary }) => summary)].join('; '),
    rows: rowsOf(base, written),
    said,
    over,
    against: againstOf(base, values),
    earlier: isAfterAnother ? earlierOf(base, modifiers, manner) : undefined,
  }
}

/** Those of the base, unless a modifier makes another way of it. */
const rowsOf = (base: Base, modifiers: readonly Modifier[]): readonly string[] =>
  modifiers.find(({ rows }) => rows !== undefined)?.rows?.[base.name] ??
  (modifiers.some(({ rows }) => rows !== undefined) ? [] : base.rows)

const saidBy = (base: Base, modifiers: readonly Modifier[], manner: Manner): Said => ({
  language: base.language,
  start: base.start.kind,
  entry: entryOf(base, modifiers),
  parts: partsOf(base, modifiers, manner),
  standing: standingOf(base, modifiers),
  earlyData: base.earlyData,
  hazards: modifiers.flatMap(({ hazard }) => hazard ?? []),
  needs: [...base.needs(manner), ...modifiers.flatMap(({ needs }) => needs ?? [])],
  cached: [...cachedBy(base), ...modifiers.flatMap(({ cached }) => cached ?? [])],
  script: (account, memory, now) => {
    return base.script(new Talk(account, knownTo(base, manner, memory), manner, now))
  },
})

/** A cold start knows nothing but, at most, what the server offers, and what it is to restore. */
const knownTo = ({ start }: Base, { afterBinding }: Manner, memory: Memory): Memory => {
  if (start.kind === 'reconnect') return memory
  return afterBinding === 'restored' ? sessionless(memory) : featuresOnly(memory)
}

const cachedBy = ({ start }: Base): readonly Cached[] => (start.kind === 'cold' ? [] : start.cached)

const standingOf = (base: Base, modifiers: readonly Modifier[]): Standing => {
  for (const { theoretical } of modifiers) {
    const why = theoretical?.(base)
    if (why !== undefined) return { kind: 'theoretical', why }
  }
  const { status } = entryOf(base, modifiers)
  return 'why' in status ? { kind: 'theoretical', why: status.why } : { kind: status.kind }
}

const entryOf = ({ entry }: Base, modifiers: readonly Modifier[]): CatalogueEntry =>
  changed<CatalogueEntry>(
    entry,
    modifiers.map((modifier) => modifier.entry),
  )

const partsOf = (
  base: Base,
  modifiers: readonly Modifier[],
  { management }: Manner,
): StrategyPart[] => {
  const parts = new Set([
    ...base.entry.parts,
    ...SPOKEN[base.language],
    ...partsOver(base.over),
    ...modifiers.flatMap((modifier) => modifier.parts?.(base) ?? []),
  ])
  if (management === 'never') for (const part of MANAGING) parts.delete(part)
  return [...parts]
}

const MANAGING: readonly StrategyPart[] = ['sm', 'inline-sm']

const SPOKEN: Readonly<Record<Language, readonly StrategyPart[]>> = {
  sasl1: ['sasl1'],
  sasl2: ['sasl2'],
  octets: [],
}

const partsOver = (over: Over): readonly StrategyPart[] => {
  switch (over.kind) {
    case 'tcp':
      return []
    case 'tls':
      if (over.http !== 'none') return [over.http === 'bosh' ? 'bosh' : 'websocket']
      return over.security === 'starttls' ? ['starttls'] : ['direct-tls']
    case 'quic':
      return ['quic']
  }
}

/** Whoever speaks over HTTP does so in a browser, or as if: nothing of TLS is shown to it. */
const mannerOf = ({ over }: Base, modifiers: readonly Modifier[]): Manner => {
  const unseen = overHttp(over) ? ({ binding: 'unbound' } as const) : {}
  const unmanaged = isOverBosh(over) ? ({ management: 'never' } as const) : {}
  const use = changed<TokenUse>(
    { ...TOKEN_USE, ...unseen },
    modifiers.map(({ tokens }) => tokens),
  )
  return changed<Manner>(
    { ...MANNER, ...unseen, ...unmanaged, tokens: tokensFor(use) },
    modifiers.map(({ manner }) => manner),
  )
}

const againstOf = (
  { aftermath, account = 'ordinary' }: Base,
  modifiers: readonly Modifier[],
): Against =>
  changed<Against>(
    { aftermath, account, ...NOTHING_ODD },
    modifiers.map(({ against }) => against),
  )

const overOf = ({ over }: Base, modifiers: readonly Modifier[]): Over => {
  const addresses = changed(
    over.addresses,
    modifiers.map((one) => one.addresses),
  )
  const openings = [...modifiers.map(({ opening }) => opening), { addresses }]
  if (over.kind === 'tcp') return changed<OverTcp>(over, openings)
  const tls = changed<TlsUse>(
    over.tls,
    modifiers.map(({ tls }) => tls),
  )
  return changed<OverSecured>({ ...over, tls }, openings)
}

const changed = <Value>(value: Value, changes: readonly (Partial<Value> | undefined)[]): Value => {
  let result = value
  for (const change of changes) result = { ...result, ...change }
  return result
}

/** Sessions before, by all that makes them: whoever comes from the same one has the same value. */
const BEFORE = new Map<string, Strategy>()

/**
 * The session before, with the modifiers that both must have in common. Its name does not say
 * which mechanisms its token is for: those of the attempt to come.
 */
const earlierOf = (base: Base, modifiers: Modifiers, { tokens }: Manner): Strategy => {
  const shared = valuesOf(modifiers).flatMap(({ name, earlier }) =>
    earlier === 'shared' ? [name] : [],
  )
  const first = baseBefore(base)
  const besides = base.start.kind === 'reconnect' ? base.start.besides : undefined
  const key = [first.name, besides === undefined ? '' : base.name, ...shared, ...tokens].join(' ')
  const known = BEFORE.get(key)
  if (known !== undefined) return known
  const { said, ...made } = assemble(first, new Set(shared), tokens, 'first')
  const script: Said['script'] = (account, memory, now) => {
    const own = said.script(account, memory, now)
    return besides === undefined ? own : besides(own, account)
  }
  const before = { ...made, said: { ...said, cached: [], script } }
  BEFORE.set(key, before)
  return before
}

const baseBefore = (base: Base): Base => {
  const { start } = base
  if (start.kind === 'cold') return base
  const before = BASES.find(({ name }) => name === start.after)
  if (before === undefined) throw new Error(`${base.name}: no base is called ${start.after}`)
  return before
}
