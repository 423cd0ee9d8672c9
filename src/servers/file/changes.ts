/** Changes to a model: part of its tree, laid over all of it. */

/** Any part of a tree; lists, and values that have a `kind`, are replaced as a whole. */
export type Changes<Tree> = Tree extends readonly unknown[]
  ? Tree
  : Tree extends object
    ? { readonly [Key in keyof Tree]?: Changes<Tree[Key]> | undefined }
    : Tree

/** A field that is there with the value undefined takes away what the tree has. */
export const changed = <Tree>(tree: Tree, changes: Changes<NoInfer<Tree>> | undefined): Tree =>
  changes === undefined ? tree : (laidOver(tree, changes) as Tree)

const laidOver = (tree: unknown, changes: unknown): unknown => {
  if (!isBranch(tree) || !isBranch(changes) || 'kind' in changes) return changes
  const branch: Record<string, unknown> = { ...tree }
  for (const [key, change] of Object.entries(changes)) branch[key] = laidOver(branch[key], change)
  return branch
}

const isBranch = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
