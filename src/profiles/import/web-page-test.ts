/**
 * A connection of WebPageTest (`connectivity.ini`): rates in bit/s, a round trip in milliseconds that
 * is divided between the ways, the odd one down, and a loss in percent that each way has, as its
 * agents set netem up. 0 is none, and no rate no limit.
 */
import type { Checked } from '../../json/input-error.ts'
import { bpsText, decimal, msText, shareOf } from './decimal.ts'
import {
  type Aspects,
  type Imported,
  type Importer,
  type ImportSource,
  refused,
} from './importer.ts'
import { linesOf } from './lines.ts'

interface Section {
  readonly name: string
  readonly line: number
  readonly fields: Map<string, { readonly text: string; readonly line: number }>
}

export const webPageTest: Importer = {
  name: 'webpagetest',
  summary: 'connectivity.ini of WebPageTest; --pick says which section',
  recognises: ({ text }) =>
    text.length < 1_000_000 && /^[ \t]{0,20}bw(?:In|Out)[ \t]{0,20}=/m.test(text),
  takes: 'pick',
  read: (source, { pick }) => {
    const sections = sectionsOf(source)
    if (!sections.ok) return sections
    const section = pickedOf(source, sections.value, pick)
    return section.ok ? linkOf(source, section.value) : section
  },
}

function sectionsOf(source: ImportSource): Checked<readonly Section[]> {
  const sections: Section[] = []
  for (const { number, text } of linesOf(source.text)) {
    if (/^[;#]/.test(text)) continue
    const [, name] = /^\[([^\]]+)\]$/.exec(text) ?? []
    if (name !== undefined) {
      sections.push({ name, line: number, fields: new Map() })
      continue
    }
    const equals = text.indexOf('=')
    const fields = sections.at(-1)?.fields
    if (equals === -1 || fields === undefined) {
      return refused(source, text, 'a [section] or a key=value within one', number)
    }
    const value = text.slice(equals + 1).trim()
    fields.set(text.slice(0, equals).trim(), {
      text: value.replace(/^"(.*)"$/, '$1'),
      line: number,
    })
  }
  return {
    ok: true,
    value: sections.filter(({ fields }) => fields.has('bwIn') || fields.has('latency')),
  }
}

function pickedOf(
  source: ImportSource,
  sections: readonly Section[],
  pick: string | undefined,
): Checked<Section> {
  const names = sections.map(({ name }) => name)
  const [only, ...others] = sections
  const section =
    pick === undefined
      ? only
      : sections.find(({ name, fields }) => [name, fields.get('label')?.text].includes(pick))
  if (section === undefined || (pick === undefined && others.length > 0)) {
    const found = pick === undefined ? `${names.length} connections` : `none that is called ${pick}`
    return refused(source, found, `--pick with one of ${names.join(', ')}`)
  }
  return { ok: true, value: section }
}

const KEYS = { bwIn: 1e12, bwOut: 1e12, latency: 86_400e3, plr: 99.999 } as const
type Key = keyof typeof KEYS

function linkOf(source: ImportSource, { name, fields }: Section): Checked<Imported> {
  const numbers: Record<Key, number> = { bwIn: 0, bwOut: 0, latency: 0, plr: 0 }
  for (const key of Object.keys(KEYS) as readonly Key[]) {
    const field = fields.get(key)
    if (field === undefined) continue
    const value = decimal(field.text)
    if (value === undefined || value < 0 || value > KEYS[key]) {
      return refused(source, `${key}=${field.text}`, `a number from 0 to ${KEYS[key]}`, field.line)
    }
    numbers[key] = value
  }
  const { bwIn, bwOut, latency, plr } = numbers
  const half = Math.floor(latency / 2)
  const known: ReadonlySet<string> = new Set([...Object.keys(KEYS), 'label'])
  return {
    ok: true,
    value: {
      title: fields.get('label')?.text || name,
      up: aspectsOf(half, plr, bwOut),
      down: aspectsOf(latency - half, plr, bwIn),
      unused: [...fields]
        .filter(([key]) => !known.has(key))
        .map(([key, { text }]) => ({
          figure: key,
          value: text,
          reason: 'It is about the test and not about the link.',
        })),
      notes: [],
    },
  }
}

const aspectsOf = (delayMs: number, plr: number, bps: number): Aspects => ({
  loss: plr === 0 ? [] : [{ kind: 'loss', probability: shareOf(plr / 100) }],
  delay: delayMs === 0 ? [] : [{ kind: 'delay', delay: msText(delayMs) }],
  ...(bps === 0 ? {} : { rate: [{ kind: 'rate', rate: bpsText(bps) }] }),
})
