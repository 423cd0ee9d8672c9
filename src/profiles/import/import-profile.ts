/**
 * Files of other tools as one profile: what each says of a link, put together.
 *
 * Files may complete each other: pings say the delay, a transfer the rate. What two of them say, the
 * first does; that the other is not used, the profile says, as it says of everything that a file says
 * and the link cannot do.
 */
import { DIRECTIONS, type Direction } from '../../direction.ts'
import { briefly } from '../../foreign-text.ts'
import { type Checked, InputError } from '../../json/input-error.ts'
import { meantHint } from '../../json/named.ts'
import { jsonText } from '../../json/text.ts'
import { parseProfile } from '../load.ts'
import {
  ASPECTS,
  type Aspect,
  type DistributionTable,
  type ImportChoice,
  type Imported,
  type Importer,
  type ImportOptions,
  type ImportSource,
  refused,
  type Unused,
  type WrittenStage,
} from './importer.ts'
import { IMPORTERS } from './importers.ts'
import { isDistributionTable, readDistributionTable } from './netem/table.ts'

export interface ImportSettings extends Omit<ImportOptions, 'tables'> {
  /** What to call the profile; without it what the first file is called. */
  readonly name: string | undefined
}

export interface ImportedProfile {
  /** The profile as a file. */
  readonly text: string
  /** What is not in the link, and what was assumed: a line each, as the profile says it too. */
  readonly remarks: readonly string[]
}

interface Part {
  readonly source: ImportSource
  readonly importer: Importer
  readonly imported: Imported
}

/** `sources`: at least one. */
export function importProfile(
  sources: readonly ImportSource[],
  settings: ImportSettings,
): Checked<ImportedProfile> {
  const tables = tablesOf(sources.filter(isDistributionTable))
  if (!tables.ok) return tables
  const others = sources.filter((source) => !isDistributionTable(source))
  const [table] = sources.filter(isDistributionTable)
  if (others.length === 0 && table !== undefined) {
    return refused(table, 'a distribution alone', 'netem arguments that name it as well')
  }
  const parts: Part[] = []
  for (const source of others) {
    const importer = importerOf(source)
    if (!importer.ok) return importer
    const imported = importer.value.read(source, { ...settings, tables: tables.value })
    if (!imported.ok) return imported
    parts.push({ source, importer: importer.value, imported: imported.value })
  }
  const idle = idleIn(settings, parts)
  return idle === undefined ? written(parts, settings.name) : { ok: false, error: idle }
}

const FOR: Readonly<Record<ImportChoice, string>> = {
  pick: 'one that has several links (webpagetest)',
  opportunity: 'a trace of opportunities (mahimahi)',
}

/** Something was said that concerns none of the files. */
function idleIn(settings: ImportSettings, parts: readonly Part[]): InputError | undefined {
  const field = ASKED.find(
    (one) => settings[one] !== undefined && parts.every(({ importer }) => importer.takes !== one),
  )
  if (field === undefined) return undefined
  const found = `no file that it is about (${parts.map(({ importer }) => importer.name).join(', ')})`
  return new InputError({ code: 'senseless', field, found, expected: FOR[field] })
}

const ASKED: readonly ImportChoice[] = ['pick', 'opportunity']

function tablesOf(sources: readonly ImportSource[]): Checked<readonly DistributionTable[]> {
  const tables: DistributionTable[] = []
  for (const source of sources) {
    const table = readDistributionTable(source)
    if (!table.ok) return table
    tables.push(table.value)
  }
  return { ok: true, value: tables }
}

const NAMES: readonly string[] = IMPORTERS.map(({ name }) => name)

function importerOf(source: ImportSource): Checked<Importer> {
  const { as } = source
  const known = IMPORTERS.find((importer) =>
    as === undefined ? importer.recognises(source) : importer.name === as,
  )
  if (known !== undefined) return { ok: true, value: known }
  if (as === undefined) {
    return refused(source, 'nothing that is known', `one of ${NAMES.join(', ')} (--as says which)`)
  }
  const expected = `one of ${NAMES.join(', ')}${meantHint(as, NAMES)}`
  const found = JSON.stringify(as)
  return {
    ok: false,
    error: new InputError({ code: 'unknown-name', field: 'as', found, expected }),
  }
}

/** Of a way that no file says anything of, where one does of the other. */
function oneWayed(link: Readonly<Record<Direction, readonly unknown[]>>): readonly string[] {
  const [silent, ...more] = DIRECTIONS.filter((way) => link[way].length === 0)
  if (silent === undefined || more.length > 0) return []
  return [
    `Nothing is said of the way ${silent}: it has no rate, no delay and no loss (${silent}=FILE says what it has).`,
  ]
}

/** What each file has come to as one link, and what it cannot do. */
function written(parts: readonly Part[], name: string | undefined): Checked<ImportedProfile> {
  const { link, doubled } = linkOf(parts)
  const files = parts.map(({ source, importer }) => `${source.name} (${importer.name})`)
  const unused = parts.flatMap(({ imported }, index) =>
    [...imported.unused, ...(doubled.get(index) ?? [])].map((one) => ({
      ...one,
      status: 'read',
      confidence: 'high',
      sources: [`F${index + 1}`],
    })),
  )
  const notes = [...new Set(parts.flatMap(({ imported }) => imported.notes)), ...oneWayed(link)]
  const titles = [...new Set(parts.map(({ imported }) => imported.title))]
  const profile = {
    format: 'xmpp-rtt/profile@1',
    name: name ?? nameOf(parts[0]?.source.name ?? ''),
    title: briefly(titles.join(', '), TITLE_MAX),
    description: [`Imported from ${files.join(', ')}.`, ...notes].join(' '),
    link,
    ...(unused.length === 0 ? {} : { unused }),
    sources: Object.fromEntries(files.map((file, index) => [`F${index + 1}`, file])),
  }
  const text = jsonText(profile)
  // What a file says may be more than any link can have.
  const checked = parseProfile(text, parts.map(({ source }) => source.name).join(', '), noTraces)
  if (!checked.ok) return withoutPlace(checked.error)
  const remarks = [
    ...notes,
    ...unused.map(
      ({ figure, value, reason }) =>
        `not in the link: ${figure} (${briefly(String(value), SHOWN)}): ${reason}`,
    ),
  ]
  return { ok: true, value: { text, remarks } }
}

const TITLE_MAX = 80
const SHOWN = 60

const noTraces = (file: string): Checked<never> => ({
  ok: false,
  error: new InputError({ code: 'unreadable', file, found: 'a trace', expected: 'none' }),
})

/** The place is one in a profile that nobody has seen. */
function withoutPlace({ code, file, field, found, expected }: InputError): Checked<never> {
  return { ok: false, error: new InputError({ code, file, field, found, expected }) }
}

/** Beyond what sounds like a name there is nothing left of it. */
function nameOf(file: string): string {
  const [, base = ''] = /([^/\\]*?)(?:\.[A-Za-z0-9]{1,9})?$/.exec(file) ?? []
  const plain = base
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, NAME_MAX)
  return /^[a-z]/.test(plain) ? plain : `link_${plain}`.replace(/_$/, '')
}

const NAME_MAX = 40

interface Composed {
  readonly link: Readonly<Record<Direction, readonly WrittenStage[]>>
  /** What a part says and one before it has said. */
  readonly doubled: ReadonlyMap<number, readonly Unused[]>
}

function linkOf(parts: readonly Part[]): Composed {
  const doubled = new Map<number, Unused[]>()
  const stagesOf = (way: Direction, aspect: Aspect): readonly WrittenStage[] => {
    const saying = [...parts.entries()].filter(([, { imported }]) => says(imported, way, aspect))
    const [first, ...others] = saying
    for (const [index] of others) {
      const reason = `${first?.[1].source.name} says it.`
      const known = doubled.get(index) ?? []
      doubled.set(index, [
        ...known,
        { figure: `${aspect} ${way}`, value: 'as in its file', reason },
      ])
    }
    return first?.[1].imported[way][aspect] ?? []
  }
  const [up, down] = DIRECTIONS.map((way) => ASPECTS.flatMap((aspect) => stagesOf(way, aspect)))
  return { link: { up: up ?? [], down: down ?? [] }, doubled }
}

const says = (imported: Imported, way: Direction, aspect: Aspect): boolean =>
  (imported[way][aspect]?.length ?? 0) > 0
