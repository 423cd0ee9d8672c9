/**
 * OCRA (RFC 6287) with challenges alone: suites `OCRA-1:HOTP-hash-digits:Qfn`, without counter,
 * PIN, session or time.
 */
import { type OneTimePassword, oneTimePassword } from './one-time-password.ts'

export interface OcraSuite {
  readonly name: string
  readonly form: OneTimePassword
  readonly question: 'alphanumeric' | 'numeric' | 'hexadecimal'
}

const HASHES = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const
const QUESTIONS = { A: 'alphanumeric', N: 'numeric', H: 'hexadecimal' } as const

/** RFC 6287 §6. */
const SUITE = /^OCRA-1:HOTP-(SHA1|SHA256|SHA512)-([4-9]|10):Q([ANH])(?:0[4-9]|[1-5][0-9]|6[0-4])$/

/** Undefined for what is not one of these. */
export const readSuite = (name: string): OcraSuite | undefined => {
  const [, hash, digits, question] = SUITE.exec(name) ?? []
  if (hash === undefined || question === undefined) return undefined
  const form = { hash: HASHES[hash as keyof typeof HASHES], digits: Number(digits) }
  return { name, form, question: QUESTIONS[question as keyof typeof QUESTIONS] }
}

/** §5.1: of questions of two challenges each may be as long as one. */
const QUESTION_OCTETS = 128

/** §7.1; §7.3: in a mutual challenge `question` is both, that of who is answered first. */
export const ocra = (key: Uint8Array, suite: OcraSuite, question: string): string => {
  const padded = Buffer.alloc(QUESTION_OCTETS)
  questionOctets(suite, question).copy(padded)
  const input = Buffer.concat([Buffer.from(`${suite.name}\0`), padded])
  return oneTimePassword(key, input, suite.form)
}

/** A number as hexadecimal digits, which begin at the first octet (§5.1, appendix A). */
const questionOctets = ({ question: kind }: OcraSuite, question: string): Buffer => {
  if (kind === 'alphanumeric') return Buffer.from(question)
  const digits = kind === 'numeric' ? BigInt(question).toString(16) : question
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex')
}
