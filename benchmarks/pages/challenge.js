// Ten rounds of seven fields; every round has other ids, other names and another order.
// A field is right when the page's own model has its value, and the model learns from events alone.
"use strict";

(() => {
  const LABELS = ["First Name", "Last Name", "Company Name", "Role in Company", "Address", "Email", "Phone Number"];
  const asked = new URLSearchParams(location.search);
  const form = document.querySelector("form");
  const start = document.querySelector("#start");
  let random = seeded(Number(asked.get("seed")));
  let round = 0;
  let right = 0;
  let began = 0;
  let model = {};

  // Mulberry32: the same seed shuffles alike in every browser.
  function seeded(state) {
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  }

  function shuffled(list) {
    const left = [...list];
    return list.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
  }

  function draw() {
    model = {};
    const fields = shuffled(LABELS).map((text) => {
      const label = document.createElement("label");
      label.textContent = text;
      const input = document.createElement("input");
      input.id = input.name = random().toString(36).slice(2, 8).padEnd(6, "x");
      input.addEventListener("input", () => { model[text] = input.value; });
      const place = document.createElement("div");
      place.style.setProperty("--width", `${10 + Math.floor(random() * 8)}rem`);
      place.append(label, input);
      return place;
    });
    const submit = document.createElement("input");
    submit.type = "submit";
    submit.value = "Submit";
    form.replaceChildren(...fields, submit);
  }

  start.addEventListener("click", () => {
    began = performance.now();
    round = right = 0;
    start.textContent = "Round 1";
    start.disabled = true;
    draw();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!began) return;
    right += LABELS.filter((text) => model[text] === PEOPLE[round][text]).length;
    round += 1;
    if (round < PEOPLE.length) {
      start.textContent = `Round ${round + 1}`;
      draw();
      return;
    }
    const all = LABELS.length * PEOPLE.length;
    form.replaceChildren();
    document.querySelector("#rate").textContent =
      `Your success rate is ${Math.round((100 * right) / all)}% (${right} out of ${all} fields) ` +
      `in ${Math.round(performance.now() - began)} milliseconds`;
    document.querySelector("#verdict").hidden = false;
    fetch(`/received?run=${asked.get("run")}`, { method: "POST", body: JSON.stringify({ right, round, clicks }) });
  });

  draw();
})();
