/**
 * How V8 is to allocate what a run makes: all of it young.
 *
 * A trial makes some thousands of objects that die with it, and trials are short. V8 allocates what
 * survived its first collections among the old ("pretenuring"), and takes what the trial of that
 * moment was made of for such. From then on the dead of every trial are kept alive by old objects
 * until the next full collection, and runs take two to four times as long; whether that happens
 * hangs on when the first collections come.
 */
import { setFlagsFromString } from 'node:v8'

/** The same for whoever starts Node. */
export const ALLOCATE_YOUNG = '--no-allocation-site-pretenuring'

/** Of the whole process, threads included; for code that is compiled from now on. */
export const allocateYoung = (): void => setFlagsFromString(ALLOCATE_YOUNG)
