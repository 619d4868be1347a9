// The order form in plain HTML: checks on blur, dependent choices, and a note of every value that an event brought.
"use strict";

(() => {
  const form = document.querySelector("form");
  const alert = form.querySelector("[role=alert]");
  const steps = [...form.querySelectorAll("fieldset")];
  const heard = { terms: "false", marketing: "false" };

  const shown = (control) =>
    control.type === "checkbox" ? String(control.checked)
      : control.tagName === "SELECT" ? control.selectedOptions[0].label : control.value;
  const empty = (control) => !heard[control.name] || heard[control.name] === "false" || !control.value;

  function hear(event) {
    heard[event.target.name] = shown(event.target);
    const dependent = event.type === "change" && DEPENDENT[event.target.name];
    if (dependent) offer(form.elements.namedItem(dependent.field), dependent.offers[shown(event.target)] ?? []);
  }

  function offer(select, texts) {
    select.disabled = true;
    select.length = 1;
    delete heard[select.name];
    setTimeout(() => {
      texts.forEach((text, number) => select.add(new Option(text, `${select.name}-${number}`)));
      select.disabled = false;
    }, LATE_MS);
  }

  function check(control) {
    const wrong = control.required && empty(control);
    if (wrong) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    return wrong;
  }

  function complete(step) {
    const missing = [...step.elements].filter(check);
    alert.hidden = !missing.length;
    alert.textContent = missing.length ? `Revise: ${missing.map((one) => one.labels[0].textContent).join(", ")}` : "";
    return !missing.length;
  }

  form.action = `/orders${location.search}`;
  form.addEventListener("input", hear);
  form.addEventListener("change", hear);
  form.addEventListener("focusout", (event) => check(event.target));
  steps.slice(0, -1).forEach((step, number) => {
    step.querySelector(".next").addEventListener("click", () => {
      if (!complete(step)) return;
      step.hidden = true;
      steps[number + 1].hidden = false;
    });
  });
  form.addEventListener("submit", (event) => {
    if (!steps.every(complete)) return event.preventDefault();
    form.elements.heard.value = JSON.stringify(heard);
    form.elements.clicks.value = JSON.stringify(clicks);
  });
})();
