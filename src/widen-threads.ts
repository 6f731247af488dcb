/** Each lookup of a name holds one until the name server answers, or does not; half of them may do that at once. */
const THREADS = '64';

/** Gives the process room for many name lookups that hang; call it before anything has used a thread. */
export function widenThreads(): void {
  process.env['UV_THREADPOOL_SIZE'] ??= THREADS;
}
