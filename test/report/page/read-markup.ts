/** Markup as readers see it that know nothing of whoever wrote it. */
import { type DefaultTreeAdapterTypes, type ParserError, parse } from 'parse5'
import { type SaxesAttributeNS, SaxesParser } from 'saxes'

export interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly parent: Element | undefined
  /** All text within. */
  text: string
}

/** @throws when it is no well-formed XML. */
export function readXml(text: string): readonly Element[] {
  const elements: Element[] = []
  const open: Element[] = []
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const named = Object.values<SaxesAttributeNS>(attributes)
    const element: Element = {
      name,
      attributes: new Map(named.map((attribute) => [attribute.name, attribute.value])),
      parent: open.at(-1),
      text: '',
    }
    elements.push(element)
    open.push(element)
  })
  parser.on('text', (part) => {
    for (const element of open) element.text += part
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(text).close()
  return elements
}

/** By the rules of HTML, which repair everything: what was repaired is told. */
export function readHtml(text: string): {
  readonly elements: readonly Element[]
  readonly errors: readonly string[]
} {
  const errors: string[] = []
  const onParseError = ({ code, startLine, startCol }: ParserError): void => {
    errors.push(`${startLine}:${startCol} ${code}`)
  }
  const document = parse(text, { onParseError, sourceCodeLocationInfo: true })
  const elements: Element[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node, above: readonly Element[]): void => {
    if ('value' in node) for (const element of above) element.text += node.value
    if (!('childNodes' in node)) return
    if (!('tagName' in node)) {
      for (const child of node.childNodes) visit(child, above)
      return
    }
    const attributes = new Map(node.attrs.map(({ name, value }) => [name, value]))
    const element: Element = { name: node.tagName, attributes, parent: above.at(-1), text: '' }
    elements.push(element)
    for (const child of node.childNodes) visit(child, [...above, element])
  }
  visit(document, [])
  return { elements, errors }
}
