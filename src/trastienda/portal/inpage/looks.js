// What a field is, whether a person could write into it, and what it shows.

const tidy = text => (text ?? '').normalize('NFC').replace(/\s+/g, ' ').trim();
const holds = (outer, inner) => {
  for (let node = inner; node; node = above(node)) if (node === outer) return true;
  return false;
};
const roleOf = el => el.getAttribute('role');

// What a person may aim at: boxes and file inputs are often hidden behind their labels.
const aims = el => isInput(el, 'checkbox', 'radio', 'file') ? [el, ...(el.labels ?? [])] : [el];

const atPoint = (root, x, y) => {
  let hit = root.elementFromPoint(x, y);
  while (hit?.shadowRoot) {
    const inner = hit.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === hit) break;
    hit = inner;
  }
  return hit;
};

const named = el => [el.localName, roleOf(el), el.getAttribute('aria-label')].filter(Boolean).join(' ');

// A point of an element that a click would reach: {x, y}; or {over}, what lies there instead, '' where nothing does.
const reach = el => {
  const mine = hit => hit && (holds(hit, el) || holds(el, hit) || [...(el.labels ?? [])].some(label => holds(label, hit)));
  const middle = box => [box.x + box.width / 2, box.y + box.height / 2];
  // The middle of a link that goes over two lines may be none of it.
  const points = () => [el.getBoundingClientRect(), ...[...el.getClientRects()].slice(0, 1)].map(middle);
  const free = () => points().find(point => mine(atPoint(document, ...point)));
  if (!free()) el.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
  const point = free();
  if (!point) {
    const hit = atPoint(document, ...points()[0]);
    return {over: hit ? named(hit.closest('dialog, [role=dialog], [role=alertdialog]') ?? hit) : ''};
  }
  let [x, y] = point;
  // A frame of another origin does not say where it stands.
  for (let frame = window.frameElement; frame; frame = frame.ownerDocument.defaultView.frameElement) {
    const place = frame.getBoundingClientRect();
    x += place.x + frame.clientLeft;
    y += place.y + frame.clientTop;
    const over = atPoint(frame.ownerDocument, x, y);
    if (over && !holds(over, frame)) return {over: named(over)};
  }
  return {x: point[0], y: point[1]};
};

const isDisabled = el => el.matches(':disabled') || el.getAttribute('aria-disabled') === 'true';
const isReadOnly = el => el.readOnly === true || el.getAttribute('aria-readonly') === 'true';
const suggests = el => ['list', 'both'].includes(el.getAttribute('aria-autocomplete'))
  || roleOf(el) === 'combobox' || el.getAttribute('aria-haspopup') === 'listbox';

const kindOf = (el, field) => {
  if (field.recipe) return el.localName === 'input' && !el.readOnly ? 'autocomplete' : 'combobox';
  if (el.localName === 'select') return el.multiple ? 'choices' : 'choice';
  if (isInput(el, 'checkbox')) return 'check';
  if (isInput(el, 'radio')) return field.checked === null ? 'radio' : 'check';
  if (isInput(el, 'date', 'month', 'week', 'time', 'datetime-local', 'color')) return 'date';
  if (isInput(el, 'number', 'range')) return 'number';
  if (isInput(el, 'file')) return 'file';
  if (isInput(el, 'hidden', 'submit', 'button', 'reset', 'image')) return null;
  if (el.localName === 'textarea') return 'text';
  if (el.localName === 'input') return suggests(el) ? (el.readOnly ? 'combobox' : 'autocomplete') : 'text';
  if (el.isContentEditable) return 'rich';
  if (['checkbox', 'switch'].includes(roleOf(el))) return 'check';
  if (suggests(el)) return 'combobox';
  if (roleOf(el) === 'listbox') return 'listbox';
  if (within(el, 'input[type=radio], [role=radio]').length) return 'radio';
  if (within(el, 'input[type=checkbox], [role=checkbox]').length) return 'checks';
  return null;
};

const groupOf = (el, kind) => {
  if (kind === 'radio' && isInput(el, 'radio'))
    return within(el.form ?? el.getRootNode(), 'input[type=radio]').filter(e => e.name === el.name && e.form === el.form);
  if (kind === 'radio') return within(el, 'input[type=radio], [role=radio]');
  if (kind === 'checks') return within(el, 'input[type=checkbox], [role=checkbox]');
  return kind === 'listbox' ? within(el, '[role=option]') : [];
};

// A custom element stands for the one control in its open shadow root.
const control = el => {
  if (!el.shadowRoot) return el;
  const inner = within(el.shadowRoot, 'input, select, textarea, [contenteditable]').filter(isVisible);
  return inner.length === 1 ? inner[0] : el;
};

// The one element that a field means, with its kind; or why there is none.
const targetOf = (field, candidates) => {
  const there = [...new Set(candidates.filter(el => el.isConnected).map(control))];
  if (!there.length) return {outcome: 'missing'};
  const seen = there.filter(el => aims(el).some(isVisible));
  if (!seen.length) return {outcome: 'hidden', count: there.length};
  const oneGroup = seen.every(el => isInput(el, 'radio') && el.name === seen[0].name && el.form === seen[0].form);
  if (seen.length > 1 && !oneGroup) return {outcome: 'ambiguous', count: seen.length};
  const kind = kindOf(seen[0], field);
  return {el: seen[0], kind, group: groupOf(seen[0], kind)};
};

const troubleWith = ({el, kind, group}, field) => {
  if (field.byPage) return null;
  if (!kind) return {outcome: 'read-only', over: `a <${named(el)}> is no field`};
  const boxes = group.length ? group : [el];
  // A list that depends on another field is filled and enabled once that one is written.
  const waits = kind === 'choice' && isDisabled(el) && field.texts.length && !optionFor(el.options, field.texts[0]).length;
  if (boxes.every(isDisabled) && !waits) return {outcome: 'disabled'};
  if (kind !== 'combobox' && isReadOnly(el)) return {outcome: 'read-only'};
  if (kind === 'file') return null;
  const overs = (kind === 'checks' || kind === 'radio' ? boxes.slice(0, 1) : [el]).flatMap(aims).filter(isVisible).map(reach);
  if (overs.some(({x}) => x !== undefined)) return null;
  const {over} = overs.find(({over}) => over) ?? {};
  return over ? {outcome: 'covered', over} : {outcome: 'hidden', count: 1};
};

const isChecked = el => el.localName === 'input' ? el.checked
  : el.getAttribute('aria-checked') === 'true' || el.getAttribute('aria-selected') === 'true';

const captionOf = el => {
  const labels = [...(el.labels ?? [])].map(label => label.innerText).join(' ');
  const by = (el.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean)
    .map(id => el.getRootNode().getElementById(id)?.innerText).join(' ');
  return tidy(by || el.getAttribute('aria-label') || labels || el.label || el.innerText
    || (isInput(el, 'radio', 'checkbox') ? el.nextSibling?.textContent : ''));
};
const captionsOf = els => [...els].map(captionOf);

// The options that bear a text; where none does, those whose value it is.
const optionFor = (options, text) => {
  const all = [...options], wanted = tidy(text);
  const bear = all.filter(option => captionOf(option) === wanted);
  return bear.length ? bear : all.filter(option => option.value === wanted && wanted !== '');
};

const shownBy = (el, kind, group, field) => {
  switch (kind) {
    case 'check': return isChecked(el);
    case 'choice': {
      const chosen = el.selectedOptions[0];
      return !chosen || (chosen.value === '' && !field.texts.length) ? '' : chosen.label;
    }
    case 'choices': return captionsOf(el.selectedOptions);
    case 'radio': return captionsOf(group.filter(isChecked))[0] ?? '';
    case 'checks': return captionsOf(group.filter(isChecked));
    case 'listbox': return captionsOf(group.filter(isChecked))[0] ?? '';
    case 'file': return [...el.files].map(file => `${file.name}:${file.size}`);
    case 'combobox': {
      const shown = field.recipe?.shown ? el.getRootNode().querySelector(field.recipe.shown) : el;
      return shown ? (shown.value ?? shown.innerText).replace(/[▾▼⌄˅]/g, '') : '';
    }
    case 'rich': return el.innerText;
    default: return el.value ?? el.innerText ?? '';
  }
};

const labelOf = el => captionOf(el) || el.placeholder || el.name || el.id;

// Required controls that are empty and that no field of ours fills: the form is not what the book knows.
// An element that leaves a step misses only what the form that it sends needs.
const unexpected = (ours, leaving) => {
  if (leaving && leaving.type !== 'submit') return [];
  const forms = new Set(ours.map(el => el.form ?? null));
  const mine = new Set(ours);
  const groups = new Set(ours.filter(el => isInput(el, 'radio')).map(el => el.name));
  return within(document, 'input, select, textarea, [aria-required=true]').filter(el => {
    if (mine.has(el) || !(el.required || el.getAttribute('aria-required') === 'true')) return false;
    if (!forms.has(el.form ?? null) || (leaving && leaving.form !== el.form)) return false;
    if (ours.some(own => holds(own, el)) || isDisabled(el) || isReadOnly(el) || !aims(el).some(isVisible)) return false;
    if (isInput(el, 'radio')) return !groups.has(el.name) && !groupOf(el, 'radio').some(isChecked);
    if (isInput(el, 'checkbox') || el.getAttribute('aria-checked') !== null) return !isChecked(el);
    return tidy(el.value ?? el.innerText) === '';
  }).map(labelOf);
};
