/**
 * Whether two results can be held against each other, and what else is not the same of them. Trials
 * are twins only where they met the same links with the same luck in the same scenario.
 */

import type { Result } from '../result.ts'
import { serversOf } from '../servers.ts'
import { firstApart } from './first-apart.ts'
import { type Apart, NOTHING, strangers } from './strangers.ts'
import { twinOf, twinsOf } from './twins.ts'

/** Undefined where they can be. What nobody knows of an older result is taken to be the same. */
export function incomparable(before: Result, after: Result): Apart | undefined {
  if (before.seed !== after.seed) {
    return { what: 'seed', before: before.seed, after: after.seed }
  }
  if (!after.cells.some((cell) => twinOf(before, cell) !== undefined)) {
    return strangers(before, after)
  }
  for (const name of commonKeys(before.profiles, after.profiles)) {
    const apart = linksApart(before.profiles[name], after.profiles[name])
    if (apart !== undefined) return { what: `link under the name ${name}`, ...apart }
  }
  for (const name of commonKeys(before.scenarios, after.scenarios)) {
    const [then, now] = [before, after].map(({ scenarios }) => scenarios?.[name]?.settings)
    const apart = firstApart(then, now)
    if (apart !== undefined) return { what: `scenario under the name ${name}`, ...apart }
  }
  return undefined
}

type ResultProfile = Result['profiles'][string]

/** By their values. Lines for people decide only where a result has nothing else: these hold not all, and are reworded. */
function linksApart(
  before: ResultProfile | undefined,
  after: ResultProfile | undefined,
): Omit<Apart, 'what'> | undefined {
  const known = commonKeys(before, after).filter((key) => !PROSE.has(key))
  for (const key of known) {
    const apart = firstApart({ [key]: before?.[key] }, { [key]: after?.[key] })
    if (apart !== undefined) return apart
  }
  if (known.length > 0) return undefined
  const [then = [], now = []] = [before?.description, after?.description]
  const at = (then.length > now.length ? then : now).findIndex((_, i) => then[i] !== now[i])
  return at === -1 ? undefined : { before: then[at] ?? NOTHING, after: now[at] ?? NOTHING }
}

/** What is said of a link, and how it was asked for. */
const PROSE: ReadonlySet<string> = new Set([
  'description',
  'name',
  'title',
  'folklore',
  'overridden',
])

function commonKeys(
  a: Readonly<Record<string, unknown>> = {},
  b: Readonly<Record<string, unknown>> = {},
): readonly string[] {
  return Object.keys(a).filter((key) => Object.hasOwn(b, key))
}

/** What may differ, and has to be known to read the difference. */
export interface Unlike {
  readonly what: string
  readonly before: string
  readonly after: string
}

/** The same of cells that have twins alone: the one result may be far larger than the other. */
export function unlikesOfTwins(before: Result, after: Result): readonly Unlike[] {
  const twins = twinsOf(before, after)
  if (twins.length === 0) return []
  return unlikes(
    { ...before, cells: twins.map((both) => both.before) },
    { ...after, cells: twins.map((both) => both.after) },
  )
}

export function unlikes(before: Result, after: Result): readonly Unlike[] {
  const both = (tell: (result: Result) => string) => [tell(before), tell(after)] as const
  const settings = (tell: (result: Result) => unknown) =>
    both((result) => JSON.stringify(tell(result)))
  const told: readonly (readonly [what: string, texts: readonly [string, string]])[] = [
    ['version', both(({ tool }) => [tool.version, tool.commit ?? ''].join(' ').trim())],
    ['server', both((result) => serverNames(result).join(', '))],
    ['trials per cell', both(({ cells }) => range(cells.map(({ trials }) => trials)))],
    ['patience', both(({ settings: { timeoutMs } }) => `${timeoutMs / 1000} s`)],
    ['end', both(({ interrupted }) => (interrupted === true ? 'interrupted' : 'whole'))],
    ...commonKeys(before.strategies, after.strategies).map(
      (name) =>
        [`strategy ${name}`, settings(({ strategies }) => strategies[name]?.settings)] as const,
    ),
    ...commonKeys(before.policies, after.policies).map(
      (name) => [`policy ${name}`, settings(({ policies }) => policies?.[name]?.settings)] as const,
    ),
    ...settingsUnlike(before, after),
  ]
  return told.flatMap(([what, [then, now]]) =>
    then === now ? [] : [{ what, before: then, after: now }],
  )
}

/** Field by field. What else is another server's is told by its name. */
function settingsUnlike(before: Result, after: Result) {
  const isSameServer = serverNames(before).join() === serverNames(after).join()
  const parts = isSameServer ? (['tcp', 'tls', 'server'] as const) : (['tcp', 'tls'] as const)
  return parts.flatMap((part) => {
    const [then, now] = [before.settings[part], after.settings[part]]
    return commonKeys(then, now).map(
      (key) => [inWords(key), [JSON.stringify(then[key]), JSON.stringify(now[key])]] as const,
    )
  })
}

/** `client nagle` for `clientNagle`. */
const inWords = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const serverNames = (result: Result): readonly string[] => {
  const { name } = result.settings.server
  return serversOf(result).map((server) => server ?? (typeof name === 'string' ? name : 'unknown'))
}

function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  if (values.length === 0) return 'none'
  return low === high ? String(low) : `${low} to ${high}`
}
