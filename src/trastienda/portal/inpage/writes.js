// Write one field, the way its kind wants it; every writer returns nothing, or the outcome that stopped it.

const tell = (el, type, init = {}) => el.dispatchEvent(new Event(type, {bubbles: true, composed: true, ...init}));

// Through the prototype: a framework's own property on the element must not see it as its own doing.
const assign = (el, property, value) => {
  let owner = Object.getPrototypeOf(el);
  while (owner && !Object.hasOwn(owner, property)) owner = Object.getPrototypeOf(owner);
  Object.getOwnPropertyDescriptor(owner, property).set.call(el, value);
  tell(el, 'input');
  tell(el, 'change');
};

const KEY_CODES = {' ': 32, ',': 188, '-': 189, '.': 190, '/': 191};
// The event of a key; `looks.read` becomes true when the page asks which key it was.
const key = (el, type, char, looks) => {
  const typed = type === 'keypress' ? char.charCodeAt(0) : KEY_CODES[char] ?? char.toUpperCase().charCodeAt(0);
  const event = new KeyboardEvent(type, {bubbles: true, cancelable: true, composed: true});
  const tells = {key: char, code: '', keyCode: typed, which: typed, charCode: type === 'keypress' ? typed : 0};
  for (const name in tells) Object.defineProperty(event, name, {get: () => { looks.read = true; return tells[name]; }});
  return el.dispatchEvent(event);
};
const keyed = (el, char, looks) => char === '\n' || (key(el, 'keydown', char, looks) && key(el, 'keypress', char, looks));
const released = (el, char, looks) => char === '\n' || key(el, 'keyup', char, looks);
const insert = text => document.execCommand('insertText', false, text);

const selectAll = el => {
  if (el.select) return el.select();
  getSelection().selectAllChildren(el);
};

// Type a text: one trusted input for all of it, between the keys that a page may listen to instead.
const type = (el, text) => {
  el.focus({preventScroll: true});
  watch.mark = watch.last;
  const before = el.value ?? el.innerText;
  if (before !== '') selectAll(el);
  if (!text) {
    if (before.trim() !== '') document.execCommand('delete');
    return;
  }
  const [first, ...others] = text, down = {}, up = {};
  if (keyed(el, first, down)) {
    // A page that does not ask which key it was needs no others.
    const taken = first + (down.read ? others.filter(char => keyed(el, char, down)) : others).join('');
    if (!insert(taken) && 'value' in el && el.value !== taken) assign(el, 'value', taken);
    released(el, first, up);
    (up.read ? others : others.slice(-1)).forEach(char => released(el, char, up));
    return;
  }
  // The page takes the keys itself, one by one.
  if (before.trim() !== '' && (el.value ?? el.innerText) === before) document.execCommand('delete');
  released(el, first, up);
  for (const char of others) {
    if (keyed(el, char, down)) insert(char);
    released(el, char, up);
  }
};

// The events of a click, for what opens or chooses on the way down.
const press = el => {
  const box = el.getBoundingClientRect();
  const at = {
    bubbles: true, cancelable: true, composed: true, view: window, button: 0, detail: 1,
    clientX: box.x + box.width / 2, clientY: box.y + box.height / 2,
  };
  el.dispatchEvent(new PointerEvent('pointerdown', {...at, pointerType: 'mouse', isPrimary: true}));
  if (el.dispatchEvent(new MouseEvent('mousedown', at))) el.focus?.({preventScroll: true});
  el.dispatchEvent(new PointerEvent('pointerup', {...at, pointerType: 'mouse', isPrimary: true}));
  el.dispatchEvent(new MouseEvent('mouseup', at));
  el.click();
};

const toggle = (el, wanted) => { if (isChecked(el) !== wanted) { el.focus({preventScroll: true}); el.click(); } };

const only = (options, offered) => {
  if (options.length === 1 && !isDisabled(options[0])) return null;
  const texts = captionsOf(offered).filter(Boolean).slice(0, 8);
  return {outcome: options.length > 1 ? 'ambiguous' : 'rejected', offered: texts, count: options.length};
};

const NEAR_PX = 60; // a list no further below its field than this belongs to it

const innermost = els => els.filter(el => !els.some(other => other !== el && el.contains(other)));

// What looks like a thing to choose, and was not there before this field was written.
const choosable = (el, of) => {
  if (el.matches('[role=option], [onclick], [tabindex], button, a[href]') || getComputedStyle(el).cursor === 'pointer')
    return true;
  const list = el.localName === 'li' && el.parentElement;
  return list && Math.abs(list.getBoundingClientRect().top - of.getBoundingClientRect().bottom) < NEAR_PX;
};
const sprungUp = (of, text, known) => innermost([...new Set(stirred()
  .filter(node => node.nodeType === Node.ELEMENT_NODE && node.isConnected)
  .flatMap(node => [node, ...within(node, '*')]))]
  .filter(el => !known.has(el) && isVisible(el) && !el.contains(of) && tidy(el.innerText).includes(tidy(text))
    && choosable(el, of)));

// The options of a list that belongs to a control and is open now.
const offeredBy = (el, field, known) => {
  if (field.recipe?.option) return within(document, field.recipe.option).filter(isVisible);
  const root = el.getRootNode();
  const ids = ['aria-controls', 'aria-owns'].flatMap(name => (el.getAttribute(name) ?? '').split(' ').filter(Boolean));
  const own = ids.map(id => root.getElementById(id)).filter(Boolean).flatMap(list => within(list, '[role=option]'));
  if (own.length) return own.filter(isVisible);
  const all = within(root, '[role=option]').filter(isVisible);
  return all.length ? all : sprungUp(el, field.texts[0], known);
};

const chooseFrom = async (el, field, limits, known) => {
  const wanted = tidy(field.texts[0]);
  const free = field.freeText;
  const end = now() + limits.patienceMs;
  let options = [];
  for (;;) {
    await turn();
    await answeredBy(limits.end);
    options = offeredBy(el, field, known);
    if (free || options.some(option => captionOf(option) === wanted) || now() > end) break;
    // A list that is filtered by and by shows other things first.
    if (options.length && now() > end - limits.patienceMs + QUIET_MS) break;
    await pause(20);
  }
  const fitting = innermost(options.filter(option => captionOf(option) === wanted));
  if (free && !fitting.length) return;
  const stopped = only(fitting, options);
  if (stopped) return stopped;
  press(fitting[0]);
  await turn();
  await answeredBy(limits.end);
};

// Whether a list cannot be chosen from yet.
const lacksChoice = ({el, kind}, field) => kind === 'choice' && field.texts.length
  && (isDisabled(el) || !optionFor(el.options, field.texts[0]).length);

const writers = {
  async text(el, field, limits, known) {
    stirred();
    type(el, field.texts[0] ?? '');
    await turn();
    // What the page asks about the field before it, now that it was left, is waited for with the whole form.
    await answeredBy(limits.end, watch.mark);
    // A list that springs up wants a choice: without it, what is typed is not what the page keeps.
    const options = field.texts.length && !el.list && !field.freeText ? sprungUp(el, field.texts[0], known) : [];
    if (!options.length) return;
    const fitting = options.filter(option => captionOf(option) === tidy(field.texts[0]));
    const stopped = only(fitting, options);
    if (stopped) return stopped;
    press(fitting[0]);
    await turn();
  },
  async rich(el, field) { type(el, field.texts[0] ?? ''); },
  async date(el, field) {
    el.focus({preventScroll: true});
    assign(el, 'value', field.iso ?? '');
  },
  async number(el, field) {
    // Never what is typed: a number input reads "12,5" as 125.
    if (field.number === null) return {outcome: 'rejected'};
    el.focus({preventScroll: true});
    assign(el, 'value', field.number);
  },
  async check(el, field) {
    if (field.checked === null) return {outcome: 'rejected'};
    toggle(el, field.checked);
  },
  async choice(el, field, limits) {
    const wanted = field.texts[0];
    const fitting = () => wanted === undefined ? [...el.options].filter(option => option.value === '') : optionFor(el.options, wanted);
    const end = now() + limits.patienceMs;
    while (wanted !== undefined && (!fitting().length || isDisabled(el)) && now() < (underWay() ? limits.end : end)) await change(20);
    if (isDisabled(el)) return {outcome: 'disabled'};
    if (wanted === undefined && !fitting().length) return;
    const stopped = only(fitting(), el.options);
    if (stopped) return stopped;
    // A page that is sent off by each choice would be sent off for ever.
    if (limits.again && fitting()[0].selected) return;
    el.focus({preventScroll: true});
    assign(el, 'selectedIndex', fitting()[0].index);
  },
  async choices(el, field) {
    for (const text of field.texts) {
      const stopped = only(optionFor(el.options, text), el.options);
      if (stopped) return stopped;
    }
    const wanted = new Set(field.texts.map(text => optionFor(el.options, text)[0]));
    el.focus({preventScroll: true});
    for (const option of el.options) option.selected = wanted.has(option);
    tell(el, 'input');
    tell(el, 'change');
  },
  async radio(el, field, limits, known, group) {
    if (!field.texts.length) return;
    const fitting = optionFor(group, field.texts[0]);
    const stopped = only(fitting, group);
    if (stopped) return stopped;
    toggle(fitting[0], true);
  },
  async checks(el, field, limits, known, group) {
    for (const text of field.texts) {
      const stopped = only(optionFor(group, text), group);
      if (stopped) return stopped;
    }
    const wanted = new Set(field.texts.map(text => optionFor(group, text)[0]));
    for (const box of group) toggle(box, wanted.has(box));
  },
  async listbox(el, field, limits, known, group) {
    if (!field.texts.length) return;
    const stopped = only(optionFor(group, field.texts[0]), group);
    if (stopped) return stopped;
    press(optionFor(group, field.texts[0])[0]);
  },
  async autocomplete(el, field, limits, known) {
    stirred();
    type(el, field.texts[0] ?? '');
    if (field.texts.length) return chooseFrom(el, field, limits, known);
  },
  async combobox(el, field, limits, known) {
    if (!field.texts.length) return;
    stirred();
    press(el);
    return chooseFrom(el, field, limits, known);
  },
  async file() {}, // Playwright has put it there already: a page cannot.
};
