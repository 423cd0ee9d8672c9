/**
 * What a command has around it, handed in from outside: so that it runs in a process of its own
 * and within another one alike.
 */
import type { Readable, Writable } from 'node:stream'
import { printable } from '../foreign-text.ts'
import { PLAIN, type ReportOptions } from '../report/report-options.ts'

export interface Input extends Readable {
  readonly isTTY?: boolean
  /** Of a terminal. */
  readonly setRawMode?: (raw: boolean) => void
}

export interface Output extends Writable {
  readonly isTTY?: boolean
  /** Of a terminal; 0 where it does not know its width. */
  readonly columns?: number
}

export interface Surroundings {
  readonly stdin: Input
  /** Results. */
  readonly stdout: Output
  /** Progress and remarks. */
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Of the process, for whoever is to send it a signal. */
  readonly pid: number
  /** A wish to end early, with what there is. */
  readonly signal: AbortSignal
}

export const reportOptions = ({ stdout, env }: Surroundings): ReportOptions => ({
  color: isAble(stdout, env) && !env['NO_COLOR'],
  width: stdout.columns || PLAIN.width,
})

/** Whether it is a terminal that knows more than lines of text: terminfo has `dumb` for those that do not. */
export const isAble = (output: Output, env: Surroundings['env']): boolean =>
  output.isTTY === true && env['TERM'] !== 'dumb'

export const remark = ({ stderr }: Surroundings, text: string): void => {
  stderr.write(`xmpp-rtt: ${printable(text)}\n`)
}
