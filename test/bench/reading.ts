/**
 * How long the XML reader takes for what strangers may send it. Twice the octets have to take
 * twice the time: what is printed is time an octet, of a size and of its double.
 */
import {
  LIMITS_AFTER_AUTHENTICATION,
  type StreamEvent,
  StreamReader,
  streamHeader,
} from '../../src/xml/xml.ts'
import { interleaved, median } from './rounds.ts'

const HEADER = Buffer.from(streamHeader({ declaration: false }))
const OCTET = Buffer.from('x')

export interface Hostile {
  readonly name: string
  /** So many octets or more, all of one element, and how they are fed. */
  readonly read: (reader: StreamReader, octets: number) => readonly StreamEvent[]
}

/** An element in which everything inside declares as many prefixes as it may. */
function declaring(octets: number): Buffer {
  const declarations = Array.from({ length: 60 }, (_, index) => ` xmlns:p${index}='u'`).join('')
  const inside = `<a${declarations}/>`
  return Buffer.from(`<iq>${inside.repeat(Math.ceil(octets / inside.length))}</iq>`)
}

/** As deep as it may be, prefixes declared at each depth. */
const DEPTH = 60
function nested(octets: number): Buffer {
  const count = Math.floor(octets / DEPTH / " xmlns:p10='u'".length)
  const declarations = Array.from({ length: count }, (_, index) => ` xmlns:p${index}='u'`).join('')
  return Buffer.from(`<a${declarations}>`.repeat(DEPTH) + '</a>'.repeat(DEPTH))
}

export const HOSTILE: readonly Hostile[] = [
  { name: 'declarations side by side', read: (reader, octets) => reader.feed(declaring(octets)) },
  { name: 'declarations inside another', read: (reader, octets) => reader.feed(nested(octets)) },
  {
    name: 'an octet at a time',
    read(reader, octets) {
      const events = reader.feed(Buffer.from("<iq id='"))
      for (let i = 0; i < octets; i += 1) events.push(...reader.feed(OCTET))
      return [...events, ...reader.feed(Buffer.from("'/>"))]
    },
  },
]

/** Nanoseconds an octet: the median of the rounds, of each size. */
export async function readingOf(
  { read }: Hostile,
  sizes: readonly number[],
  rounds: number,
): Promise<readonly number[]> {
  const measured = await interleaved(
    rounds,
    sizes.map((octets) => () => {
      const reader = new StreamReader(LIMITS_AFTER_AUTHENTICATION)
      reader.feed(HEADER)
      const began = process.hrtime.bigint()
      const [event] = read(reader, octets)
      if (event?.kind !== 'element') throw new Error(`expected an element, found ${event?.kind}`)
      return Number(process.hrtime.bigint() - began) / octets
    }),
  )
  return measured.map(median)
}
