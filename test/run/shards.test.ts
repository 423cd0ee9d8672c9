/** Runs that are done in parts, and put together again. */
import assert from 'node:assert/strict'
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compare, compareShard, InputError, merge, writeHlog } from '../../src/index.ts'
import { digest, fingerprint } from '../../src/run/shards/fingerprint.ts'
import { plain, revived } from '../../src/run/shards/plain.ts'
import { sharesOfShard, trialsOfShard } from '../../src/run/shards/shard.ts'
import { readShard } from '../../src/run/shards/shard-file.ts'
import { sharesAmong } from '../../src/run/simulated/work.ts'
import { ownFolder } from '../own-folder.ts'
import { specOf } from './spec.ts'

const root = ownFolder('shards')
let folders = 0
const freshFolder = (): string => {
  folders += 1
  return join(root, String(folders))
}

/** Several shares of each cell, and something of everything that is counted: failures, fallbacks. */
const WORDS = {
  profiles: ['umts_driving'],
  strategies: ['fast-resume-direct+pipelined+tfo', 'fast-rejected-direct'],
  trials: 450,
  timeout: '3s',
} as const
const OPTIONS = { commit: false, workers: 1 } as const

const shards = async (folder: string, of: number, words: object = WORDS): Promise<void> => {
  for (let index = 1; index <= of; index += 1) {
    await compareShard(words, { shard: `${index}/${of}`, output: folder }, OPTIONS)
  }
}

const complaint = (action: () => unknown): string => {
  try {
    action()
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(root, 'ROOT')
    throw error
  }
  return 'nothing'
}

const parts = freshFolder()
await shards(parts, 3)

describe('shards', () => {
  it('are all shares of a run, each once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 20 }),
        (cells, trials, of) => {
          const all = Array.from({ length: of }, (_, index) => [
            ...sharesOfShard(cells, trials, { index: index + 1, of }),
          ])
          const order = (shares: Iterable<{ cell: number; from: number }>) =>
            [...shares].sort((a, b) => a.cell - b.cell || a.from - b.from)
          assert.deepEqual(order(all.flat()), order(sharesAmong(cells, trials)))
          // Round robin: no shard has more than one share above another.
          const counts = all.map(({ length }) => length)
          assert.ok(Math.max(...counts) - Math.min(...counts) <= 1)
        },
      ),
      { seed: 3 },
    )
    // In rounds over two cells: 200 of each, 200 of each, and 50 of each. The first of three shards has
    // the first and the fourth of these.
    const counted = [1, 2, 3].map((index) => trialsOfShard(2, 450, { index, of: 3 }))
    assert.deepEqual(counted, [
      [200, 200],
      [50, 200],
      [200, 50],
    ])
  })

  it('come to the whole run, to the byte, in any order and from several folders', async () => {
    const whole = await compare(WORDS, { ...OPTIONS, outcomes: true })
    const merged = merge({ folders: [parts] }, { outcomes: true })
    assert.equal(JSON.stringify(merged.result), JSON.stringify(whole.result))
    assert.equal(writeHlog(merged.histograms), writeHlog(whole.histograms))
    const [a, b] = [freshFolder(), freshFolder()]
    for (const [index, name] of readdirSync(parts).entries()) {
      const to = index === 0 ? b : a
      mkdirSync(to, { recursive: true })
      copyFileSync(join(parts, name), join(to, name))
    }
    assert.deepEqual(merge({ folders: [a, b] }).result, merge({ folders: [parts] }).result)
  })

  it('are the same of lives, by several servers', async () => {
    const words = {
      profiles: ['lte_good'],
      strategies: ['sasl2-resume-direct', 'legacy-starttls+no-sm'],
      scenarios: ['tunnel-30s'],
      servers: ['prosody', 'ideal'],
      trials: 2,
    }
    const folder = freshFolder()
    await shards(folder, 3, words)
    const whole = await compare(words, { ...OPTIONS, outcomes: true })
    const merged = merge({ folders: [folder] }, { outcomes: true })
    assert.equal(JSON.stringify(merged.result), JSON.stringify(whole.result))
    assert.equal(writeHlog(merged.histograms), writeHlog(whole.histograms))
  })

  it('that are more than there are shares may be empty', async () => {
    const words = { ...WORDS, strategies: ['sasl2-direct'], trials: 2 }
    const folder = freshFolder()
    await shards(folder, 3, words)
    const { result } = await compare(words, OPTIONS)
    assert.deepEqual(merge({ folders: [folder] }).result, result)
  })
})

describe('an array of jobs', () => {
  it('may do an index twice: the second finds that it is done', async () => {
    const path = join(parts, 'shard-002-of-003.json')
    const before = statSync(path)
    const part = { shard: '2/3', output: parts }
    const again = await compareShard(WORDS, part, OPTIONS)
    assert.deepEqual(again, { path, trials: 250, state: 'was-there' })
    assert.equal(statSync(path).mtimeMs, before.mtimeMs)
  })

  it('leaves alone what another run has done', async () => {
    const folder = freshFolder()
    const part = { shard: '1/3', output: folder }
    const { path } = await compareShard(WORDS, part, OPTIONS)
    const done = readFileSync(path)
    await assert.rejects(
      compareShard({ ...WORDS, seed: 'other' }, part, OPTIONS),
      /shard-001-of-003\.json: found a shard of another run, expected none, or one of this run/,
    )
    assert.deepEqual(readFileSync(path), done)
    // What is of another build, too, whatever its version and its commit.
    const text = done.toString('utf8').replace(/"build":"sha256:\w+"/, '"build":"sha256:0"')
    const body = text.slice(0, text.indexOf('\n'))
    writeFileSync(path, `${body}\n${digest(body)}\n`)
    await assert.rejects(compareShard(WORDS, part, OPTIONS), /found a shard of another run/)
    // What is no shard was cut short.
    writeFileSync(path, done.subarray(0, 100))
    assert.equal((await compareShard(WORDS, part, OPTIONS)).state, 'written')
    assert.deepEqual(readFileSync(path), done)
  })

  it('that loses an index is missing it until it is done again', async () => {
    const folder = freshFolder()
    for (const shard of ['1/3', '3/3'])
      await compareShard(WORDS, { shard, output: folder }, OPTIONS)
    assert.equal(
      complaint(() => merge({ folders: [folder] })),
      `ROOT/${folders}: found 2 of 3 shards, expected all: missing is 2`,
    )
    await compareShard(WORDS, { shard: '2/3', output: folder }, OPTIONS)
    assert.deepEqual(merge({ folders: [folder] }).result, merge({ folders: [parts] }).result)
  })

  it('that is told to end in the middle leaves nothing, and is done again', async () => {
    const folder = freshFolder()
    const part = { shard: '1/1', output: folder }
    const ending = new AbortController()
    const stopped = await compareShard(WORDS, part, {
      ...OPTIONS,
      signal: ending.signal,
      onProgress: (done) => {
        if (done > 0) ending.abort()
      },
    })
    assert.equal(stopped.state, 'interrupted')
    assert.ok(stopped.trials < 900)
    assert.deepEqual(readdirSync(folder), [])
    await compareShard(WORDS, part, OPTIONS)
    assert.deepEqual(merge({ folders: [folder] }).result, merge({ folders: [parts] }).result)
  })

  it('that was killed while writing leaves what nobody takes for a shard', async () => {
    const folder = freshFolder()
    const left = join(folder, '.shard-001-of-003.json.Ab12Cd')
    mkdirSync(left, { recursive: true })
    writeFileSync(join(left, 'new'), '{"format":"xmpp-rtt/sh')
    // A file system that lost the end of what it had promised: it is not valid, and done again.
    const path = join(folder, 'shard-001-of-003.json')
    writeFileSync(path, readFileSync(join(parts, 'shard-001-of-003.json')).subarray(0, 5000))
    assert.match(
      complaint(() => merge({ folders: [folder] })),
      /shard-001-of-003\.json: found another text than was written, expected a shard/,
    )
    await shards(folder, 3)
    assert.deepEqual(merge({ folders: [folder] }).result, merge({ folders: [parts] }).result)
  })
})

describe('shards that do not belong together', () => {
  const one = readFileSync(join(parts, 'shard-001-of-003.json'), 'utf8')

  /** The same shard, with something else in it, vouched for again. */
  const altered = (change: (text: string) => string): string => {
    const body = change(one.slice(0, one.indexOf('\n')))
    return `${body}\n${digest(body)}\n`
  }

  const beside = (text: string, name = 'shard-002-of-003.json'): string => {
    const folder = freshFolder()
    mkdirSync(folder)
    writeFileSync(join(folder, 'shard-001-of-003.json'), one)
    writeFileSync(join(folder, name), text)
    return complaint(() => merge({ folders: [folder] })).replaceAll(`ROOT/${folders}/`, '')
  }

  it('are refused, each for its own reason', async () => {
    const version = altered((text) => text.replace(/"version":"[\d.]+"/, '"version":"9.9.9"'))
    assert.match(
      beside(version),
      /^shard-002-of-003\.json: found a shard by xmpp-rtt 9\.9\.9, expected one by xmpp-rtt \d/,
    )
    const build = altered((text) => text.replace(/"build":"sha256:\w+"/, '"build":"sha256:0"'))
    assert.match(
      beside(build),
      /^shard-002-of-003\.json: found a shard by another build of xmpp-rtt \d[\d.]+, expected one by the same build, as shard-001-of-003\.json has it$/,
    )
    const plan = altered((text) => text.replace('"timeoutMs":3000', '"timeoutMs":3001'))
    assert.match(beside(plan), /found a shard of another run, expected one of the same run/)
    const other = freshFolder()
    await compareShard({ ...WORDS, seed: 2 }, { shard: '2/3', output: other }, OPTIONS)
    assert.match(
      beside(readFileSync(join(other, 'shard-002-of-003.json'), 'utf8')),
      /^shard-002-of-003\.json: found a shard of another run, expected one of the same run, as shard-001-of-003\.json has it$/,
    )
    const four = freshFolder()
    await compareShard(WORDS, { shard: '4/4', output: four }, OPTIONS)
    assert.match(
      beside(readFileSync(join(four, 'shard-004-of-004.json'), 'utf8'), 'shard-004-of-004.json'),
      /found shard 4 of 4, expected one of 3, as shard-001-of-003\.json has it$/,
    )
    assert.match(
      beside(one),
      /found shard 1 of 3 again \(shard-001-of-003\.json\), expected each once$/,
    )
  })

  it('are none at all, or in no folder', () => {
    const empty = freshFolder()
    mkdirSync(empty)
    assert.match(
      complaint(() => merge({ folders: [empty] })),
      /: found no shards, expected/,
    )
    assert.match(
      complaint(() => merge({ folders: [join(empty, 'none')] })),
      /: found ENOENT, expected a folder/,
    )
    assert.match(
      complaint(() => merge({ folders: [] })),
      /^folders: found \[\], expected at least 1 entry$/,
    )
  })

  it('are told in one line, whatever is in them', () => {
    const lengths = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      gone: fc.nat(30),
      put: fc.oneof(fc.string(), fc.constantFrom('0', '-1', '1e9', 'null', '[]', '{"u32":"AAAA"}')),
      vouched: fc.boolean(),
    })
    fc.assert(
      fc.property(lengths, ({ at, gone, put, vouched }) => {
        const damage = (text: string): string => {
          const from = Math.floor(at * text.length)
          return text.slice(0, from) + put + text.slice(from + gone)
        }
        const text = vouched ? altered(damage) : damage(one)
        const read = readShard(text, 'a.json')
        if (!read.ok) assert.match(read.error.message, /^a\.json: found [^\n]+$/)
      }),
      { seed: 8, numRuns: 60 },
    )
  })
})

describe('a part', () => {
  for (const shard of ['0/3', '4/3', '1/0', '1', 'a/b', '1/99999', '-1/3']) {
    it(`that there is none of is refused: ${shard}`, async () => {
      await assert.rejects(
        compareShard(WORDS, { shard, output: freshFolder() }),
        /^InputError: shard: found ".*", expected I\/N, from 1\/N to N\/N, N at most 10000, as in "3\/16"$/,
      )
    })
  }

  it('is of the run that decides it, down to what has no name', () => {
    const spec = specOf('sasl2-direct')
    assert.equal(fingerprint(spec), fingerprint(structuredClone(spec)))
    assert.notEqual(fingerprint(spec), fingerprint({ ...spec, trials: 2 }))
    assert.notEqual(fingerprint(spec), fingerprint({ ...spec, hostTime: 'none' }))
  })

  it('is written so that numbers of any width come back', () => {
    const value = {
      counts: Uint32Array.of(0, 1, 0xffff_ffff),
      sums: Float64Array.of(0.1, 2 ** 52 + 1),
      none: new Uint32Array(0),
      plain: { u: 32, text: 'x' },
    }
    assert.deepEqual(JSON.parse(JSON.stringify(value, plain), revived), value)
  })
})
