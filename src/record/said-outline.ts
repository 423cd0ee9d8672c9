/**
 * What a client said in an attempt, as an outline: a line for each element, with the names of its
 * attributes in brackets and of its children in parentheses. Values are left out, which differ from
 * trial to trial, and namespaces.
 */
import type { Trace } from './trace.ts'

/** `enable[resume]`, `iq[type id](bind(resource))`; empty for a dialogue that is no XML. */
export const saidOutline = ({ events }: Pick<Trace, 'events'>): readonly string[] =>
  events.flatMap((event) =>
    event.kind === 'said' && event.end === 'client' ? outlineOf(event.xml) : [],
  )

/** A tag of what the tool itself has written: well-formed, with every quote closed. */
const TAG = /<(\/?)([\w:.-]+)((?:\s+[\w:.-]+=(?:'[^']*'|"[^"]*"))*)\s*(\/?)>/g
const ATTRIBUTE = /\s([\w:.-]+)=(?:'[^']*'|"[^"]*")/g

function outlineOf(xml: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  let depth = 0
  for (const [, closes, name = '', attributes = '', isEmpty] of xml.matchAll(TAG)) {
    if (closes === '/') {
      depth -= 1
      // An element without children has opened no parenthesis worth closing.
      line = line.endsWith('(') ? line.slice(0, -1) : `${line})`
    } else {
      line += `${line === '' || line.endsWith('(') ? '' : ' '}${name}${namesIn(attributes)}`
      if (isEmpty !== '/') {
        depth += 1
        line += '('
      }
    }
    if (depth === 0) {
      lines.push(line)
      line = ''
    }
  }
  // A stream stays open behind its header.
  return line === '' ? lines : [...lines, line.replace(/\($/, '')]
}

function namesIn(attributes: string): string {
  const names = [...attributes.matchAll(ATTRIBUTE)]
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('xmlns'))
  return names.length === 0 ? '' : `[${names.join(' ')}]`
}
