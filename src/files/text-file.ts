/**
 * Reads a text file that somebody has named: all of it, without a byte order mark.
 *
 * Only files: what has no end (a device, a pipe) would hold the tool for ever, and what is too
 * large for what it should be is somebody's mistake. Every refusal has the same form.
 */
import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { type Checked, InputError } from '../json/input-error.ts'
import { decoded, NO_TEXT } from './decoded.ts'

/** What people write by hand, certificates and traces included, is far below it. */
const OCTETS_MAX = 16_000_000

export interface TextFileOptions {
  /** What it is called in errors; the path if not given. */
  readonly name?: string
  /** Completes "expected …". */
  readonly expected?: string
  readonly octetsMax?: number
  /** What to take the octets for; undefined where they are no text. */
  readonly decode?: (octets: Uint8Array) => string | undefined
}

export function readTextFile(path: string | URL, options: TextFileOptions = {}): Checked<string> {
  const { name = String(path), expected = 'a readable text file' } = options
  const { octetsMax = OCTETS_MAX, decode = decoded } = options
  const read = octetsOf(path, octetsMax)
  const text = 'refused' in read ? undefined : decode(read.octets)
  if (text !== undefined) return { ok: true, value: text }
  const found = 'refused' in read ? read.refused : NO_TEXT
  return {
    ok: false,
    error: new InputError({ code: 'unreadable', file: name, found, expected }),
  }
}

/** What was found instead. */
interface Refusal {
  readonly refused: string
}

function octetsOf(
  path: string | URL,
  octetsMax: number,
): { readonly octets: Uint8Array } | Refusal {
  try {
    const stats = statSync(path)
    if (!stats.isFile()) return { refused: kindOf(stats) }
    const file = openSync(path, 'r')
    try {
      return readAtMost(file, octetsMax)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    return { refused: REASONS[code] ?? code }
  }
}

/** Counts what it reads: files that the system makes up say that they are empty. */
function readAtMost(file: number, octetsMax: number): { readonly octets: Uint8Array } | Refusal {
  const chunks: Uint8Array[] = []
  let total = 0
  for (;;) {
    const chunk = new Uint8Array(CHUNK)
    const length = readSync(file, chunk)
    if (length === 0) return { octets: Buffer.concat(chunks) }
    total += length
    if (total > octetsMax) return { refused: `more than ${octetsMax / 1e6} MB` }
    chunks.push(chunk.subarray(0, length))
  }
}

const CHUNK = 65_536

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory'
  if (stats.isFIFO()) return 'a pipe'
  return stats.isSocket() ? 'a socket' : 'a device'
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EISDIR: 'a directory',
  ENOTDIR: 'a file where a directory should be',
  ELOOP: 'a circle of links',
}
