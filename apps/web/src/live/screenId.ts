const KEY = 'cockpit.screen';
let known: string | null = null;

/**
 * A name for this browser in receipts. A paired wall is known to the server by its token;
 * this one only tells two windows of the same account apart.
 */
export function screenId(): string {
  if (known !== null) return known;
  const made = `web-${crypto.getRandomValues(new Uint32Array(2)).join('').slice(0, 12)}`;
  try {
    known = localStorage.getItem(KEY) ?? made;
    localStorage.setItem(KEY, known);
  } catch {
    // Storage may be forbidden on a kiosk; a name for this page's life is enough.
    known = made;
  }
  return known;
}
