/** Prints one line a phase with its seconds, so that a person sees where the time goes. */
export async function phase<T>(name: string, work: () => Promise<T>, note: (result: T) => string = () => ''): Promise<T> {
  const began = Date.now();
  const result = await work();
  const extra = note(result);
  console.log(`${name}:${((Date.now() - began) / 1000).toFixed(1)} 秒${extra === '' ? '' : `(${extra})`}`);
  return result;
}
