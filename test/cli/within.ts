/** Runs the command line within this process: what it prints, and how it ends. */
import { Readable, Writable } from 'node:stream'
import type { ExitCode } from '../../src/cli/exit.ts'
import { run } from '../../src/cli/main.ts'
import type { Output } from '../../src/cli/surroundings.ts'

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly code: ExitCode
}

export interface Within {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  /** A terminal of so many columns; else standard output is none. */
  readonly columns?: number
}

class Collected extends Writable implements Output {
  text = ''
  readonly isTTY: boolean
  readonly columns: number

  constructor(columns: number | undefined) {
    super({ decodeStrings: false })
    this.isTTY = columns !== undefined
    this.columns = columns ?? 0
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk
    done()
  }
}

export async function within(args: readonly string[], options: Within = {}): Promise<Outcome> {
  const { env = {}, signal = new AbortController().signal, columns } = options
  const stdout = new Collected(columns)
  const stderr = new Collected(undefined)
  const code = await run(args, { stdin: Readable.from([]), stdout, stderr, env, signal })
  return { stdout: stdout.text, stderr: stderr.text, code }
}
