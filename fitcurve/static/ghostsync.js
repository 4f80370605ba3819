// Page and kernel have the same curves to compare: whoever changed the list last has it.

/** @typedef {import("./types.js").Fig} Fig */
/** @typedef {import("./types.js").Host} Host */

/** As the kernel needs them: it knows its own by their ids. @param {import("./types.js").Ghost[]} ghosts */
const plain = ghosts => ghosts.map(({ id, name, params }) => ({ id, name, params }));

/** @param {Fig} fig @param {Host|null} host */
export function connectGhosts(fig, host) {
  const me = Math.random().toString(36).slice(2);
  const first = host?.curves?.()?.list ?? fig.spec.curves;
  let gone = false;
  if (first?.length) fig.act("ghostsHeard", first, "first");
  const off = fig.watch((state, before, name) => {
    if (name !== "ghostsHeard" && state.ghosts !== before.ghosts) host?.send({ curves: plain(state.ghosts), by: me });
  });
  host?.hearCurves?.(() => {
    const { list, by } = host.curves?.() ?? {};
    if (list && !gone) fig.act("ghostsHeard", list, by === me ? "ours" : "news");
  });
  return () => {
    gone = true;
    off();
  };
}
