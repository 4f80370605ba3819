import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    rules: {
      "max-len": ["error", { code: 120, ignoreUrls: true }],
      "max-statements-per-line": ["error", { max: 1 }],
      "no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "prefer-const": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  { files: ["fitcurve/static/*.js"], languageOptions: { globals: globals.browser } },
  {
    files: ["fitcurve/static/loader.js"],
    languageOptions: { sourceType: "script" },
    rules: { "no-unused-vars": "off" },
  },
  { files: ["tests/js/*.mjs"], languageOptions: { globals: globals.node } },
];
