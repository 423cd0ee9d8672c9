/** The fields that are nothing but a number or a text, and how whole objects of fields are held to a model. */
import * as z from 'zod'

/** A field for each setting, no more and no fewer. */
export type FieldsOf<Settings> = Record<keyof Settings, z.ZodType>

export const count = (most: number) => z.int().min(1).max(most)

/** Text for people, as in an error; null for none. */
export const text = z
  .string()
  .min(1)
  .max(1_000)
  .nullable()
  .transform((given): string | undefined => given ?? undefined)
