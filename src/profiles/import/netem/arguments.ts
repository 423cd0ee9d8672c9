/**
 * The arguments of a netem qdisc, keyword by keyword: as they are typed, as a script has them behind
 * `tc qdisc add … netem`, or as `tc qdisc show` prints them.
 */
import type { Checked } from '../../../json/input-error.ts'
import { type ImportSource, refused } from '../importer.ts'
import { commandLines, tcCommand } from './tc.ts'

const KEYWORDS = [
  'limit',
  'delay',
  'distribution',
  'loss',
  'corrupt',
  'duplicate',
  'reorder',
  'gap',
  'rate',
  'slot',
  'ecn',
  'seed',
] as const

export type Keyword = (typeof KEYWORDS)[number]

/** What `tc` takes as well. */
const ALIASES: Readonly<Record<string, Keyword>> = { latency: 'delay', drop: 'loss' }

/** The values of each keyword that is there. */
export type NetemArguments = ReadonlyMap<Keyword, readonly string[]>

/** The lines with arguments: those that set netem or have `netem` in them, or all there are. */
export function netemLines(text: string): readonly string[] {
  const lines = commandLines(text)
  const qdiscs = lines.filter((line) => tcCommand(line)?.kind === 'netem')
  if (qdiscs.length > 0) return qdiscs
  const named = lines.filter((line) => /(^|\s)netem(\s|$)/.test(line))
  return named.length > 0 ? named : lines
}

/** By `tc qdisc show`, which prints no distribution (`netem_print_opt` of iproute2). */
export const isShown = ({ text }: ImportSource): boolean =>
  netemLines(text).some((line) => tcCommand(line)?.isShown === true)

export const keywordOf = (word: string | undefined): Keyword | undefined =>
  KEYWORDS.find((keyword) => keyword === word) ??
  (word !== undefined && Object.hasOwn(ALIASES, word) ? ALIASES[word] : undefined)

export function netemArguments(source: ImportSource): Checked<NetemArguments> {
  const [line, ...others] = netemLines(source.text)
  if (line === undefined || others.length > 0) {
    return refused(source, `${others.length + (line === undefined ? 0 : 1)} lines of netem`, 'one')
  }
  const found = new Map<Keyword, string[]>()
  let values: string[] | undefined
  for (const word of wordsOf(line)) {
    const keyword = keywordOf(word)
    // Of `slot distribution NAME DELAY JITTER` it is the slots' (tc-netem(8)).
    const isOfSlot =
      keyword === 'distribution' && values?.length === 0 && values === found.get('slot')
    if (keyword === undefined || isOfSlot) {
      if (values === undefined) return refused(source, word, `one of ${KEYWORDS.join(', ')}`)
      values.push(word)
      continue
    }
    if (found.has(keyword)) return refused(source, `"${keyword}" twice`, 'each once')
    values = []
    found.set(keyword, values)
  }
  if (found.size === 0) return refused(source, 'no arguments of netem', 'as in "delay 100ms 20ms"')
  return { ok: true, value: found }
}

/** Behind `netem`, and behind what `tc qdisc show` says before its arguments. */
function wordsOf(line: string): readonly string[] {
  const words = line.split(/\s+/)
  const at = words.indexOf('netem')
  if (at === -1) return words
  const behind = words.slice(at + 1)
  const first = behind.findIndex((word) => keywordOf(word) !== undefined)
  return first === -1 ? behind : behind.slice(/^[0-9a-f]+:$/.test(behind[0] ?? '') ? first : 0)
}
