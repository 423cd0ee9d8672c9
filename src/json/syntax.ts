/** What is wrong with text that is no JSON, in the signs that people have written. */

/** What the parser calls the signs. */
const SIGNS: Readonly<Record<string, string>> = {
  LBrace: '"{"',
  RBrace: '"}"',
  LBracket: '"["',
  RBracket: '"]"',
  Comma: '","',
  Colon: '":"',
  String: 'a text',
  Number: 'a number',
  Boolean: 'true or false',
  Null: 'null',
}

export interface SyntaxComplaint {
  readonly found: string
  readonly expected: string
}

const JSON_EXPECTED = 'well-formed JSON'
const QUOTED = /"(?:[^"\\]|\\.)*"?/gs

/** `message`: the parser's; `offset`: where it stopped in the text. */
export function syntaxComplaint(message: string, text: string, offset: number): SyntaxComplaint {
  const token = /^Unexpected token (\w+)/.exec(message)?.[1]
  if (token === undefined) return plainly(message, text)
  const sign = SIGNS[token] ?? token
  const previous = text.slice(0, offset).trimEnd().at(-1) ?? ''
  const closes = token === 'RBrace' || token === 'RBracket'
  if (closes && previous === ',') {
    return { found: `"," before ${sign}`, expected: 'no comma behind the last one' }
  }
  if (!closes && isLast(text, offset) && isOpen(text)) return END
  if (closes && !isOpen(text.slice(0, offset))) {
    return { found: `${sign} too many`, expected: 'nothing behind the end' }
  }
  if (!closes && /["}\]\w]/.test(previous)) {
    return { found: `${sign} right behind another value`, expected: 'a comma or a colon between' }
  }
  return { found: sign, expected: JSON_EXPECTED }
}

const END: SyntaxComplaint = {
  found: 'the end of the text',
  expected: 'all that was opened to be closed',
}

function plainly(message: string, text: string): SyntaxComplaint {
  if (/end of input/.test(message)) {
    return isOpen(text) ? END : { ...END, expected: JSON_EXPECTED }
  }
  const found = message.replace(/ found\.? ?\(\d+:\d+\)$/, '')
  return { found: found.charAt(0).toLowerCase() + found.slice(1), expected: JSON_EXPECTED }
}

/** The parser stops at the last sign when there should be more. */
const isLast = (text: string, offset: number): boolean =>
  /^(?:"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+|[{[,:])\s*$/s.test(text.slice(offset))

const isOpen = (text: string): boolean => {
  const signs = text.replace(QUOTED, '')
  const count = (sign: RegExp): number => signs.match(sign)?.length ?? 0
  return count(/[{[]/g) > count(/[}\]]/g)
}
