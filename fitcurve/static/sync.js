// The wire. The page owns the values while a hand is on them: whatever the kernel says before it has heard
// our newest edit (number `seq`) is an echo of the past, and is ignored.
import { column } from "./fit.js";
import { num } from "./words.js";

const shared = ["params", "x", "y", "lr", "friction", "schedule", "steps", "epoch"]; // what the kernel hears of
const theirs = new Set(["heard", "followed", "answered", "found", "noted"]); // actions that are not ours to tell

/**
 * Keeps a figure and its kernel of one mind; `host` is the kernel's end, or null without one:
 * `{ state, data(), send(message), listen(callback) }`. The data go over the wire only when they change.
 * `follow(track)`: Python ran a whole descent, walk it.
 */
export function connect(fig, host, follow) {
  const me = Math.random().toString(36).slice(2); // tells two views of one figure apart
  let seq = 0,
    acked = 0,
    sent = 0,
    heard = 0,
    timer = 0,
    fresh = [],
    restart = false,
    moved = false,
    data = 0,
    gone = false;
  const off = fig.watch((state, before, name) => {
    if (theirs.has(name)) return;
    if (state.epoch !== before.epoch) {
      restart = true;
      fresh = [];
    }
    if (name === "remember") fresh.push(...state.history.slice(before.history.length || 1)); // the first is the start, which the kernel knows
    if (state.x !== before.x || state.y !== before.y) moved = true;
    if (shared.some(key => state[key] !== before[key])) {
      seq++;
      tell();
    }
  });

  function tell(wait = fig.traced ? 120 : 0) {
    if (!host) return;
    clearTimeout(timer);
    const send = () => {
      if (gone || sent === seq || (!fig.traced && sent > acked)) return; // for a figure that the kernel computes: one question at a time
      sent = seq;
      const { params, lr, friction, schedule, steps, momentum, x, y, history } = fig.state;
      host.send({
        by: me,
        seq,
        params,
        dials: { lr, friction, schedule, steps },
        momentum,
        restart: restart ? (history[0]?.params ?? params) : null,
        data: moved ? { x: Array.from(x), y: Array.from(y) } : null,
        history: fresh.splice(0).map(({ params, loss }) => ({ ...params, loss })),
      });
      restart = moved = false;
    };
    if (wait) timer = setTimeout(send, wait);
    else send();
  }

  function hear(said) {
    if (gone || !said?.params) return;
    if (said.by === me) acked = Math.max(acked, said.seq);
    if (!fig.traced) fig.act("answered", said.answer); // any answer is newer than the one on show
    if (acked < seq) return tell();
    const news = said.edits > heard,
      theirData = said.data_version > data ? host.data() : null; // Python moved something; else it repeats what a hand did
    heard = said.edits;
    if (theirData) {
      data = said.data_version;
      if (news || said.by !== me)
        fig.act("heard", {
          x: column(theirData.x),
          y: column(theirData.y),
          xlim: theirData.xlim,
          ylim: theirData.ylim,
          grid: theirData.grid,
        });
      fig.act("found", theirData.best && { ...theirData.best, loss: num(theirData.best.loss) });
    }
    if (!news && said.by === me) return fig.traced || fig.remember();
    const { dials, momentum } = said,
      walk = news && fig.traced && said.walk;
    const params = Object.fromEntries(fig.names.map(name => [name, num(said.params[name])]));
    fig.act("heard", { ...dials, momentum, ...(walk ? {} : { params }) });
    if (walk) return follow(walk.rows, walk.dials);
    if (news) fig.settle();
  }

  if (host) {
    if (host.state?.params) {
      heard = host.state.edits - 1;
      hear({ ...host.state, walk: null });
    }
    host.listen(hear);
  }
  return {
    tell,
    get waiting() {
      return acked < seq;
    },
    close() {
      gone = true;
      off();
      clearTimeout(timer);
    },
  };
}
