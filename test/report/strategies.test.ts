import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listStrategies } from '../../src/library/lists.ts'
import { columns } from '../../src/report/columns.ts'
import { renderStrategies } from '../../src/report/strategies.ts'

describe('the list of strategies', () => {
  const lines = (width?: number): string[] => renderStrategies(listStrategies(), width).split('\n')

  it('has groups by start and status, and each strategy once', () => {
    const all = lines()
    const titles = all.filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim())
    assert.deepEqual(titles.slice(0, 2), ['cold, deployed', 'reconnect, deployed'])
    assert.equal(new Set(titles).size, titles.length)
    for (const { name } of listStrategies()) {
      const found = all.filter(
        (line) => line.startsWith(`    ${name}`) && /^\S+( |$)/.test(line.trim()),
      )
      assert.equal(found.filter((line) => line.trim().split(' ')[0] === name).length, 1, name)
    }
  })

  it('says of each where it is written down, and who has it', () => {
    const text = lines().join('\n')
    assert.match(
      text,
      /fast-resume-direct +\S.*XEP-0484 \(0\.2\.0\).*servers: Prosody.*clients: xmpp\.js/,
    )
  })

  it('fits narrow terminals', () => {
    for (const width of [40, 80]) {
      for (const line of lines(width)) assert.ok(columns(line) <= width, line)
    }
  })
})
