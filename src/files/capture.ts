/** Reads a capture that somebody has named, piece by piece: it may be larger than memory. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { CaptureError } from '../capture/file/capture-error.ts'
import type { CaptureEntry } from '../capture/file/entry.ts'
import { readCapture } from '../capture/file/reader.ts'
import { InputError } from '../json/input-error.ts'

const PIECE_OCTETS = 1 << 20

/** @throws {InputError} where the file cannot be read, or is no capture. */
export function* readCaptureFile(path: string): Generator<CaptureEntry> {
  const file = openFile(path)
  try {
    yield* readCapture(piecesOf(file))
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    const { position, found, expected } = error
    const place = position === 0 ? '' : ` at octet ${position}`
    throw new InputError({ code: 'malformed', file: path, found: found + place, expected })
  } finally {
    closeSync(file)
  }
}

function openFile(path: string): number {
  const expected = 'a capture: pcapng or pcap'
  try {
    if (!statSync(path).isFile()) {
      throw new InputError({ code: 'unreadable', file: path, found: 'no file', expected })
    }
    return openSync(path, 'r')
  } catch (error) {
    if (error instanceof InputError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    const found = code === 'ENOENT' ? 'no such file' : code
    throw new InputError({ code: 'unreadable', file: path, found, expected })
  }
}

function* piecesOf(file: number): Generator<Uint8Array> {
  for (;;) {
    // Packets are parts of it for as long as somebody holds them.
    const piece = new Uint8Array(PIECE_OCTETS)
    const length = readSync(file, piece)
    if (length === 0) return
    yield piece.subarray(0, length)
  }
}
