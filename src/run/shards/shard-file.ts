/**
 * A shard as a text: which of a run it is, what the run will say of itself, and what was counted, as
 * workers count it. It vouches for itself: whoever reads it finds all of it, or that it is none.
 */
import * as z from 'zod'
import { type Checked, InputError } from '../../json/input-error.ts'
import type { CellSnapshot } from '../../record/cell-recorder.ts'
import { type Result, resultSchema } from '../../result/result.ts'
import { digest } from './fingerprint.ts'
import { plain, revived } from './plain.ts'
import { SHARDS_MAX, type Shard, trialsOfShard } from './shard.ts'
import { snapshotSchema } from './snapshot-schema.ts'

const FORMAT = 'xmpp-rtt/shard@2'

export interface ShardFile {
  readonly shard: Shard
  /** Of everything that decides the run. */
  readonly spec: string
  /** Of the tool: two builds of one version may count otherwise. */
  readonly build: string
  /** Of each cell of the whole run. */
  readonly trials: number
  /** Strategies as they were asked for. */
  readonly asked: readonly string[]
  /** The result of the run, with nothing counted: its version, its seed, its command. */
  readonly plan: Result
  /** One for each cell of the plan. */
  readonly cells: readonly CellSnapshot[]
}

const head = z.object({
  format: z.literal(FORMAT),
  shard: z
    .object({ index: z.int().min(1), of: z.int().min(1).max(SHARDS_MAX) })
    .refine(({ index, of }) => index <= of),
  spec: z.string(),
  build: z.string(),
  trials: z.int().min(1).max(100_000_000),
  asked: z.array(z.string()),
  plan: resultSchema,
  cells: z.array(snapshotSchema),
})

/** `shard-003-of-016.json` */
export function shardName({ index, of }: Shard): string {
  const digits = Math.max(3, String(of).length)
  return `shard-${String(index).padStart(digits, '0')}-of-${String(of).padStart(digits, '0')}.json`
}

/** What {@link shardName} gives. */
export const SHARD_NAME = /^shard-\d{3,5}-of-\d{3,5}\.json$/

/** Two lines: what it is of, and what both together must come to. */
export function writeShard(file: ShardFile): string {
  const body = JSON.stringify({ format: FORMAT, ...file }, plain)
  return `${body}\n${digest(body)}\n`
}

/** `name` is only used in the complaint. */
export function readShard(text: string, name: string): Checked<ShardFile> {
  const end = text.indexOf('\n')
  const body = text.slice(0, end)
  if (end === -1 || text.slice(end + 1).trim() !== digest(body)) {
    return refused(name, 'another text than was written')
  }
  const value = parsed(body)
  const read = head.safeParse(value)
  if (!read.success)
    return refused(name, `a shard of another form (${read.error.issues[0]?.path.join('.')})`)
  // As it was written: in the order of its fields, and with nothing put in.
  const file = value as ShardFile
  const expected = trialsOfShard(file.plan.cells.length, file.trials, file.shard)
  const isWhole =
    file.cells.length === expected.length &&
    file.cells.every(({ trials }, index) => trials === expected[index])
  return isWhole
    ? { ok: true, value: file }
    : refused(name, 'another number of trials than its own')
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body, revived)
  } catch {
    return undefined
  }
}

const refused = (name: string, found: string): Checked<never> => ({
  ok: false,
  error: new InputError({
    code: 'malformed',
    file: name,
    found,
    expected: 'a shard as compare --shard writes it',
  }),
})
