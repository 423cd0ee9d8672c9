/** What files state, and what of it their sources speak of. */

/** The paths of everything that a value states, down to the leaves, as sources name them. */
export function statedIn(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path]
  if (Array.isArray(value)) {
    return value.flatMap((inner, index) => statedIn(inner, `${path}[${index}]`))
  }
  return Object.entries(value).flatMap(([key, inner]) => statedIn(inner, `${path}.${key}`))
}

const isOf = (path: string, one: string): boolean =>
  path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`)

/** What nobody speaks of, and what is spoken of and not there. */
export const unfounded = (
  stated: readonly string[],
  sources: readonly { readonly of: readonly string[] }[],
): { readonly without: readonly string[]; readonly vain: readonly string[] } => {
  const known = sources.flatMap(({ of }) => of)
  return {
    without: stated.filter((path) => !known.some((one) => isOf(path, one))),
    vain: known.filter((one) => !stated.some((path) => isOf(path, one))),
  }
}
