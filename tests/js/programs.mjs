// Runs programs: a line of JSON in, a line of JSON out, until stdin ends. tests/test_program.py talks to it.
import { createInterface } from "node:readline";
import { compile, compose, ops } from "../../fitcurve/static/program.js";

const numbers = v =>
  Array.isArray(v) ? v.map(numbers) : typeof v === "string" ? Number(v.replace("inf", "Infinity")) : v;
const plain = a => Array.from(a, v => (Number.isFinite(v) ? v : String(v).replace("Infinity", "inf").toLowerCase()));

const answer = ({ program, loss, n, inputs, seed, wrt }) => {
  if (!program) return Object.keys(ops);
  const ready = compile(loss ? compose(program, loss) : program, n, wrt);
  const value = plain(ready.run(numbers(inputs)));
  return { value, grads: ready.grad(numbers(seed)).slice(0, inputs.length).map(plain) };
};
for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    reply = answer(JSON.parse(line));
  } catch (e) {
    reply = { error: String(e) };
  }
  process.stdout.write(JSON.stringify(reply) + "\n");
}
