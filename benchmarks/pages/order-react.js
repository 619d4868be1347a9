// The same form in React: every control is controlled, a step leaves the page when the next one comes.
"use strict";

(() => {
  const { createElement: h, useState } = React;

  const STEPS = [
    ["Titular", [
      ["dni", "DNI / NIE"], ["given_name", "Nombre"], ["surname", "Apellidos"],
      ["birth_date", "Fecha de nacimiento", "date"],
      ["nationality", "Nacionalidad", ["España", "Francia", "Marruecos", "Portugal", "Rumanía"]],
      ["email", "Correo electrónico", "email"], ["phone", "Teléfono", "tel"],
      ["language", "Idioma", ["Español", "Catalán", "Euskera", "Gallego", "Inglés"]],
      ["contact_hours", "Horario de contacto", ["Mañana", "Tarde", "Noche"]],
    ]],
    ["Domicilio y línea", [
      ["street", "Calle"], ["house", "Número"], ["door", "Piso y puerta"], ["postcode", "Código postal"],
      ["province", "Provincia", Object.keys(DEPENDENT.province.offers)], ["city", "Población", []],
      ["technology", "Tecnología", Object.keys(DEPENDENT.technology.offers)], ["plan", "Tarifa", []],
      ["line", "Línea", "tel"],
    ]],
    ["Pago y documentos", [
      ["monthly_fee", "Cuota mensual"], ["activation", "Fecha de activación", "date"], ["iban", "IBAN"],
      ["months", "Meses de permanencia", "number"], ["notes", "Observaciones", "area"],
      ["terms", "Acepta las condiciones", "checkbox"], ["marketing", "Acepta comunicaciones", "checkbox"],
    ]],
  ];

  function Control({ name, label, kind, value, wrong, offered, onValue, onLeave }) {
    const common = { id: name, name, onBlur: () => onLeave(name), "aria-invalid": wrong || undefined };
    const told = { ...common, value: value ?? "", onChange: (event) => onValue(name, event.target.value) };
    const labelled = h("label", { htmlFor: name }, label);
    if (kind === "checkbox") {
      const onChange = (event) => onValue(name, String(event.target.checked));
      return h("div", null, h("input", { ...common, type: kind, checked: value === "true", onChange }), " ", labelled);
    }
    if (kind === "area") return h("div", null, labelled, " ", h("textarea", { ...told, rows: 3 }));
    if (!Array.isArray(kind)) return h("div", null, labelled, " ", h("input", { ...told, type: kind }));
    const texts = kind.length ? kind : offered ?? [];
    const options = texts.map((text) => h("option", { key: text, value: text }, text));
    const first = h("option", { key: "", value: "" }, "Seleccione…");
    return h("div", null, labelled, " ", h("select", { ...told, disabled: !texts.length }, first, options));
  }

  function Order() {
    const [values, setValues] = useState({ terms: "false", marketing: "false" });
    const [offers, setOffers] = useState({});
    const [wrong, setWrong] = useState({});
    const [step, setStep] = useState(0);
    const [number, setNumber] = useState(null);
    const [title, fields] = STEPS[step];
    const missing = fields
      .filter(([name]) => !OPTIONAL.includes(name) && (!values[name] || values[name] === "false"));

    function onValue(name, value) {
      setValues((before) => ({ ...before, [name]: value }));
      const dependent = DEPENDENT[name];
      if (!dependent) return;
      setValues((before) => ({ ...before, [dependent.field]: "" }));
      setOffers((before) => ({ ...before, [dependent.field]: [] }));
      setTimeout(() => {
        setOffers((before) => ({ ...before, [dependent.field]: dependent.offers[value] ?? [] }));
      }, LATE_MS);
    }

    function onLeave(name) {
      setWrong((before) => ({ ...before, [name]: missing.some(([one]) => one === name) }));
    }

    function complete() {
      setWrong(Object.fromEntries([...missing.map(([name]) => [name, true]), ["tried", missing.length > 0]]));
      return !missing.length;
    }

    async function save(event) {
      event.preventDefault();
      if (!complete()) return;
      const body = new URLSearchParams({ heard: JSON.stringify(values), clicks: JSON.stringify(clicks) });
      const answer = await fetch(`/orders${location.search}`, {
        method: "POST", body, headers: { Accept: "application/json" },
      });
      setNumber((await answer.json()).number);
    }

    if (number) {
      return h("section", null, h("h2", null, "Pedido registrado"),
        h("p", null, "Número ", h("strong", { "data-testid": "order-number" }, number)));
    }
    const last = step === STEPS.length - 1;
    const said = `Revise: ${missing.map(([, label]) => label).join(", ")}`;
    return h("form", { noValidate: true, autoComplete: "off", onSubmit: save },
      wrong.tried && missing.length ? h("p", { role: "alert" }, said) : null,
      h("fieldset", { key: step, id: `step-${step + 1}` },
        h("legend", null, title),
        fields.map(([name, label, kind = "text"]) => h(Control, {
          key: name, name, label, kind, value: values[name], wrong: wrong[name], offered: offers[name], onValue, onLeave,
        })),
        // A key of its own: a "next" that turns into the saving button under the pointer would save at once.
        last ? h("button", { key: "save", type: "submit" }, "Guardar pedido")
          : h("button", {
            key: "next", type: "button", className: "next", onClick: () => complete() && setStep(step + 1),
          }, "Siguiente")));
  }

  ReactDOM.createRoot(document.querySelector("main")).render(h(Order));
})();
