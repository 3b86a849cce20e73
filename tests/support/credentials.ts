/** The source of the tests and its key. */
export const SOURCE = 'test-source';
export const KEY = 'test-key-0123456789';
