// Count how buttons were pressed: by a person's means (trusted), or by a script of the page.
"use strict";

const clicks = { trusted: 0, scripted: 0 };

document.addEventListener("click", (event) => {
  if (event.target.closest("button, [type=submit]")) clicks[event.isTrusted ? "trusted" : "scripted"] += 1;
}, true);
