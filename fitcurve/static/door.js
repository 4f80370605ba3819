// The door: what a page is given to show is looked at before anything is built of it, every name, number and length. A
// page that was damaged, or edited by hand, is refused whole, in a bounded time, and its picture stays. What comes in
// may be anything, hence `any`. Pure.
import { dialNames, makesSense } from "./dials.js";
import { checkProgram, isList, isNothingOr, isNumeral, isObject, isText, isWhole, must } from "./intact.js";

const least = { steps: 1, parts: 1, curve: 2, gaps: 0, exact: 0, points: 1 };
const most = { steps: 1e5, parts: 1e3, curve: 1e4, gaps: 1e6, exact: 1e4, points: 1e7 }; // well above Python's own
const drawnMost = 60; // points of a curve that is predicted

const runs = 4; // on a chart

/** @param {any} v */
const isColumn = v => isList(v, isNumeral);
/** From, to. @param {any} v */
const isAxis = v => isList(v, Number.isFinite, 2) && v[0] < v[1];
/** The names of both axes. @param {any} labels */
const areLabels = labels => isList(labels, (/** @type {any} */ v) => isNothingOr(v, isText), 2);
/** Numbers by the names of parameters, and no other. @param {any} v @param {string[]} names */
const isByName = (v, names) => isObject(v) && Object.keys(v).every(name => names.includes(name) && isNumeral(v[name]));
/** @param {any} limits */
const areLimits = limits =>
  isObject(limits) &&
  /** @type {(keyof typeof most)[]} */ (Object.keys(most)).every(key => isWhole(limits[key], least[key], most[key]));

/** @param {any} slider */
function isSlider(slider) {
  if (!isObject(slider)) return false;
  const { value, min, max, step, options, code } = slider;
  const isCoded = isNothingOr(code, v => isList(v, isText, options?.length));
  const isChoice = isList(options, isText) && min === 0 && max === options.length - 1;
  const isRange = !options && Number.isFinite(max - min) && min < max;
  return isNumeral(value) && step > 0 && isCoded && (isChoice || isRange);
}

/** Those of a figure without data have no schedules. @param {any} dials @param {any} spec */
const areDials = (dials, spec) =>
  isObject(dials) &&
  dialNames.every(name => (name === "schedule" && !spec.schedules) || makesSense(name, dials[name], spec));

/** @param {any} spec */
function areData({ x, y, held, yerr, of, grid }) {
  const isPaired = isNothingOr(y, v => isList(v, isNumeral, x?.length) && v.length);
  const areHeld = isNothingOr(held, v => y && isList(v, u => u === 0 || u === 1, y.length) && v.includes(0));
  return (
    isPaired &&
    areHeld &&
    isNothingOr(yerr, v => y && isList(v, u => u > 0 && Number.isFinite(u), y.length)) &&
    [x, grid].every(v => isNothingOr(v, isColumn)) &&
    isNothingOr(of, v => isWhole(v, 1, Infinity))
  );
}

/** @param {any} v */
const isSample = v => isObject(v) && isColumn(v.x) && v.y && areData(v) && isAxis(v.xlim) && isAxis(v.ylim);

/** Is there a parameter for each number of each part? @param {any} parts @param {any} spec @param {string[]} names */
function areParts(parts, { limits }, names) {
  if (!isObject(parts) || !isWhole(parts.room, 1, limits.parts)) return false;
  const { own, arrays, names: numbered, room, hook } = parts;
  if (!isList(arrays, isText) || !isList(own, isText, arrays.length)) return false;
  const made = Array.from({ length: room }, (_, k) =>
    arrays.map((/** @type {string} */ name) => name + (k + 1)),
  ).flat();
  const isArray = (/** @type {any} */ name) => arrays.includes(name);
  return (
    isList(numbered, isText) &&
    [...made, ...numbered].every(name => names.includes(name)) &&
    isNothingOr(hook, v => isList(v, isArray, 2))
  );
}

/** @param {any} log */
const isLog = log => ["x", "y", "xy"].includes(log);
/** @param {any} ends */
const areAxisEnds = ends =>
  isObject(ends) && [ends.x, ends.y].every(v => isList(v, Number.isFinite, 2) && v[0] <= v[1]);

/** @param {any} answer @param {string[]} names */
const isAnswer = (answer, names) =>
  isObject(answer) &&
  [answer.curve, answer.xs, answer.preds].every(v => isNothingOr(v, isColumn)) &&
  isNothingOr(answer.loss, isNumeral) &&
  isNothingOr(answer.grad, v => isByName(v, names));
/** @param {any} v @param {string[]} names */
const isNumberPrediction = ({ what, said, was, at, ended }, names) =>
  (what === "loss" || what === "end") &&
  (Number.isFinite(said) || (said === null && what === "end" && isObject(at))) &&
  isNothingOr(was, Number.isFinite) &&
  [at, ended].every(place => isNothingOr(place, v => isByName(v, names))) &&
  Object.keys(at ?? {}).join() === Object.keys(ended ?? {}).join();
/** @param {any} v */
const isCurvePrediction = ({ what, x, said, was }) =>
  what === "curve" &&
  isList(x, Number.isFinite) &&
  x.length > 0 &&
  x.length <= drawnMost &&
  isList(said, Number.isFinite, x.length) &&
  isNothingOr(was, v => isList(v, (/** @type {any} */ w) => isNothingOr(w, Number.isFinite), x.length));
/** @param {any} predictions @param {string[]} names */
const arePredictions = (predictions, names) =>
  isList(
    predictions,
    (/** @type {any} */ v) =>
      isObject(v) && (isNumberPrediction(v, names) || isCurvePrediction(v)) && isByName(v.params, names),
  );
/** @param {any} v @param {string[]} names */
const areRows = (v, names) =>
  isList(v, row => isList(row, isNumeral) && [1, 2].includes(row.length - names.length)) && v.length <= most.steps;
/** @param {any} run @param {string[]} names */
const isRun = (run, names) =>
  isObject(run) &&
  [run.id, run.epoch].every(v => isWhole(v, 0, Infinity)) &&
  isWhole(run.tone, 1, runs) &&
  [run.name, run.first].every(isText) &&
  isObject(run.dials) &&
  [run.dials.lr, run.dials.friction].every(v => isNothingOr(v, isNumeral)) &&
  isNothingOr(run.dials.schedule, isText) &&
  isNothingOr(run.dials.steps, v => isWhole(v, 1, most.steps)) &&
  areRows(run.rows, names) &&
  run.rows.length > 0;
/** The walk and the chart. @param {any} past @param {string[]} names */
const isPast = (past, names) =>
  isObject(past) &&
  areRows(past.history, names) &&
  isObject(past.chart) &&
  isWhole(past.chart.epoch, 0, Infinity) &&
  isList(past.chart.runs, (/** @type {any} */ run) => isRun(run, names)) &&
  isNothingOr(past.chart.hand, v => areRows(v, names));
/** @param {any} sliders @param {string[]} names */
const areEnds = (sliders, names) =>
  isObject(sliders) &&
  Object.entries(sliders).every(
    ([name, ends]) =>
      names.includes(name) &&
      isList(ends, Number.isFinite, 3) &&
      ends[0] < ends[1] &&
      Number.isFinite(ends[1] - ends[0]) &&
      ends[2] > 0,
  );
/** Where it stood when it was saved. @param {any} now @param {any} spec @param {string[]} names */
const isPlace = (now, spec, names) =>
  isObject(now) &&
  isByName(now.params, names) &&
  areDials(now.dials, spec) &&
  isNothingOr(now.sliders, v => areEnds(v, names)) &&
  isNothingOr(now.predictions, v => arePredictions(v, names)) &&
  isNothingOr(now.answer, v => isAnswer(v, names)) &&
  isNothingOr(now.past, v => isPast(v, names));

/** Does it hold a number for each point? Then it is never asked elsewhere. @param {any} program */
const isOfPoints = program =>
  isList(program?.ops, Array.isArray) && program.ops.some((/** @type {any[]} */ [, v, w]) => Array.isArray(v) && !w);

/** Other curves, to compare. @param {any} curves @param {string[]} names @param {number} along */
function checkCurves(curves, names, along) {
  must(isList(curves, isObject) && curves.length <= 40, "curves");
  for (const { id, name, params, program, told } of curves) {
    must(isText(id) && isText(name) && isNothingOr(params, v => isByName(v, names)), "curves");
    must(
      isNothingOr(
        told,
        v => isObject(v) && isNothingOr(v.loss, isNumeral) && [v.xs, v.ys].every(w => isNothingOr(w, isColumn)),
      ),
      "curves",
    );
    if (program) checkProgram(program, "curves", along, (/** @type {string} */ key) => key === "x");
  }
}

/** @param {any} spec @param {string[]} names */
function checkPrograms({ program, loss, schedules, parts, x, yerr, limits }, names) {
  const points = x?.length ?? 0;
  const along = (/** @type {any} */ p) => (isOfPoints(p) ? points : Math.max(points, limits.curve));
  const known = new Set(["x", ...names]);
  const byName = (/** @type {string} */ name) => known.has(name);
  const byPlace = (/** @type {string} */ _, /** @type {number} */ i) => i < 2;
  if (program) {
    checkProgram(program, "function", along(program), byName);
    must(program.data.length === 1 && program.inputs[program.data[0]] === "x", "function");
  }
  if (loss) {
    const columns = yerr ? [0, 1, 2] : [0, 1];
    checkProgram(loss, "loss", points, (_, i) => columns.includes(i));
    must(
      columns.every(i => loss.data.includes(i)),
      "loss",
    );
  }
  if (parts?.part) checkProgram(parts.part, "parts", along(parts.part), byName);
  must(isNothingOr(schedules, isObject), "schedules");
  for (const schedule of Object.values(schedules ?? {})) checkProgram(schedule, "schedules", 1, byPlace);
}

/** Error, with the name of what is wrong, unless a figure can be made of it. @param {any} spec */
export function checkFigure(spec) {
  must(isObject(spec) && [spec.title, spec.call, spec.python, spec.loss_name].every(isText), "texts");
  must(
    [spec.loss_call, spec.data_call].every(v => isNothingOr(v, isText)),
    "texts",
  );
  must(isObject(spec.params) && Object.values(spec.params).every(isSlider), "sliders");
  const names = Object.keys(spec.params);
  must(areLimits(spec.limits), "limits");
  must(areData(spec), "data");
  must(
    isNothingOr(spec.samples, v => isList(v, isSample)),
    "samples",
  );
  must(isAxis(spec.xlim) && isAxis(spec.ylim) && isNothingOr(spec.labels, areLabels), "axes");
  must(isNothingOr(spec.log, isLog) && isNothingOr(spec.ends, areAxisEnds), "axes");
  must(isNothingOr(spec.gaps, isObject), "loss");
  checkPrograms(spec, names);
  if (spec.curves) checkCurves(spec.curves, names, Math.max(spec.x?.length ?? 0, spec.limits.curve));
  must(areDials(spec.dials, spec), "dials");
  must(
    isNothingOr(spec.parts, v => areParts(v, spec, names)),
    "parts",
  );
  must(
    isNothingOr(spec.best, v => isObject(v) && isNumeral(v.loss) && isByName(v.params, names)),
    "best fit",
  );
  must(
    isNothingOr(spec.now, v => isPlace(v, spec, names)),
    "state",
  );
}

/** Error, with the name of what is wrong, unless a pad can be made of it. @param {any} spec */
export function checkPad(spec) {
  must(isObject(spec) && isText(spec.title) && isList(spec.labels, isText), "texts");
  const { size, paper, ink, labels, program, soft, examples, right, now } = spec;
  const isPicture = (/** @type {any} */ v) => isList(v, isNumeral, size ** 2);
  const isExample = (/** @type {any} */ v) => isObject(v) && isPicture(v.pixels) && isNothingOr(v.label, isText);
  must(isWhole(size, 1, 1000) && Number.isFinite(1 / (ink - paper)), "scale");
  must(isList(examples, isExample) && isList(right, Number.isInteger, 2), "examples");
  must(
    isNothingOr(now, v => !v.length || isPicture(v)),
    "pixels",
  );
  const first = (/** @type {string} */ _, /** @type {number} */ i) => i === 0;
  checkProgram(program, "net", 1, first);
  checkProgram(soft, "net", 1, first);
  must(program.rows?.[0]?.[1] === size ** 2 && soft.rows?.[0]?.[1] === labels.length, "net");
}
