/**
 * The command line that says the same: what a result carries, so that it can be made again.
 * Options that decide nothing (formats, folders, workers) and those with their usual value are
 * left out.
 */
import type { OverrideWords } from '../profiles/overrides.ts'
import { SINGLE_OVERRIDES } from '../profiles/resolve.ts'
import { optionOf } from './option-names.ts'
import { type RunWords, USUAL, USUAL_SERVER } from './settings.ts'

/** Nothing where nothing is said, or nothing unusual. */
export const typed = (
  field: string,
  value: string | number | undefined,
  usual?: string | number,
): readonly string[] =>
  value === undefined || String(value) === String(usual)
    ? []
    : [optionOf(field), quoted(String(value))]

/** Profiles and what takes the place of their values. */
export function typedLink(
  words: OverrideWords & { readonly profiles?: readonly string[] | undefined },
  usual: readonly string[],
): readonly string[] {
  const bare = words.profiles === undefined && words.rtt !== undefined
  return [
    ...(bare ? [] : [optionOf('profiles'), ...(words.profiles ?? usual).map(quoted)]),
    ...SINGLE_OVERRIDES.flatMap((field) => typed(field, words[field])),
    ...(words.outages ?? []).flatMap((outage) => typed('outages', outage)),
  ]
}

export const typedServers = (names: readonly string[]): readonly string[] =>
  names.length === 1 && names[0] === USUAL_SERVER ? [] : [optionOf('servers'), ...names.map(quoted)]

const SETTINGS = [
  'client',
  'certificate',
  'timers',
  'hz',
  'congestion',
  'nagle',
  'hostTime',
  'fastOpenFault',
  'connectTimeout',
  'timeout',
] as const

/** What is usual of those settings, where anything is. */
type UsualTexts = Readonly<Partial<Record<(typeof SETTINGS)[number], string | number | undefined>>>

/** `usual`: where it is another than elsewhere. */
export const typedSettings = (words: RunWords, usual: UsualTexts = USUAL): readonly string[] => [
  ...SETTINGS.flatMap((field) => typed(field, words[field], usual[field])),
  ...(words.ipv6 === true ? [optionOf('ipv6')] : []),
  ...typed('seed', words.seed ?? USUAL.seed),
]

/** Names that are not said need not be typed. */
export const typedNames = (
  field: string,
  names: readonly string[] | undefined,
): readonly string[] => (names === undefined ? [] : [optionOf(field), ...names.map(quoted)])

/** Safe to paste into a shell. */
export const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
