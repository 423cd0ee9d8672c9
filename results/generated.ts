/** Text files that people write and that have a part which is generated, between two marks. */

const END = '<!-- end of generated -->\n'

/** A part between its marks, as lines. */
export const marked = (name: string, lines: readonly string[]): readonly string[] => [
  `<!-- generated: ${name} -->`,
  '',
  ...lines,
  END.trimEnd(),
  '',
]

/** The text with its part of this name replaced; as it was if it has none. */
export function withGenerated(text: string, name: string, generated: string): string {
  const mark = `<!-- generated: ${name} -->\n`
  const begin = text.indexOf(mark)
  const end = text.indexOf(END, begin)
  if (begin < 0 || end < 0) return text
  return `${text.slice(0, begin) + mark}\n${generated}\n${text.slice(end)}`
}
