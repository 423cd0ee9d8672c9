/**
 * The recipes of the README for runs that outgrow one machine: what each of them has the tool do, as
 * arrays of jobs do it, with few trials.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { TOOL } from '../bundled.ts'
import { ownFolder } from '../own-folder.ts'
import { present } from '../servers/installed.ts'
import { ROOT } from './command.ts'
import { within } from './within.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const [, chapter = ''] = /\n## At any scale\n([\s\S]*?)\n## /.exec(readme) ?? []
const recipes = [...chapter.matchAll(/^```(?:sh|yaml)\n([\s\S]*?)^```$/gm)].map(
  ([, text = '']) => text,
)

const root = ownFolder('recipes')

const RUN = ['-p', 'ideal', '-s', 'sasl2-direct', '--no-commit']

/** A shard's words, with a small run in the place of its own, and a folder of the test's. */
const smaller = (words: readonly string[], folder: string): string[] =>
  words
    .join(' ')
    .replace(/-p all -n 100000/, `${RUN.join(' ')} -n 3`)
    .replace(/--workers \d+ /, '')
    .replace(/my-parts|\/parts\b/, folder)
    .split(' ')

const whole = await within(['compare', ...RUN, '-n', '3'])

async function isWhole(folder: string): Promise<void> {
  assert.deepEqual(await within(['merge', folder]), whole)
}

const unlessParallel =
  process.env['XMPP_RTT_REQUIRE_SERVERS'] === '1' || present('parallel')
    ? false
    : 'GNU parallel is not installed; on Debian 12 as root: .ci/install-servers'

const recipeWith = (part: string): string =>
  recipes.find((recipe) => recipe.includes(part)) ?? assert.fail(part)
const wordsOf = (recipe: string, command: RegExp): string[] =>
  (command.exec(recipe)?.[1] ?? assert.fail(recipe)).trim().split(/\s+/)

/** Each index as its array runs it: one ended in the middle, one run twice, one at once with itself, one lost. */
async function done(
  words: readonly string[],
  folder: string,
  all: number,
  environment: (index: number) => NodeJS.ProcessEnv,
): Promise<void> {
  const job = (index: number, signal?: AbortSignal) =>
    within(smaller(words, folder), {
      env: environment(index),
      ...(signal === undefined ? {} : { signal }),
    })
  const [lost, twice, atOnce] = [all - 1, 1, 2]
  const ended = await job(0, AbortSignal.abort())
  assert.equal(ended.code, 3)
  assert.match(ended.stderr, /interrupted after 0 trials: no shard was written/)
  for (let index = 0; index < all; index += 1) {
    if (index !== lost && index !== atOnce) assert.equal((await job(index)).code, 0)
  }
  // As after a node that was thought dead, and of two that are both thought so.
  assert.match((await job(twice)).stderr, /was there already/)
  for (const { code } of await Promise.all([job(atOnce), job(atOnce)])) assert.equal(code, 0)
  assert.match(
    (await within(['merge', folder])).stderr,
    new RegExp(`found ${all - 1} of ${all} shards, expected all: missing is ${lost + 1}\n`),
  )
  assert.equal((await job(lost)).code, 0)
  await isWhole(folder)
}

describe('the recipes of README.md', () => {
  it('are all looked at here', () => assert.equal(recipes.length, 4))

  it('for GNU parallel do each shard, and merge them', async () => {
    const recipe = recipeWith('parallel ')
    const words = wordsOf(recipe, /parallel npx xmpp-rtt (.*) :::/)
    const [, indices = ''] = /::: (.*)$/m.exec(recipe) ?? []
    const folder = join(root, 'parallel')
    for (const index of indices.split(' ')) {
      const args = smaller(
        words.map((word) => word.replace('{}', index)),
        folder,
      )
      assert.equal((await within(args)).code, 0)
    }
    await isWhole(folder)
    const merge = wordsOf(recipe, /npx xmpp-rtt (merge .*)/)
    assert.equal(
      (
        await within(
          merge.map((word) =>
            word.replace(/^my-parts/, folder).replace(/^my-run/, `${folder}-run`),
          ),
        )
      ).code,
      0,
    )
  })

  it('for GNU parallel are run by it', { skip: unlessParallel }, async () => {
    const recipe = recipeWith('parallel ')
    const folder = join(root, 'by-parallel')
    const bin = join(root, 'bin')
    mkdirSync(bin)
    // What npx would run, from here.
    const words = [process.execPath, ...TOOL]
    writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\nexec ${words.join(' ')} "$@"\n`, {
      mode: 0o755,
    })
    const line = /^parallel .*$/m.exec(recipe)?.[0] ?? assert.fail(recipe)
    const [command = '', indices = ''] = line.split(' ::: ')
    const [, shards] = /\{\}\/(\d+) /.exec(command) ?? []
    assert.equal(indices, Array.from({ length: Number(shards) }, (_, index) => index + 1).join(' '))
    const small = smaller([command], folder).join(' ').replace(`{}/${shards}`, '{}/2')
    execFileSync('bash', ['-euo', 'pipefail', '-c', `${small} ::: 1 2`], {
      cwd: ROOT,
      env: { ...process.env, PATH: `${bin}:${process.env['PATH']}`, HOME: root },
      stdio: 'pipe',
    })
    await isWhole(folder)
  })

  it('for Slurm do each index, whatever becomes of some', async () => {
    const recipe = recipeWith('#SBATCH')
    const words = wordsOf(recipe, /^npx xmpp-rtt (.*)$/m)
    const [, first = '', last = ''] = /--array=(\d+)-(\d+)/.exec(recipe) ?? []
    const all = Number(last) - Number(first) + 1
    await done(words, join(root, 'slurm'), all, (index) => ({
      SLURM_ARRAY_TASK_ID: String(Number(first) + index),
      SLURM_ARRAY_TASK_MIN: first,
    }))
  })

  it('for Kubernetes do each completion, whatever becomes of some', async () => {
    const recipe = recipeWith('completionMode: Indexed')
    const [, list = ''] = /args: \[(.*)\]/.exec(recipe) ?? []
    const words = list.split(', ').map((word) => word.replace(/^"(.*)"$/, '$1'))
    const completions = Number(/completions: (\d+)/.exec(recipe)?.[1])
    assert.ok(words.includes(`auto/${completions}`))
    await done(words, join(root, 'kubernetes'), completions, (index) => ({
      JOB_COMPLETION_INDEX: String(index),
    }))
  })

  it('for a matrix of jobs do each of it, in folders that are put together', async () => {
    const recipe = recipeWith('matrix.shard')
    const words = wordsOf(recipe, /npx xmpp-rtt (compare .*)$/m)
    const [, matrix = ''] = /shard: \[(.*?)\]/.exec(recipe) ?? []
    const folder = join(root, 'matrix')
    for (const shard of matrix.split(', ')) {
      const text = words.join(' ').replace(/\$\{\{ matrix\.shard \}\}/, shard)
      assert.equal((await within(smaller(text.split(' '), folder))).code, 0)
    }
    await isWhole(folder)
    assert.match(recipe, /npx xmpp-rtt merge my-parts -f markdown/)
  })
})
