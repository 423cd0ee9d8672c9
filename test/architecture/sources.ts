/**
 * The sources as a graph: which file imports what, read as text in a few milliseconds.
 * dependency-cruiser finds circles and orphans as well, but not which room is the innermost that
 * the table names, nor what the table allows in vain; the graph that those need gives circles and
 * orphans in a few lines more.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../src', import.meta.url))

export interface Source {
  /** Below `src`, with slashes. */
  readonly file: string
  readonly text: string
  /** Without comments, so that prose may name what code may not. */
  readonly code: string
  /** Files below `src`, types and files for other threads included. */
  readonly imports: readonly string[]
  /** Packages and Node's modules. */
  readonly externals: readonly string[]
}

const IMPORTS = [
  /^(?:import|export)\b[^'"`;=]*\bfrom '([^']+)'/gm,
  /^import '([^']+)'/gm,
  /\bimport\('([^']+)'\)/g,
  /\bnew URL\('(\.[^']+\.ts)', import\.meta\.url\)/g,
]

const read = (file: string): Source => {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
  const named = IMPORTS.flatMap((pattern) =>
    [...code.matchAll(pattern)].map(([, specifier = '']) => specifier),
  )
  const isOurs = (specifier: string): boolean => specifier.startsWith('.')
  return {
    file,
    text,
    code,
    imports: named
      .filter(isOurs)
      .map((specifier) => relative(ROOT, resolve(ROOT, dirname(file), specifier)))
      .map((path) => path.replaceAll('\\', '/')),
    externals: named.filter((specifier) => !isOurs(specifier)),
  }
}

export const SOURCES: readonly Source[] = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/'))
  .sort()
  .map(read)

export type Graph = ReadonlyMap<string, Iterable<string>>

/** Everything that is reached from these, they included. */
export function reachable(graph: Graph, from: Iterable<string>): ReadonlySet<string> {
  const reached = new Set(from)
  // A set goes on to what is added while it is walked through.
  for (const node of reached) for (const next of graph.get(node) ?? []) reached.add(next)
  return reached
}

/** Circles: nodes each of which is reached from each other. A node on its own is none. */
export function circles(graph: Graph): readonly (readonly string[])[] {
  const from = new Map(
    [...graph.keys()].map((node) => [node, reachable(graph, graph.get(node) ?? [])]),
  )
  const circle = (node: string): string[] =>
    [...(from.get(node) ?? [])].filter((other) => from.get(other)?.has(node) === true).sort()
  const found = new Map([...graph.keys()].map((node) => [circle(node).join(' '), circle(node)]))
  return [...found.values()].filter((nodes) => nodes.length > 1)
}
