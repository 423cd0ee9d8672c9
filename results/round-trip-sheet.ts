/**
 * The rows of the table of minimum waits: which strategies each is, and where its sources disagree.
 * Bases and modifiers
 * that name their rows stand under them; what else is a base with modifiers is named here.
 */
import { BASES } from '../src/strategies/bases.ts'
import type { Modifier } from '../src/strategies/modifier.ts'
import { MODIFIERS } from '../src/strategies/modifiers.ts'

export interface SheetLine {
  /** C: cold, R: reconnect, M: modifiers. */
  readonly id: string
  readonly strategy: string
  /** What stands in the columns of early data; `0rtt` if not given. */
  readonly earlyData?: '0rtt-rejected'
  /** Through a proxy, which takes nothing ahead of its time: serially alone. */
  readonly server?: 'nginx'
  /** What `everything` announces is more than its answer to 0-RTT may have (RFC 9000 §8.1). */
  readonly against?: 'ideal' | 'everything'
  /** Seconds in which the client waits for nothing but its own patience. */
  readonly patience?: number
}

/** Of modifiers that have no rows of their own. */
const COMBINED: readonly SheetLine[] = [
  { id: 'C15', strategy: 'legacy-starttls+plain', server: 'nginx' },
  { id: 'C19', strategy: 'legacy-starttls+tls12+session' },
  { id: 'R25', strategy: 'legacy-resume-direct+plain', server: 'nginx' },
  { id: 'R29', strategy: 'fast-resume-direct+tls12' },
  { id: 'R30', strategy: 'fast-resume-direct+pq' },
  { id: 'R31', strategy: 'fast-resume-direct', earlyData: '0rtt-rejected' },
  { id: 'M1', strategy: 'fast-resume-direct+hostmeta2' },
  { id: 'M1', strategy: 'fast-resume-websocket+hostmeta' },
  { id: 'M1', strategy: 'fast-resume-websocket+hostmeta-reused' },
  { id: 'M2', strategy: 'fast-resume-direct+v6-broken', patience: 15 },
  { id: 'M2', strategy: 'fast-resume-direct+v6-broken+happy-eyeballs', patience: 0.25 },
  { id: 'M2', strategy: 'fast-resume-direct+v6-refused' },
  { id: 'M2', strategy: 'fast-resume-direct+v6-refused+happy-eyeballs', patience: 0.25 },
  { id: 'M3', strategy: 'fast-resume-direct+ech' },
  { id: 'M3', strategy: 'fast-resume-direct+ech-rejected' },
  { id: 'M3', strategy: 'fast-resume-direct+ech-retry' },
]

/** Each base under the first of its rows, and each modifier under those that it has with a base. */
const ofBases = (): readonly SheetLine[] =>
  BASES.flatMap(({ name, over, rows: [id] }) => {
    if (id === undefined) return []
    return over.kind === 'quic'
      ? [{ id, strategy: name, against: 'ideal' }]
      : [{ id, strategy: name }]
  })

const ofModifiers = (): readonly SheetLine[] =>
  MODIFIERS.flatMap(({ name, rows = {} }: Modifier) =>
    Object.entries(rows).flatMap(([base, ids]) =>
      ids.map((id) => ({ id, strategy: `${base}+${name}` })),
    ),
  )

const KINDS = ['C', 'R', 'M']
/** By kind, then by number. */
const place = ({ id }: SheetLine): number =>
  KINDS.indexOf(id.slice(0, 1)) * 1_000 + Number(id.slice(1))

export const sheetLines = (): readonly SheetLine[] =>
  [...ofBases(), ...ofModifiers(), ...COMBINED].sort((a, b) => place(a) - place(b))

/** Where sources disagree, and what was chosen; with the rows that it bears on. */
export const DISAGREEMENTS: readonly {
  readonly rows: readonly string[]
  readonly text: string
}[] = [
  {
    rows: ['C1', 'C2', 'C7', 'C15', 'C18', 'C19', 'R1', 'R2', 'R5', 'R9', 'R11', 'R26'],
    text: 'XEP-0305 sends the ClientHello along with `<starttls/>`, RFC 6120 §5.4.2.3 behind `<proceed/>`, and the servers that were looked at refuse the former: the ClientHello waits, but where XEP-0305 is played as written.',
  },
  {
    rows: ['C1', 'C2', 'C3', 'C4', 'R1', 'R2', 'R3', 'R4', 'R5', 'R7', 'R27'],
    text: 'RFC 6120 §6.4.6 restarts the stream after `<success/>`, XEP-0305 before it: pipelined, the latter, which ejabberd refuses and Prosody takes without an XML declaration.',
  },
  {
    rows: ['C19'],
    text: 'RFC 3921 wants a session request after binding, RFC 6121 has done away with it: asked for in this row alone.',
  },
  {
    rows: ['C5'],
    text: 'XEP-0388 §2.6 lets nothing be said behind `<authenticate/>`, both servers that were measured take it: nothing is said there.',
  },
  {
    rows: ['C6', 'C7', 'C9', 'C10'],
    text: 'The schema of XEP-0386 allows nothing but metadata in `<bound/>`, its text wants what was enabled there: it is there. Examples of XEP-0480 have other namespaces than XEP-0386 and XEP-0198: theirs hold.',
  },
  {
    rows: ['C9'],
    text: 'XEP-0400 was written before XEP-0388 gave tasks their form: the code is text in `<totp xmlns="urn:xmpp:mfa:0"/>`, inside `<next/>` or `<task-data/>`. The time that a person takes is not in it.',
  },
  {
    rows: ['R8', 'R9', 'R10', 'R11', 'R32'],
    text: 'XEP-0388 sends features behind every `<success/>`, XEP-0198 none behind an inline resumption: ready is `<success/>`, and either is taken.',
  },
  {
    rows: ['R10', 'R11', 'R28', 'R31', 'R32', 'R34'],
    text: 'XEP-0388 and XEP-0397 keep authentication out of early data, XEP-0484 lets FAST in by its counter, the HT drafts nothing but their own message: FAST rides in it, with what is asked for inline.',
  },
  {
    rows: ['R10', 'R13'],
    text: 'XEP-0484 does not say whether `count` begins at 0 or 1, nor XEP-0509 whether an attempt that was refused unread has used it up: the first is 1, and every attempt counts.',
  },
  {
    rows: ['R10', 'R34'],
    text: 'Drafts -09, ietf-00 and ietf-02 of HT differ on the wire without another name: -09, which XEP-0484 cites and servers speak, and -02 in a row of its own; RFC 4422 §3.6 has no place for its failure text.',
  },
  {
    rows: ['R12'],
    text: 'XEP-0484 answers a token that is not trusted any more with `credentials-expired`, the servers that were measured with `not-authorized`: either is taken.',
  },
  {
    rows: ['R12'],
    text: 'XEP-0494 §3.2 answers that a client which has proven the password cannot be revoked, mod_client_management takes its tokens and its session all the same: the latter, in `fast-client-revoked-direct`.',
  },
  {
    rows: ['R12'],
    text: 'RFC 9266 §4.1 lets an exporter value serve one authentication, XEP-0484 falls back on the same stream: SCRAM binds to the certificate there.',
  },
  {
    rows: ['R5', 'R6'],
    text: 'XEP-0198 tells of EXTERNAL for a TLS session that is resumed, and no specification defines it: draft-cridland-sasl-tls-sessions-00.',
  },
  {
    rows: ['R27', 'R28'],
    text: 'The schema of XEP-0198 puts the condition directly into `<failed/>`, Prosody wraps it: either is taken.',
  },
]

/** Of every row of reconnects. */
export const RANDOM_WAIT =
  'RFC 6120 §3.3 has clients wait for up to a minute before they come back, mobile clients do not: no row has it; policies do.'
