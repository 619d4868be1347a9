// Write with the native setters, so that React hears it; wait for nothing but what comes late.
const task = () => new Promise((done) => setTimeout(done));

function write(control, text) {
  if (control.type === "checkbox") {
    if (String(control.checked) !== text) control.click();
    return;
  }
  const option = control.tagName === "SELECT" && [...control.options].find((one) => one.label === text);
  const kind = Object.getPrototypeOf(control);
  Object.getOwnPropertyDescriptor(kind, "value").set.call(control, option ? option.value : text);
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

async function challenge(rounds) {
  document.querySelector("#start").click();
  for (const fields of rounds) {
    const labels = [...document.querySelectorAll("label")];
    for (const [label, text] of fields) write(labels.find((one) => one.textContent === label).nextElementSibling, text);
    document.querySelector("[type=submit]").click();
  }
}

async function order(steps) {
  for (const [number, fields] of steps.entries()) {
    for (const [name, text] of fields) {
      const control = document.getElementById(name);
      const late = () => control.tagName === "SELECT" && ![...control.options].some((one) => one.label === text);
      while (late()) await task();
      write(control, text);
    }
    await task();
    const press = () => document.querySelector(`#step-${number + 1} button`).click();
    // The last one makes the page go, and this script with it: it must have ended by then.
    if (number === steps.length - 1) return void setTimeout(press);
    press();
    await task();
  }
}
