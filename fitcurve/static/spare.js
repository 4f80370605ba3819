// The time that a hand and its pictures leave over.

/**
 * What asks for a moment of it, and what takes that back. A page that is busy has none: then it comes after so many ms.
 * @param {number} most @returns {[(f: () => void) => number, (ticket: number) => void]}
 */
export const idle = most =>
  "requestIdleCallback" in globalThis
    ? [f => requestIdleCallback(f, { timeout: most }), id => cancelIdleCallback(id)]
    : [f => setTimeout(f, 4), id => clearTimeout(id)];

const slack = 1; // ms: clocks are coarse, and a timer may ring that much early

/**
 * Work for the time that is left over: `ask` for a turn, which comes when `wait()` is over.
 * @param {() => void} work @param {() => number} wait  ms
 */
export function spareTime(work, wait) {
  const [later, cancel] = idle(100);
  let ticket = 0;
  let rest = 0;
  let due = 0; // when that rings
  const turn = () => {
    ticket = 0;
    work();
  };
  /** A hand asks at every move: a timer that rings early enough may go on, and then we ask again. */
  function ask() {
    if (ticket) return;
    const ms = wait();
    const at = performance.now() + ms;
    if (rest && ms > slack && due <= at + slack) return;
    clearTimeout(rest);
    rest = 0;
    due = at;
    if (ms > slack) rest = setTimeout(ring, ms);
    else ticket = later(turn);
  }
  function ring() {
    rest = 0;
    ask();
  }
  function pause() {
    cancel(ticket);
    clearTimeout(rest);
    ticket = rest = 0;
  }
  return { ask, pause };
}
