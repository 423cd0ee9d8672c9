/** Files that are to be imported, read from disk. */
import * as z from 'zod'
import { DIRECTIONS, type Direction } from '../../direction.ts'
import { readTextFile } from '../../files/text-file.ts'
import { accepted, InputError } from '../../json/input-error.ts'
import type { ImportSettings } from '../../profiles/import/import-profile.ts'
import type { ImportSource } from '../../profiles/import/importer.ts'
import { packetSize } from '../../quantities/quantity.ts'
import type { ImportedText, ImportWords } from '../import.ts'
import { importedText } from './import-text.ts'
import { accept, type Unread } from './unread.ts'

const importSchema = z.strictObject({
  files: z
    .array(z.union([z.string().min(1), z.strictObject({ name: z.string(), text: z.string() })]))
    .max(16)
    .optional(),
  netem: z.array(z.string().min(1).max(10_000)).max(2).optional(),
  as: z.string().optional(),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, {
      error: 'lower-case letters, digits and "_", as in "my_train"',
    })
    .optional(),
  pick: z.string().optional(),
  opportunity: z
    .string()
    .refine((text) => packetSize.parse(text).ok, { params: { expected: packetSize.expected } })
    .optional(),
})

/** Hours of pings are. */
const OCTETS_MAX = 64_000_000

export interface ImportRun {
  readonly sources: readonly ImportSource[]
  readonly settings: ImportSettings
}

/** @throws {InputError} about the first thing that is wrong. */
export function readImport(words: Unread<ImportWords>): ImportRun {
  const { read } = accept<ImportWords, typeof importSchema>(words, importSchema)
  const { files = [], netem = [], as, name, pick, opportunity } = read
  const sources = [...files.map((file) => ({ ...sourceOf(file), as })), ...netem.map(argumentsOf)]
  if (sources.length === 0) {
    throw new InputError({
      code: 'wrong-value',
      field: 'files',
      found: 'none',
      expected: 'at least one, or arguments of netem',
    })
  }
  if (as !== undefined && files.length === 0) {
    const expected = 'a file whose format it is'
    throw new InputError({ code: 'senseless', field: 'as', found: 'no file', expected })
  }
  return { sources, settings: { name, pick, opportunity } }
}

function sourceOf(file: string | ImportedText): ImportSource {
  if (typeof file !== 'string') return file
  const { way, rest } = directed(file)
  const text = accepted(readTextFile(rest, { octetsMax: OCTETS_MAX, decode: importedText }))
  return { name: rest, text, way }
}

function argumentsOf(written: string): ImportSource {
  const { way, rest } = directed(written)
  return { name: way === undefined ? 'netem' : `netem ${way}`, text: rest, way, as: 'netem' }
}

/** `up=REST`, `down=REST`, or nothing said. */
function directed(written: string): { readonly way: Direction | undefined; readonly rest: string } {
  const [, way, rest] = /^(up|down)=(.+)$/s.exec(written) ?? []
  return { way: DIRECTIONS.find((one) => one === way), rest: rest ?? written }
}
