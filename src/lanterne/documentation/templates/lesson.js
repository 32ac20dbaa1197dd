"use strict";
// Tells a learning platform (SCORM 1.2) that this lesson was opened and finished, and nothing else.
{
  const STATUS = "cmi.core.lesson_status";
  const FARTHEST = 7; // frames around this one, as the standard has it
  const yes = answer => String(answer) === "true";

  // The platform's object, in a window or what is around it; another site's window does not let us look.
  const above = start => {
    try {
      for (let at = start, step = 0; at && step <= FARTHEST; at = at.parent === at ? null : at.parent, step += 1)
        if (at.API) return at.API;
    } catch {
      return null;
    }
    return null;
  };
  const platform = above(window) || above(window.opener);

  const show = state => {
    for (const one of document.querySelectorAll("[data-when]"))
      one.hidden = !one.dataset.when.split(" ").includes(state);
  };
  const told = status => yes(platform.LMSSetValue(STATUS, status)) && yes(platform.LMSCommit(""));

  if (!platform) show("alone");
  else if (!yes(platform.LMSInitialize(""))) show("silent");
  else {
    if (["completed", "passed"].includes(String(platform.LMSGetValue(STATUS)))) show("done");
    else show(told("incomplete") ? "open" : "silent");
    document.querySelector(".finish button").onclick = () => {
      show(told("completed") ? "done" : "refused");
      document.querySelector(".finish [role=status]").focus();
    };
    addEventListener("pagehide", () => platform.LMSFinish(""));
    addEventListener("pageshow", event => event.persisted && location.reload());
  }
}
