/** Types that programs have to write down: what functions take and return, and the parts of that. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type typescript from 'typescript'

/** As it is installed: bundled with the tests it does not run. */
const ts: typeof typescript = createRequire(import.meta.url)('typescript')

const INDEX = fileURLToPath(new URL('../../src/index.ts', import.meta.url))

interface Declared {
  readonly file: string
  readonly name: string
  readonly node: typescript.Node
}

/** What a name means in a file: what is declared there, or what another file calls so. */
type Meaning = Declared | { readonly file: string; readonly name: string }

const known = new Map<string, ReadonlyMap<string, Meaning>>()

function meanings(file: string): ReadonlyMap<string, Meaning> {
  const before = known.get(file)
  if (before !== undefined) return before
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  const found = new Map(source.statements.flatMap((statement) => meant(statement, file)))
  known.set(file, found)
  return found
}

type Named = readonly [name: string, meaning: Meaning]

function meant(statement: typescript.Statement, file: string): readonly Named[] {
  if (ts.isImportDeclaration(statement)) {
    return brought(statement, statement.importClause?.namedBindings, file)
  }
  if (ts.isExportDeclaration(statement)) return brought(statement, statement.exportClause, file)
  const declared = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations
    : [statement]
  return declared.flatMap((node): readonly Named[] => {
    const name = ts.getNameOfDeclaration(node as typescript.Declaration)
    if (name === undefined || !ts.isIdentifier(name)) return []
    return [[name.text, { file, name: name.text, node }]]
  })
}

/** From another file of this project. */
function brought(
  { moduleSpecifier }: typescript.ImportDeclaration | typescript.ExportDeclaration,
  names: typescript.NamedImportBindings | typescript.NamedExportBindings | undefined,
  file: string,
): readonly Named[] {
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return []
  if (!moduleSpecifier.text.startsWith('.') || names === undefined || !('elements' in names)) {
    return []
  }
  const from = join(dirname(file), moduleSpecifier.text)
  return names.elements.map(({ name, propertyName = name }) => [
    name.text,
    { file: from, name: propertyName.text },
  ])
}

/** None: it is not of this project, or the parameter of a type. */
function declaration(name: string, file: string): readonly Declared[] {
  const meaning = meanings(file).get(name)
  if (meaning === undefined) return []
  return 'node' in meaning ? [meaning] : declaration(meaning.name, meaning.file)
}

/** The types that it names: of a function those of its signature, and not what it extends or takes a field of. */
function named({ file, node }: Declared): readonly Declared[] {
  const found: Declared[] = []
  const look = (part: typescript.Node): void => {
    if (ts.isBlock(part) || ts.isHeritageClause(part) || ts.isIndexedAccessTypeNode(part)) return
    if (ts.isArrowFunction(part)) {
      part.parameters.forEach(look)
      if (part.type !== undefined) look(part.type)
      return
    }
    if (ts.isTypeReferenceNode(part) && ts.isIdentifier(part.typeName)) {
      found.push(...declaration(part.typeName.text, file))
    }
    ts.forEachChild(part, look)
  }
  look(node)
  return found
}

const exported = [...meanings(INDEX).keys()].flatMap((name) => declaration(name, INDEX))
/** Errors are caught, not made. */
const run = exported.filter(
  ({ node }) => ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node),
)

describe('the types of the library', () => {
  it('are exported: what its functions take and return, and what that is made of', () => {
    const own = run.flatMap(named)
    const kept = new Set(exported)
    const missing = [...own, ...own.flatMap(named)].filter((type) => !kept.has(type))
    assert.ok(own.length > 50)
    assert.deepEqual([...new Set(missing.map(({ name }) => name))], [])
  })
})
