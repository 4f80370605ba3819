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
    files: ["fitcurve/static/*.js"],
    ignores: ["fitcurve/static/pad.js"], // whose squares have a size of their own
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "AssignmentExpression[left.property.name='lineWidth'] > Literal",
          message: "A line grows with the letters, or nobody sees it at the back of the hall: 2 * ink.px",
        },
      ],
    },
  },
  {
    files: ["fitcurve/static/loader.js"],
    languageOptions: { sourceType: "script" },
    rules: { "no-unused-vars": "off" },
  },
  { files: ["tests/js/*.mjs"], languageOptions: { globals: globals.node } },
];
