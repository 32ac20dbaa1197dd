"use strict";
// A platform that keeps to SCORM 1.2, Run-Time Environment, 3.3 to 3.4, for as much as a lesson with
// a status may ask of it, and refuses the rest. `calls` has each call with its answer and error.
const platform = (status, refusing = []) => {
  const STATUS = "cmi.core.lesson_status";
  const GIVEN = ["passed", "completed", "failed", "incomplete", "browsed"]; // "not attempted" the platform alone sets
  const ERRORS = {0: "No error", 101: "General exception", 201: "Invalid argument", 301: "Not initialized", 401: "Not implemented", 405: "Incorrect data type"};
  const calls = [], held = {status, stored: status};
  let state = "before", error = "0";
  const answered = (name, given, code, value) => {
    if (refusing.includes([name, ...given].join(" ").trim())) code = "101";
    error = code;
    const answer = code === "0" ? value() : name === "LMSGetValue" ? "" : "false";
    calls.push([name, ...given, answer, code]);
    return answer;
  };
  const whole = (given, within) =>
    given.length !== 1 || given[0] !== "" ? "201" : state !== within ? within === "before" ? "101" : "301" : "0";
  const asked = (given, count) =>
    state !== "within" ? "301" : given.length !== count || given.some(one => typeof one !== "string") ? "201"
      : given[0] !== STATUS ? "401" : count === 2 && !GIVEN.includes(given[1]) ? "405" : "0";
  const API = {
    LMSInitialize: (...given) => answered("LMSInitialize", given, whole(given, "before"), () => (state = "within", "true")),
    LMSGetValue: (...given) => answered("LMSGetValue", given, asked(given, 1), () => held.status),
    LMSSetValue: (...given) => answered("LMSSetValue", given, asked(given, 2), () => (held.status = given[1], "true")),
    LMSCommit: (...given) => answered("LMSCommit", given, whole(given, "within"), () => (held.stored = held.status, "true")),
    LMSFinish: (...given) => answered("LMSFinish", given, whole(given, "within"), () => (state = "after", held.stored = held.status, "true")),
    LMSGetLastError: () => error,
    LMSGetErrorString: code => ERRORS[code] || "",
    LMSGetDiagnostic: () => "",
  };
  return {API, calls, stored: () => held.stored};
};
// scorm-again, with each call written down as above.
const again = status => {
  const made = new Scorm12API({autocommit: false, logLevel: 5});
  made.cmi.core.lesson_status = status;
  const calls = [];
  const API = new Proxy(made, {get: (of, name) => /^LMS(Init|Get|Set|Com|Fin)/.test(name) && !/Error|Diag/.test(name)
    ? (...given) => {
      const answer = of[name](...given);
      calls.push([name, ...given, String(answer), String(of.LMSGetLastError())]);
      return answer;
    } : of[name]});
  return {API, calls, stored: () => made.cmi.core.lesson_status};
};
