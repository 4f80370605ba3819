// When Python doesn't answer: says so within a second, tells it again, and takes the words back when it does.

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Host} Host */

const patience = 400; // ms: twice that without an answer, and we say so
const longest = 20000; // ms between two tries

const busy = "Python is busy: it hears of this when it is done.";
/** @param {Fig} fig */
function gone({ traced }) {
  const so = traced ? "this figure goes on without it" : "the curve, which it computes, stands still";
  return `Python doesn't answer: ${so}. If the kernel was restarted, run the cell again.`;
}

/**
 * @param {Fig} fig @param {Host} host
 * @param {() => void} again  tells Python all that it hasn't heard
 */
export function silence(fig, host, again) {
  let timer = 0;
  let tries = 0;

  /** @param {string} words */
  function say(words) {
    if ((fig.state.view.notes?.silence ?? "") !== words) fig.show("notes", { silence: words });
  }
  function wait(ms = patience) {
    clearTimeout(timer);
    timer = setTimeout(check, ms);
  }
  function check() {
    const isBusy = host.status() === "busy";
    if (tries) say(isBusy ? busy : gone(fig));
    if (isBusy) tries ||= 1;
    else tries++;
    wait(tries < 2 ? patience : Math.min(longest, patience * 2 ** tries));
    if (!isBusy) again();
  }
  return {
    /** An edit was sent. */
    asked() {
      if (!timer) wait();
    },
    /** The kernel has said something; is there an edit that it hasn't heard? @param {boolean} waiting */
    heard(waiting) {
      clearTimeout(timer);
      timer = tries = 0;
      say("");
      if (waiting) wait();
    },
    /** The kernel may have gone: asks it. */
    lost() {
      tries = Math.max(tries, 1);
      again();
      wait();
    },
    close: () => clearTimeout(timer),
  };
}
