import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { SERVERS } from '../../src/servers/catalogue.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import { parseServer } from '../../src/servers/file/read.ts'
import { serverJsonSchema } from '../../src/servers/file/schema.ts'
import { serverText } from '../../src/servers/file/write.ts'
import type { ServerModel } from '../../src/servers/model.ts'

const file = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const reread = (model: ServerModel): ServerModel => {
  const parsed = parseServer(serverText(model), 'shown.json')
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.message)
  return parsed.value
}

describe('a server as a file', () => {
  for (const model of SERVERS) {
    it(`says all of ${model.name}`, () => {
      const { name, base, summary, ...rest } = reread(model)
      const { name: own, summary: _, ...expected } = model
      assert.deepEqual(rest, expected)
      assert.deepEqual([name, base, summary], [`my-${own}`, own, `${own} with changes from a file`])
    })
  }

  it('is the same once more', () => {
    const mine = reread({
      ...EJABBERD,
      name: 'mine',
      base: 'ejabberd',
      tls: { ...EJABBERD.tls, direct: { ...EJABBERD.tls.direct, tickets: { kind: 'none' } } },
    })
    assert.deepEqual(reread(mine), mine)
  })

  it('has a schema that its code makes (npm run generate)', () => {
    assert.equal(file('../../src/servers/server.schema.json'), serverJsonSchema())
  })
})
