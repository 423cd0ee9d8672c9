/**
 * The milestones of an attempt, in the order in which a client without tricks reaches them.
 * Fast Open and early data may bring several to the same instant.
 */

export const MILESTONES = ['connected', 'secured', 'authenticated', 'ready'] as const
export type Milestone = (typeof MILESTONES)[number]
