// Make sure that the mouse presses the one element that is meant, or nothing.

const GUARDED = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'];

// By attributes: a field of the form may be called `method`.
const sentBy = (form, submitter, name) => (submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? '').toLowerCase();
const staysHere = (form, submitter) => sentBy(form, submitter, 'method') === 'dialog'
  || !['', '_self', '_top', '_parent'].includes(sentBy(form, submitter, 'target'));

// From now on until the press is over, an event of the mouse that does not meet the element is swallowed: a page may
// move between the look and the click. Whether the page is being left is known the moment that its script decides it;
// of a form that is sent, once nobody has stopped it: the browser tells of its way only in a later task.
const guard = el => {
  globalThis[Symbol.for('trastienda.press')]?.end();
  const state = {hit: null, leaves: false, sent: null};
  const stop = event => {
    if (!event.isTrusted) return;
    // Once: what opens under the mouse on the way down may take its way up.
    state.hit ??= event.composedPath().includes(el);
    if (state.hit) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const send = event => { state.sent = event; };
  const leave = event => { state.leaves ||= !event.destination.sameDocument && event.downloadRequest === null; };
  for (const type of GUARDED) window.addEventListener(type, stop, {capture: true, passive: false});
  window.addEventListener('submit', send, {capture: true});
  window.navigation?.addEventListener('navigate', leave);
  state.end = () => {
    for (const type of GUARDED) window.removeEventListener(type, stop, {capture: true});
    window.removeEventListener('submit', send, {capture: true});
    window.navigation?.removeEventListener('navigate', leave);
    delete globalThis[Symbol.for('trastienda.press')];
    const {sent} = state;
    const goes = sent !== null && !sent.defaultPrevented && !staysHere(sent.target, sent.submitter);
    return {hit: state.hit, leaves: state.leaves || goes};
  };
  globalThis[Symbol.for('trastienda.press')] = state;
};

const described = el => `<${named(el)}> «${captionOf(el).slice(0, 60)}»`;

// The one element that can be pressed now, with a point of it; or why there is none.
const buttonOf = there => {
  const seen = there.filter(isVisible);
  const none = {x: 0, y: 0, over: '', listed: (seen.length ? seen : there).slice(0, 8).map(described)};
  if (!there.length) return {...none, outcome: 'missing'};
  if (!seen.length) return {...none, outcome: 'hidden'};
  if (seen.length > 1) return {...none, outcome: 'ambiguous'};
  const [el] = seen;
  if (isDisabled(el)) return {...none, listed: [], outcome: 'disabled'};
  const {x, y, over} = reach(el);
  if (x === undefined) return {...none, listed: [], outcome: over ? 'covered' : 'hidden', over};
  return {...none, listed: [], outcome: 'writable', x, y, el};
};

// A button may be enabled, or a spinner over it gone, a moment after the form was written.
const pressable = async (there, end) => {
  for (;;) {
    const button = buttonOf(there.filter(el => el.isConnected));
    if (!['disabled', 'covered'].includes(button.outcome) || now() > end) return button;
    await pause(20);
  }
};
