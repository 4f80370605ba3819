// The kernel's end of the wire, as anywidget hands it over.

/** @typedef {import("./types.js").Ask} Ask */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Ghosts} Ghosts */
/** @typedef {import("./types.js").Host} Host */

/** JSON has no infinities: they travel as words. @param {Edit|Ask|Ghosts} message */
const asJson = message =>
  JSON.parse(JSON.stringify(message, (key, v) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v)));

/**
 * What anywidget hands us. Its manager is JupyterLab's, or another that may know less of the kernel.
 * @typedef {{
 *   get: (trait: string) => any, set: (trait: string, value: unknown) => void, save_changes: () => void,
 *   send: (message: Edit|Ask|Ghosts) => void,
 *   on: (event: string, callback: (what: any) => void) => void,
 *   off: (event: string, callback: (what: any) => void) => void,
 *   widget_manager?: {
 *     kernel?: {status?: string, statusChanged?: Signal}, context?: {model?: import("./keep.js").Notebook},
 *   },
 * }} Model
 * @typedef {{connect: (slot: () => void) => void, disconnect: (slot: () => void) => void}} Signal
 */

const ends = new Set(["restarting", "autorestarting", "terminating", "dead"]);

/** The kernel's end of the wire; `close` unhooks it. @param {Model} model */
export function hostOf(model) {
  /** @type {(() => void)[]} */
  const unhook = [];
  /** @param {string} event @param {(what: any) => void} callback */
  function on(event, callback) {
    model.on(event, callback);
    unhook.push(() => model.off(event, callback));
  }
  const kernel = () => model.widget_manager?.kernel;
  /** Another than Jupyter, as marimo, waits for the change of a trait; Jupyter's kernel would be asked twice. */
  function count() {
    model.set("_hand", model.get("_hand") + 1);
    model.save_changes();
  }
  /** @type {Host} */
  const host = {
    name: model.get("_figure"),
    notebook: () => model.widget_manager?.context?.model,
    state: model.get("_state"),
    data: () => model.get("_data"),
    status: () => kernel()?.status,
    send(message) {
      try {
        model.send(asJson(message));
        if (!kernel()) count();
      } catch {
        // the kernel is gone, and no answer will come
      }
    },
    listen(callback, lost) {
      on("change:_state", () => callback(model.get("_state")));
      on("comm_live_update", lost);
      const signal = kernel()?.statusChanged;
      const changed = () => void (ends.has(kernel()?.status ?? "") && lost());
      signal?.connect(changed);
      unhook.push(() => signal?.disconnect(changed));
    },
    stage: () => model.get("show"),
    setStage(at) {
      model.set("show", at);
      model.save_changes();
    },
    hearStage: callback => on("change:show", () => callback(model.get("show"))),
    log: () => model.get("log"),
    setLog(log) {
      model.set("log", log);
      model.save_changes();
    },
    hearLog: callback => on("change:log", callback),
    hearPast: callback => on("msg:custom", callback),
    curves: () => model.get("_curves"),
    hearCurves: callback => on("change:_curves", callback),
  };
  return { host, close: () => unhook.forEach(off => off()) };
}
