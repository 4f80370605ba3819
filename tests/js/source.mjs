// What is tested: the modules as they are, or, where FITCURVE says, the one file that a notebook carries.
export const figure = await import(process.env.FITCURVE ?? "../../fitcurve/static/figure.js");
