/** The JSON Schemas that are shipped, as a validator of others reads them: what is shipped with them is valid. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js'

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url)
const json = (path: string): AnySchema => JSON.parse(readFileSync(at(path), 'utf8'))
const filesIn = (folder: string): readonly string[] =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
    .map((name) => `${folder}/${name}`)

const SHIPPED: Readonly<Record<string, readonly string[]>> = {
  'profiles/profile.schema.json': filesIn('profiles'),
  'profiles/policies/policy.schema.json': filesIn('profiles/policies'),
  'profiles/scenarios/scenario.schema.json': filesIn('profiles/scenarios'),
  'src/budget/budgets.schema.json': filesIn('.github/actions/reconnect/examples'),
}

describe('a schema that is shipped', () => {
  for (const [schema, files] of Object.entries(SHIPPED)) {
    it(`holds for what is shipped with it, and not for anything: ${schema}`, () => {
      const isValid = new Ajv2020({ strict: false }).compile(json(schema))
      assert.ok(files.length > 0)
      for (const file of files)
        assert.ok(isValid(json(file)), `${file}: ${JSON.stringify(isValid.errors)}`)
      assert.ok(!isValid({ nothing: 'of it' }))
    })
  }
})
