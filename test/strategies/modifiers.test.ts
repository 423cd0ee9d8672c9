/** That every modifier changes a trial: one that changes nothing would cost what its base does, and pass. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Modifier } from '../../src/strategies/modifier.ts'
import { MODIFIERS } from '../../src/strategies/modifiers.ts'
import { BASES, parseStrategy } from '../../src/strategies/registry.ts'
import type { Manner } from '../../src/xmpp/verbs/talk.ts'

/** What decides a trial; undefined where the combination makes no sense. */
const decisive = (base: string, modifiers: readonly Modifier[]): object | undefined => {
  let spoken: Manner | undefined
  const bases = BASES.filter(({ name }) => name === base).map((one) => ({
    ...one,
    needs: (manner: Manner) => {
      // Its own is the first; an earlier session of the same base has another.
      spoken ??= manner
      return one.needs(manner)
    },
  }))
  const names = new Set(modifiers.map(({ name }) => name))
  const strategy = parseStrategy([base, ...names].join('+'), bases)
  if (strategy.kind === 'strategy-error') return undefined
  const { over, against, said } = strategy
  return { spoken, over, against, cached: said.cached }
}

/** Whether it makes another trial of the base with all that it brings along or needs beside it. */
const changes = (base: string, modifier: Modifier, beside: readonly Modifier[]): boolean => {
  const { implies = [], requires } = modifier
  const others = [...implies, ...(requires === undefined ? [] : [requires.modifier]), ...beside]
  const without = decisive(base, others)
  const having = decisive(base, [...others, modifier])
  if (without === undefined || having === undefined) return false
  try {
    assert.notDeepEqual(having, without)
    return true
  } catch {
    return false
  }
}

describe('a modifier changes what decides a trial on some base', () => {
  for (const modifier of MODIFIERS) {
    it(modifier.name, () => {
      const matters = BASES.some(
        ({ name }) =>
          changes(name, modifier, []) || MODIFIERS.some((one) => changes(name, modifier, [one])),
      )
      assert.ok(matters, `${modifier.name} changes nothing`)
    })
  }
})
