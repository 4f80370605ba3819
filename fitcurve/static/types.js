/**
 * What the page's modules hand each other, in types. There is nothing here for a browser, and no module imports this
 * one: in a comment, `import("./types.js").Fig` is enough.
 *
 *
 * ── A function, data, a loss ──
 *
 * @typedef {import("./program.js").Program} Program  a traced function
 * @typedef {Record<string, number>} Params  parameters by name; or a slope, or a momentum buffer, along each of them
 *
 * A choice is a slider whose stops, 0, 1, 2 and so on, have names, `options`, and are written in Python as `code`;
 * `check`: no and yes.
 * @typedef {{
 *   value: number, min: number, max: number, step: number, options?: string[], code?: string[], check?: boolean,
 * }} Slider
 * @typedef {[number, number, number]} Ends  of a slider: from, to, and the step
 * @typedef {{loss: number, params: Params}} Best  the least loss there is, and where
 * @typedef {{squared: boolean, scale: number, power: number}} LossKind  a loss that is `scale` times the mean absolute,
 *   or the mean squared, gap to the `power`
 * @typedef {{loss: number, words: string, says: string}} Limit  a loss that no parameters go below, what it is called,
 * and what it is
 *
 * The four settings of a descent: the learning rate, friction (1 is plain descent, 0 adds up all gradients), and what
 * Run does with them.
 * @typedef {{lr: number, friction: number, schedule: string, steps: number}} Dials
 *
 * What page and kernel must agree on: the most steps of a run, the most parts of a sum, how many points a curve is
 * drawn through, for how many points the gaps are drawn at first, and for how many the limit of the pieces is sought.
 * And how many points the page is given, at most.
 * @typedef {{steps: number, parts: number, curve: number, gaps: number, exact: number, points: number}} Limits
 *
 * A function of parts: its array parameters and what the names of their sliders begin with, mostly the same; these
 * names (w1, m1, w2, …), room for how many parts, whether they may change places (if not, their sliders are like any
 * others), whether a part that is all 0 adds nothing, one part by itself, whether it is a sum of straight pieces
 * measured by the MAE, and the arrays [m, b] that say where a part's hook is.
 * @typedef {{
 *   own: string[], arrays: string[], names: string[], room: number, alike: boolean, spare: boolean, part: Program|null,
 *   pieces: boolean, hook: [string, string]|null,
 * }} Parts
 *
 * Numbers as JSON has them: infinities and NaN are words.
 * @typedef {number|string} Numeral
 * @typedef {Numeral[]} Column
 * @typedef {Record<string, Numeral|null>} Told  R² and its like, by name
 * @typedef {{
 *   curve?: ArrayLike<Numeral>, xs?: Column|null, loss?: Numeral, grad?: Record<string, Numeral>, preds?: Column|null,
 *   error?: string|null, test_loss?: Numeral|null, scores?: {training: Told, test: Told|null}|null,
 * }} Answer  what the kernel computed, for a function that the page can't run; `xs`, where its curve is, if that isn't
 *   at the spec's places
 *
 * All that the page knows of a figure when it begins. `program` and `loss` are null where the kernel must compute;
 * `why`, then, says why. `call` is what to call the function in Python; `python`, a line with a place for each
 * parameter; `best`, undefined or null where it isn't known; `least`, what the loss is made of, where its least can be
 * found; `gaps`, the same of any function; `held`, 1 for each
 * point that is held out, null where none is; `yerr`, error bars, which the loss then takes as well; `samples`, other
 * data of the same kind: none of them where Python draws them; `log`, which axes run by the logarithm: x, y, xy;
 * `ends`, without data, the least and greatest that the axes show at first; `labels`, the names of the axes, across and
 * up; `of`, how many points there
 * are, where the page has but some of them; `pointwise`: is each point's value its own, whatever other points there
 * are? `call`, `loss_call`, `data_call`, what stands for each in a line of Python; `now`, only in a saved page, where
 * it stood; `past`, its walk and its chart, if there is any.
 * @typedef {{
 *   title: string, call: string, python: string, program: Program|null, loss: Program|null, loss_name: string,
 *   loss_call?: string|null, data_call?: string|null,
 *   params: Record<string, Slider>, x: Column|null, y: Column|null, held?: Column|null, yerr?: Column|null,
 *   of?: number|null,
 *   xlim: number[], ylim: number[], log?: string|null, ends?: {x: number[], y: number[]}|null, grid: Column|null,
 *   pointwise?: boolean, best: Best|null, least: LossKind|null, why: string|null,
 *   parts: Parts|null, dials: Dials, limits: Limits, schedules: Record<string, Program>|null,
 *   hide: boolean, show?: Stage, labels?: (string|null)[] | null, gaps?: LossKind|null, samples?: Sample[]|null,
 *   curves?: ToldGhost[],
 *   now?: {
 *     params: Record<string, Numeral>, dials: Dials, answer: Answer|null, predictions?: Prediction[],
 *     sliders?: Record<string, Ends>, past?: Omit<Past, "by">,
 *   },
 * }} Spec
 *
 * @typedef {{x: Column, y: Column, held: Column|null, xlim: number[], ylim: number[]}} Sample
 *
 * @typedef {{loss: number, grad: Params, preds: Float64Array, test?: number}} Measured  of any parameters, by the page
 *   itself; `test`, the loss on the points held out
 * @typedef {{
 *   params: Params, loss: number, test?: number, grad?: Params, preds?: ArrayLike<number>,
 *   scores?: {training: import("./scores.js").Scores, test: import("./scores.js").Scores|null}|null,
 *   xs: Float64Array, curve: ArrayLike<number>,
 * }} Numbers  of the parameters as they are; without data, or before the kernel has answered, there is no loss
 * @typedef {ReturnType<typeof import("./fit.js").fit>} Fit  a function, its data and its loss, ready to be computed
 *
 *
 * ── The state ──
 *
 * @typedef {{
 *   params: Params, x: Float64Array|null, y: Float64Array|null, held: Float64Array|null, yerr: Float64Array|null,
 * }} Spot  where we
 *   are; `held`, where some points are held out: 1 for each of them, 0 for the others; `yerr`, their error bars, if any
 * @typedef {{params: Params, loss: number, test?: number, by?: number}} Moment  of the walk; `by` the run of this id,
 *   else by hand; `test`, the loss on the points held out
 * @typedef {{xlim: number[], ylim: number[]}} Axes  their ends: from, to
 *
 * A line of the strip chart: a run, or (id 0) the moves by hand. `dials`: what it is made with, for Step without a
 * schedule; `first`: the name it began with; `epoch`: the walk in which it began.
 * @typedef {{
 *   id: number, tone: number, name: string, dials: Partial<Dials>, moments: Moment[], first?: string, epoch?: number,
 * }} Line
 *
 * A ghost: another curve, to compare. Of parameters of the figure's own function, or of a `program` of x alone; of
 * neither, where only the kernel can compute it. `mark`: how it is drawn; `veiled`: covered as long as the loss is.
 * @typedef {{
 *   id: string, name: string, params: Params|null, program: Program|null, veiled: boolean, mark: number,
 * }} Ghost
 * As it is told; `told`: what the page can't compute of it.
 * @typedef {Omit<Ghost, "mark"> & {
 *   told: {loss: Numeral|null, xs: Column|null, ys: Column|null}|null,
 * }} ToldGhost
 * What was told of it, and for which data.
 * @typedef {{
 *   loss: Numeral|null, xs: Float64Array, ys: number[], x: Float64Array|null, y: Float64Array|null,
 * }} KnownGhost
 *
 * What was predicted: the loss before it is revealed, or before Run its loss at the end; the number that was said, and
 * the one that it was (null: no number); the parameters there, or where Run began.
 * @typedef {{
 *   what: "loss"|"end", said: number|null, was: number|null, params: Params, at?: Params, ended?: Params,
 * }} NumberPrediction  `at`: the place on the map that was said, of two parameters, and where the run `ended`
 * A curve that was drawn before it was revealed: its places and heights; what the heights of the true one are there
 * (null: not revealed yet, or no height), and the parameters of that.
 * @typedef {{
 *   what: "curve", x: number[], said: number[], was: (number|null)[]|null, params: Params,
 * }} CurvePrediction
 * @typedef {NumberPrediction|CurvePrediction} Prediction
 *
 * What undo brings back: where we were, with all that belongs to it; `line`, the one that was chosen on the chart.
 * @typedef {Spot & {
 *   sliders: Record<string, Slider>,
 *   home: Axes, labels: (string|null)[],
 *   momentum: Params|null, best: Best|null|undefined, history: Moment[], hand: Moment[]|null, epoch: number,
 *   runs: Line[], ghosts: Ghost[], line: number|null, predictions: Prediction[],
 * }} Snapshot
 *
 * What is shown, which nobody but the page needs to know: the flags of each layer or panel, under its name. A component
 * begins with the `view` that it declares. Where one doesn't apply to a figure it has no flags, so read those of
 * another with `?.`.
 * @typedef {"sliders"|"loss"|"descent"|"all"} Stage  how much of the figure is shown, from the least
 * @typedef {{
 *   stage: {at: Stage},
 *   residuals: {on: boolean},
 *   "best-fit": {on: boolean},
 *   "curve-hand": {x: number, on: boolean, held: Params|null},
 *   "points-hand": {chosen: number, focused: boolean},
 *   inwords: {on: boolean},
 *   reading: {point: number|null, x: number|null},
 *   hooks: {focused: boolean},
 *   pen: {on: boolean, curve: boolean, stroke: [number, number][]|null},
 *   foretold: {on: boolean},
 *   parts: {chosen: number|null|undefined, fitting: boolean, limit: Limit|null},
 *   sample: {asked: boolean},
 *   strip: {line: number|null, log: boolean, speed: string, replaying: boolean},
 *   map: {open: boolean, across: string, upward: string},
 *   slice: {on: boolean, param: string},
 *   sweep: {param: string|null, seen: [number, number]},
 *   pace: {on: boolean, name: string},
 *   veil: {on: boolean},
 *   score: {on: boolean, kind: "r2"|"mse"|"mae"|"gap"},
 *   predict: {
 *     asking: boolean, at: Params|null, offered: boolean,
 *     awaited: {said: number|null, at: Params|null, run: number}|null,
 *   },
 *   notes: {said: string[], silence: string, stuck: (Omit<Spot, "held"|"yerr"> & {words: string})|null},
 *   share: {kept: Kept|null},
 *   curves: {on: boolean, active: string|null},
 *   sound: {on: boolean},
 *   ear: {on: "curve"|"descent"|null},
 *   more: {letters: boolean},
 *   halo: {on: boolean},
 * }} View
 * @typedef {Spot & {dials: Dials} & Partial<Pick<State, "sliders"|"log">>} Kept  a state that was remembered
 *
 * Never written to: each action makes a new one. `start`, where Reset goes; `momentum`, the buffer of the last step;
 * `best`, null where it isn't known, undefined until it has been looked for on these data; `history`, the walk so far;
 * `epoch`, how often a new walk was begun; `hand`, the moves by hand of the walk before; `answer`, the kernel's newest;
 * `sliders`, with the ends that they have by now; `ghosts`, other curves, and what was `told` of them by id;
 * `xlim`, `ylim`, the axes as they are looked at; `home`, where even axes show all data; `fitted`, the axes that do so
 * as they run now; `log`, which of them by the logarithm ("", "x", "y", "xy"); `labels`, their names;
 * `base`, the snapshot that the next one to be undone is told from.
 * @typedef {Spot & Axes & {
 *   start: Params, sliders: Record<string, Slider>, home: Axes, fitted: Axes, log: string, ends: Spec["ends"],
 *   labels: (string|null)[],
 *   momentum: Params|null, dials: Dials, limits: Limits, best: Best|null|undefined,
 *   ghosts: Ghost[], told: Record<string, KnownGhost|null>,
 *   of: number|null, history: Moment[], hand: Moment[]|null, epoch: number, runs: Line[], predictions: Prediction[],
 *   running: boolean,
 *   answer: Answer, error: string|null, view: View, grid?: Column|null,
 *   base: Snapshot, past: Snapshot[], future: Snapshot[],
 * }} State
 *
 * Every action by its name: those of state.js, and those that components bring.
 * @typedef {typeof import("./state.js").actions & typeof import("./runs.js").runActions
 *   & typeof import("./ghosts.js").ghostActions & typeof import("./endsform.js").endsActions & {
 *   startHere: (s: State) => State,
 *   asked: (s: State) => State,
 *   recollected: typeof import("./record.js").recalled,
 *   predicted: (s: State, prediction: Prediction) => State,
 *   foretold: (s: State, prediction: CurvePrediction) => State,
 *   recall: (s: State, to: Partial<Kept>) => State,
 * }} Actions
 * @typedef {<Name extends keyof Actions>(
 *   name: Name, ...what: Actions[Name] extends (s: State, ...what: infer W) => State ? W : never) => State} Act
 * @typedef {(state: State, before: State, name: keyof Actions) => void} Watcher
 *
 *
 * ── What layers and panels are given, and what they are ──
 *
 * See figure.js on how to add one. `root` is its element; `alone`: there is no kernel; `traced`: the page can compute
 * the function; `measures`: and its loss, since it has all the points (or no kernel has more); `first`, the state it
 * began with; `waiting` for the kernel's numbers at this state, `whenKnown`: does it once they are there.
 * `startHistory`: the walk begins where we are; `remember`: here is a moment of it; `settle`: Python has moved us;
 * `done`: the hand has come to rest, which is one thing to undo, and Python hears of it at once or soon.
 * `say`, to a screen reader; `isMore`: beside what was said just now, and the numbers that follow at rest.
 * `repaint` at the next frame; `outdated`: the size or the theme has changed.
 * @typedef {{
 *   spec: Spec, names: string[], root: HTMLElement, alone: boolean, traced: boolean, hasData: boolean,
 *   readonly state: State, first: State, act: Act, watch: (watcher: Watcher) => () => void,
 *   show: <Name extends keyof View>(name: Name, flags: Partial<View[Name]>) => void,
 *   numbers: () => Numbers, measure: (params: Params) => Measured,
 *   readonly waiting: boolean, readonly measures: boolean,
 *   readonly canMovePoints: boolean, readonly canChangeCount: boolean,
 *   ink: Ink, walk: Walk, layers: Layer[], panels: Panel[], components: (Layer|Panel)[],
 *   readonly shortcuts: Record<string, Shortcut>, readonly shown: (Layer|Panel)[],
 *   shows: (component: Pick<Component, "stage">) => boolean,
 *   whenKnown: (act: () => void) => void,
 *   startHistory: () => void, remember: () => void, settle: () => void, done: (atOnce?: boolean) => void,
 *   say: (text: string, isMore?: boolean) => void, repaint: () => void, outdated: () => void,
 *   wire: {
 *     tell: (wait?: number) => void, ask: (what: Ask["ask"]) => void, readonly waiting: boolean,
 *     readonly settled: boolean,
 *   },
 * }} Fig
 *
 * @typedef {{
 *   readonly by: number|undefined, readonly begins: boolean, beginRun: (dials: Partial<Dials>, name?: string) => void,
 *   step: () => void, toggle: () => void, pause: () => void, reset: () => void,
 *   peek: () => Params|null, scrub: (i: number) => void, replay: () => void,
 *   follow: (rows: Column[], dials: Partial<Dials>) => void, advance: () => boolean, close: () => void,
 * }} Walk
 *
 * The palette as it is by this day's or night's light, the size of letters, and what a pixel is beside letters as
 * large as a notebook's (`px`): lines grow with the letters.
 * @typedef {Record<
 *   "ink"|"soft"|"grid"|"line"|"point"|"curve"|"gap"|"help"|"paper"|"wash"|"run2"|"run3"|"run4", string
 * > & {size: number, px: number, font: string}} Ink
 * A line of the legend of a picture: a dot, or a line of this width and dash, in letters.
 * @typedef {{
 *   text: string, tone: "point"|"curve"|"gap"|"help", dot?: "full"|"hollow", wide?: number, dash?: number[],
 * }} Mark
 * What a panel adds to the picture of the whole figure: a heading, a picture of w × h, lines beneath it, and a legend
 * of its own; `inset`: the picture has no margins itself.
 * @typedef {{
 *   name: string, head: string, w: number, h: number, paint: (canvas: import("./dom.js").Canvas, ink: Ink) => void,
 *   foot?: string[], inset?: boolean, marks?: (Omit<Mark, "tone"> & {colour: string})[],
 * }} Section
 * @typedef {{v: number, text: string}} Tick
 *
 * A plot of w × h pixels: its axes' four sides and ticks, from data to pixels (`x`, `y`) and back (`ux`, `uy`);
 * `clamp`, a height that canvases can draw, however far off; `shows`: is a place in view?
 * @typedef {{
 *   w: number, h: number, left: number, right: number, top: number, bottom: number, ink: Ink, xs: Tick[], ys: Tick[],
 *   x: (v: number) => number, y: (v: number) => number, ux: (px: number) => number, uy: (px: number) => number,
 *   clamp: (v: number) => number, shows: (u: number, v: number) => boolean,
 * }} Scales
 *
 * @typedef {{label: string, act: () => void}} Shortcut
 * @typedef {{
 *   name: string, label: string|((state: State) => string), act: () => void, key?: string,
 *   off?: (state: State) => boolean, on?: (state: State) => boolean, hidden?: (state: State) => boolean,
 * }} Choice  of a menu
 * @typedef {{
 *   move?: (px: number, py: number) => void, drop?: () => void,
 *   click?: (px: number, py: number) => void, twice?: (px: number, py: number) => void,
 *   cursor?: string, title?: string, byFinger?: boolean,
 * }} Grip  what a hand has hold of; see pointer.js
 * @typedef {(px: number, py: number, state: State, scales: Scales) => Grip|null} Hit
 * @typedef {{
 *   label: string, press?: (key: string, event: KeyboardEvent) => boolean, focus?: () => void, blur?: () => void,
 * }} Keys
 * @typedef {{
 *   name: string, stage?: Stage, view?: Partial<View[keyof View]>, keys?: Keys, menu?: Choice[],
 *   actions?: Partial<Actions>, shortcuts?: Record<string, Shortcut>, atRest?: () => string, close?: () => void,
 * }} Component
 * @typedef {Component & {
 *   paint: (g: CanvasRenderingContext2D, state: State, scales: Scales, now: Numbers) => void,
 *   off?: (state: State) => boolean, still?: (state: State) => unknown[], clip?: boolean, hit?: Hit, hitEmpty?: Hit,
 *   isTool?: boolean, legend?: (state: State) => Mark[],
 * }} Layer
 * @typedef {Component & {
 *   el?: HTMLElement|null, where?: string, head?: HTMLElement, stops?: HTMLElement[], still?: boolean,
 *   paint?: (state: State, now: Numbers, isDrag: boolean) => void, resize?: () => void, picture?: () => Section|null,
 * }} Panel
 *
 *
 * ── The wire: what page and kernel tell each other ──
 *
 * A hand did something: `by` which view of the figure, `seq` which of its edits, `after` which other (null: it tells
 * all that an unheard one could). `restart`: a new walk, from these parameters; `history`: the newest moments, each
 * with its loss (`_loss` where a parameter is called so); `data`: only when they changed; `moved`, `ran`: which
 * parameters a hand, or a run, has moved since the edit before; `tuned`: has it turned a dial? `view`: where the
 * kernel's curve is looked at, and whether by the logarithm, if that has changed; `edits`: how many changes of Python's
 * we knew of.
 * @typedef {{
 *   by: string, seq: number, after: number|null, params: Params, dials: Dials, momentum: Params|null,
 *   restart: Params|null, data: {
 *     x: number[], y: number[], held: number[]|null, yerr: number[]|null, labels: (string|null)[],
 *   }|null,
 *   history: Params[], moved: string[], ran: string[], tuned: boolean, edits: number, predictions?: Prediction[],
 *   sliders?: Record<string, Ends>, chart?: Chart, view?: {xlim: number[], log: boolean},
 * }} Edit
 * @typedef {{ask: "history"|"sample"|"scores", by: string}} Ask  for the walk before this view was there, other data, …
 * @typedef {{by: string, history: Column[], chart?: Chart|null}} Past  the answer: the parameters in order and the
 *   loss, a row a moment, and where points are held out the loss on them
 *
 * What an edit tells of the chart, and what Python keeps of it: the walk that is on, the moves by hand of the walk
 * before (left out: as they were), and the runs, each with its rows but for the first `start`, which were told before.
 * @typedef {Omit<Line, "moments"> & {rows: Column[], start: number}} ToldLine
 * @typedef {{epoch: number, runs: ToldLine[], hand?: Column[]|null}} Chart
 *
 * A hand has added, removed or brought back curves to compare: all that there are; and as Python tells them, whoever
 * changed them.
 * @typedef {{curves: Pick<Ghost, "id"|"name"|"params">[], by: string}} Ghosts
 * @typedef {{by: string|null, list: ToldGhost[]}} ToldGhosts
 *
 * How the kernel stands: the edit that it heard last, how often Python itself changed something (`edits`) or the data
 * (`data_version`; `data_by`, whose hand it was), which of its changes set a parameter last (`own`), how many `moments`
 * the walk has, how often a page has told of its chart (`charts`; `chart_by`, which view), and the descent that it has
 * just run: parameters in order, a row for each moment.
 * `notes`: what is to be said of the function.
 * @typedef {{
 *   by: string|null, seq: number, params: Record<string, Numeral>, dials: Dials, momentum: Params|null, edits: number,
 *   own?: Record<string, number>, data_version: number, data_by?: string|null, moments?: number,
 *   walk: {rows: Column[], dials: Partial<Dials>}|null, notes?: string[], answer: Answer|null,
 *   predictions?: Prediction[], sliders?: Record<string, Ends>, charts?: number, chart_by?: string|null,
 * }} Report
 * @typedef {{
 *   x: Column, y: Column, held?: Column|null, yerr?: Column|null, of: number|null, xlim: number[], ylim: number[],
 *   grid: Column|null,
 *   labels?: (string|null)[], best: {loss: Numeral, params: Params}|null,
 * }} Data
 *
 * The kernel's end of the wire. `name`: the figure's own, in its kernel; `notebook`: the one that it stands in, as
 * JupyterLab has it; `status`: what the page around us knows of the kernel, "busy" say, or nothing; `lost` is called
 * when it may have gone.
 * @typedef {{
 *   name?: string, notebook?: () => import("./keep.js").Notebook|undefined,
 *   state: Report, data: () => Data, send: (message: Edit|Ask|Ghosts) => void, status: () => string|undefined,
 *   listen: (callback: (said: Report) => void, lost: () => void) => void,
 *   log?: () => string|null, setLog?: (log: string|null) => void, hearLog?: (callback: () => void) => void,
 *   stage: () => Stage, setStage: (at: Stage) => void, hearStage: (callback: (at: Stage) => void) => void,
 *   hearPast: (callback: (past: Past) => void) => void,
 *   curves?: () => ToldGhosts|null, hearCurves?: (callback: () => void) => void,
 * }} Host
 */

export {};
