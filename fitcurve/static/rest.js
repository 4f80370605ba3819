// What comes to rest: it is done when nothing has asked for it for a while.

/**
 * A drag asks at every move, and to set a timer anew each time costs more than to look at the clock when it rings.
 * @param {number} ms @param {() => void} act
 */
export function afterRest(ms, act) {
  let timer = 0;
  let asked = 0;
  /** @param {number} rest */
  function wait(rest) {
    timer = setTimeout(ring, rest);
  }
  function ring() {
    const rest = asked + ms - performance.now();
    timer = 0;
    if (rest > 0) wait(rest);
    else act();
  }
  return {
    ask() {
      asked = performance.now();
      if (!timer) wait(ms);
    },
    cancel() {
      clearTimeout(timer);
      timer = 0;
    },
  };
}
