import { describe, expect, it, jest } from '@jest/globals';
import { ApiError } from './api.js';
import { useAction } from './useAction.js';

const refused = () => Promise.reject(new ApiError(409, 'TAKEN', '用户名已被使用'));

describe('useAction', () => {
  it('is busy while the work lasts, and ignores a second call meanwhile', async () => {
    const { busy, error, run } = useAction();
    let finish = (): void => undefined;
    const work = jest.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    error.value = '请填写用户名';
    const first = run(work);
    expect([busy.value, error.value]).toEqual([true, null]);
    expect(await run(work)).toBe(false);
    finish();
    expect(await first).toBe(true);
    expect(busy.value).toBe(false);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('keeps the sentence of a failure until the next try', async () => {
    const { busy, error, run } = useAction();
    expect(await run(refused)).toBe(false);
    expect([busy.value, error.value]).toEqual([false, '用户名已被使用']);
    expect(await run(() => Promise.resolve())).toBe(true);
    expect(error.value).toBeNull();
  });

  it('tells it elsewhere when asked to', async () => {
    const told: string[] = [];
    const { error, run } = useAction((message) => told.push(message));
    expect(await run(refused)).toBe(false);
    expect([told, error.value]).toEqual([['用户名已被使用'], null]);
  });
});
