// What moves on a page after something was written into it: timers, requests, the document.
//
// A page that answers a value later (a mask, a check, a list of suggestions) does so by a timer or a request. Both
// are counted while a form is being written, and only then; so a page where nothing is under way costs no waiting.

const QUIET_MS = 250; // a page that moved by itself must rest this long
const LATE_MS = 1000; // a timer that fires later than this is no answer to what was written
const CHAIN = 4; // a timer that starts a timer that starts a timer: from here on it is a clock, not an answer
const ANSWERED_MS = 20; // how long a page may take to work on an answer that has arrived
const STATE = new Set(['value', 'disabled', 'readonly', 'hidden', 'checked', 'selected']);

const now = () => performance.now();

// Not to be counted: whatever the page has put in its place by now.
const timer = window.setTimeout;
const pause = ms => new Promise(done => timer.call(window, done, ms));
// Lets the page do what it has queued, without the 4 ms that a timer takes.
const turn = () => new Promise(done => {
  const {port1, port2} = new MessageChannel();
  port1.onmessage = () => { port1.close(); done(); };
  port2.postMessage(null);
});

// timers, requests: what is under way, with its number; numbers go on from one form to the next.
// mark: the last number when the field that is being written was reached, and the one before it was left.
const watch = {timers: new Map(), requests: new Set(), last: 0, mark: 0, depth: 0, moved: false, stirred: []};

const counted = start => function (work, ms, ...rest) {
  const depth = watch.depth;
  if (typeof work !== 'function' || ms > LATE_MS || depth >= CHAIN) return start.call(window, work, ms, ...rest);
  const id = start.call(window, function (...given) {
    watch.timers.delete(id);
    const outer = watch.depth;
    watch.depth = depth + 1;
    try { return work.apply(this, given); } finally { watch.depth = outer; }
  }, ms, ...rest);
  watch.timers.set(id, ++watch.last);
  return id;
};
const uncounted = stop => id => { watch.timers.delete(id); stop.call(window, id); };
// Counts one more request; returns what is to be called when its answer has come.
const asking = () => {
  const number = ++watch.last;
  watch.requests.add(number);
  return () => pause(ANSWERED_MS).then(() => { watch.requests.delete(number); });
};

// Anew each time: a page may keep what it found, or have put its own around it.
const hooksOver = native => ({
  setTimeout: counted(native.setTimeout),
  setInterval: counted(native.setInterval),
  clearTimeout: uncounted(native.clearTimeout),
  clearInterval: uncounted(native.clearInterval),
  fetch(...asked) {
    const answered = asking(), answer = native.fetch.apply(window, asked);
    answer.then(answered, answered);
    return answer;
  },
});
const sendOver = native => function (...body) {
  this.addEventListener('loadend', asking(), {once: true});
  return native.apply(this, body);
};

let changed = () => {};
const note = records => {
  for (const record of records) {
    watch.stirred.push(record.type === 'childList' ? [...record.addedNodes] : [record.target]);
    watch.moved ||= record.type !== 'attributes' || STATE.has(record.attributeName);
  }
};
const observer = new MutationObserver(records => { note(records); changed(); });
// Until the document changes, or so many milliseconds have passed.
const change = ms => Promise.race([pause(ms), new Promise(done => { changed = done; })]);

// Count from now on; returns what stops it.
const startWatching = roots => {
  Object.assign(watch, {timers: new Map(), requests: new Set(), depth: 0, moved: false, stirred: []});
  const native = {};
  for (const name of ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'fetch']) native[name] = window[name];
  const hooks = hooksOver(native), nativeSend = XMLHttpRequest.prototype.send, send = sendOver(nativeSend);
  Object.assign(window, hooks);
  XMLHttpRequest.prototype.send = send;
  for (const root of new Set([document, ...roots]))
    observer.observe(root, {subtree: true, childList: true, characterData: true, attributes: true});
  return () => {
    observer.disconnect();
    for (const name in hooks) if (window[name] === hooks[name]) window[name] = native[name];
    if (XMLHttpRequest.prototype.send === send) XMLHttpRequest.prototype.send = nativeSend;
  };
};

// Whether something is under way that was begun after a number.
const underWay = (since = 0) => [...watch.timers.values(), ...watch.requests].some(number => number > since);

// Until nothing of it is under way any more.
const answeredBy = async (end, since = 0) => { while (underWay(since) && now() < end) await pause(5); };

// The nodes that came or changed since the last call.
const stirred = () => {
  note(observer.takeRecords());
  return watch.stirred.splice(0).flat();
};

// Until nothing moves: at once where nothing does, after a rest where something did that nobody announced.
const settle = async (values, end, patient = false) => {
  await turn();
  await turn();
  stirred();
  watch.moved = false;
  let rested = now(), seen = values();
  while (now() < end) {
    const busy = underWay();
    stirred();
    const current = values();
    if (busy) rested = now();
    else if (watch.moved || current !== seen) { patient = true; rested = now(); }
    if (current !== seen) patient = true;
    watch.moved = false;
    seen = current;
    if (!busy && now() - rested >= (patient ? QUIET_MS : 0)) return;
    await pause(5);
  }
};
