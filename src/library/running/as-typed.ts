/** What a run was told by the paths of files is named by them: by its own name nobody would find it again. */
import { InputError } from '../../json/input-error.ts'

const PATH = /[/\\]|\.json$/

/**
 * @param words As they were typed, if they were.
 * @param names What they came to, in their order.
 * @returns For each of these what it is to be called.
 * @throws {InputError} where nobody could tell which is which, or it cannot be read again.
 */
export function asTyped(
  field: string,
  words: unknown,
  names: readonly string[],
): (name: string) => string {
  const typed = Array.isArray(words) ? [...new Set(words.map(String))] : []
  const known = [...new Set(names)]
  if (typed.includes('-')) throw unnamed(field, 'standard input', 'a file that can be read again')
  const file = typed.find((word) => PATH.test(word))
  if (file === undefined) return (name) => name
  if (typed.length !== known.length) throw unnamed(field, `${file} beside a group`, 'one by one')
  const paths = new Map(
    known.flatMap((name, index) => {
      const word = typed[index] ?? name
      return PATH.test(word) ? [[name, word] as const] : []
    }),
  )
  return (name) => paths.get(name) ?? name
}

const unnamed = (field: string, found: string, expected: string): InputError =>
  new InputError({ code: 'senseless', field, found, expected })
