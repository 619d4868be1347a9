// The order wizard while it is being filled in: checks on blur, dependent plans, the address.
"use strict";

(() => {
  const form = document.querySelector("form.asistente");
  if (!form) return;

  const token = form.elements.namedItem("_token").value;
  const input = (name) => form.elements.namedItem(name);
  const below = (control) => control.closest(".campo").querySelector(".mensaje");
  const DEBOUNCE_MS = 250;

  async function ask(url, options) {
    const answer = await fetch(url, { credentials: "same-origin", ...options });
    if (answer.status === 401) {
      window.location.assign("/login?motivo=sesion");
      return null;
    }
    return answer.ok ? answer.json() : null;
  }

  function complain(control, message) {
    below(control).textContent = message;
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }

  // Checks on blur. Only the newest question about a field may write its message.
  const asked = new Map();
  async function validate(control) {
    const turn = (asked.get(control.name) || 0) + 1;
    asked.set(control.name, turn);
    const body = { campo: control.name, [control.name]: control.type === "checkbox" && !control.checked ? "" : control.value };
    if (control.name === "f_07") body.f_06 = input("f_06").value;
    const found = await ask("/pedidos/nuevo/validar", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
      body: JSON.stringify(body),
    });
    if (found && asked.get(control.name) === turn) complain(control, found.mensaje);
  }
  for (const control of form.elements) {
    if (/^f_\d+$/.test(control.name) && !control.readOnly) control.addEventListener("blur", () => validate(control));
  }

  // Plans depend on the technology.
  const technology = input("f_06");
  const plan = input("f_07");
  if (technology && plan) {
    technology.addEventListener("change", async () => {
      const wanted = technology.value;
      plan.disabled = true;
      plan.length = 1;
      complain(plan, "");
      if (!wanted) return;
      const offered = await ask(`/pedidos/nuevo/tarifas?tecnologia=${encodeURIComponent(wanted)}`);
      if (!offered || technology.value !== wanted) return;
      for (const each of offered) plan.add(new Option(each.texto, each.codigo));
      plan.disabled = false;
    });
  }

  // The address proposes whole addresses while it is typed, its province is looked up when it loses focus.
  const address = input("f_09");
  const province = input("f_10");
  if (address && province) {
    const list = address.closest(".campo").querySelector("[role=listbox]");
    let timer = 0;
    let chosen = -1;

    const close = () => {
      list.hidden = true;
      list.replaceChildren();
      chosen = -1;
      address.setAttribute("aria-expanded", "false");
      address.removeAttribute("aria-activedescendant");
    };
    const take = (text) => {
      address.value = text;
      province.value = "";
      close();
    };
    const mark = (index) => {
      chosen = index;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
      if (list.children[index]) address.setAttribute("aria-activedescendant", list.children[index].id);
    };
    const propose = async () => {
      const typed = address.value;
      if (typed.trim().length < 4) return close();
      const found = await ask(`/pedidos/nuevo/direcciones?q=${encodeURIComponent(typed)}`);
      if (address.value !== typed || document.activeElement !== address) return;
      close();
      if (!found || !found.length) return;
      found.forEach((text, i) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${i}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = text;
        // mousedown comes before the blur that would close the list.
        option.addEventListener("mousedown", (event) => { event.preventDefault(); take(text); });
        list.append(option);
      });
      list.hidden = false;
      address.setAttribute("aria-expanded", "true");
    };

    address.addEventListener("input", () => {
      province.value = "";
      clearTimeout(timer);
      timer = setTimeout(propose, DEBOUNCE_MS);
    });
    address.addEventListener("keydown", (event) => {
      const count = list.children.length;
      if (!count) return;
      if (event.key === "ArrowDown") { event.preventDefault(); mark((chosen + 1) % count); }
      else if (event.key === "ArrowUp") { event.preventDefault(); mark((chosen - 1 + count) % count); }
      else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(list.children[chosen].textContent); }
      else if (event.key === "Escape") close();
    });
    address.addEventListener("blur", async () => {
      clearTimeout(timer);
      close();
      const typed = address.value;
      if (!typed.trim()) return;
      const found = await ask(`/pedidos/nuevo/provincia?direccion=${encodeURIComponent(typed)}`);
      if (!found || address.value !== typed) return;
      province.value = found.provincia;
      complain(province, "");
    });
  }

  // A double click must not send the form twice.
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
  });
  window.addEventListener("pageshow", () => {
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
  });
})();
