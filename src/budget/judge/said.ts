/**
 * What a client says, element by element, held against what it said: one that comes once more, one
 * that is gone, an attribute or a child that is missing. Octets alone would say that something is
 * different, and round trips often not even that.
 */
import type { Subject, Verdict } from '../verdict.ts'

/** `expected`, `found`: lines like `stream:stream[from to version]`, in their order; undefined: unknown. */
export function judgeSaid(
  subject: Subject,
  expected: readonly string[],
  found: readonly string[] | undefined,
): Verdict {
  if (found === undefined) return { subject, ...UNTOLD }
  const details = changesOf(expected, found)
  return {
    subject,
    kind: details.length === 0 ? 'kept' : 'broken',
    expected: SAME,
    found: details.length === 0 ? 'the same' : 'something else',
    details,
  }
}

const SAME = 'to say what it said before'

const UNTOLD = {
  kind: 'inconclusive',
  expected: SAME,
  found: 'a result does not tell: a run does',
  details: [],
} as const

/** Line by line: said anew, said once more, no longer said, or said otherwise. */
function changesOf(expected: readonly string[], found: readonly string[]): readonly string[] {
  const { gone, anew } = apart(expected, found)
  const left = [...anew]
  const told = gone.map((line) => {
    const at = left.findIndex((one) => nameOf(one) === nameOf(line))
    const [other] = at === -1 ? [] : left.splice(at, 1)
    return other === undefined ? `no longer says <${line}>` : changeOf(line, other)
  })
  return [
    ...told,
    ...left.map((line) =>
      expected.some((one) => nameOf(one) === nameOf(line))
        ? `says <${nameOf(line)}/> once more: <${line}>`
        : `says <${line}> anew`,
    ),
  ]
}

/** What remains of both when the longest sequence that they have in common is taken away. */
function apart(
  a: readonly string[],
  b: readonly string[],
): { readonly gone: readonly string[]; readonly anew: readonly string[] } {
  const lengths = Array.from({ length: a.length + 1 }, () =>
    new Array<number>(b.length + 1).fill(0),
  )
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i] ?? []
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const gone: string[] = []
  const anew: string[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1
      j += 1
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      gone.push(a[i] ?? '')
      i += 1
    } else {
      anew.push(b[j] ?? '')
      j += 1
    }
  }
  return { gone, anew }
}

const nameOf = (line: string): string => /^[^[(]*/.exec(line)?.[0] ?? line

/** `stream:stream: without from`; what is in brackets and in parentheses alike. */
function changeOf(before: string, after: string): string {
  const [then, now] = [partsOf(before), partsOf(after)]
  const without = less(then, now)
  const more = less(now, then)
  const texts = [
    ...(without.length === 0 ? [] : [`without ${without.join(', ')}`]),
    ...(more.length === 0 ? [] : [`with ${more.join(', ')}`]),
  ]
  return `says <${nameOf(before)}> ${texts.length === 0 ? 'in another order' : texts.join(', ')}`
}

/** Those that the others are too few of. */
function less(parts: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others]
  return parts.filter((part) => {
    const at = left.indexOf(part)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
}

const partsOf = (line: string): readonly string[] =>
  line
    .slice(nameOf(line).length)
    .split(/[[\]() ]+/)
    .filter((part) => part !== '')
