// Find the places of the book's elements, all of them in one look at the document and its open shadow roots.
//
// Names are those of the Accessible Name and Description Computation 1.2, labels those of HTML, as Playwright's engine
// has them: the tests compare both on every kind of page. `null` where this cannot be certain of finding the same.

// White space and characters without width are no part of a name.
const plain = text => (text ?? '').replace(/[\u200b\u00ad]/g, '').replace(/\s+/g, ' ').trim();
const isInput = (el, ...types) => el.localName === 'input' && types.includes(el.type);
const within = (el, selector) => [...el.querySelectorAll(selector)];
const above = node => node.parentNode ?? node.host ?? null;

// What Playwright calls visible.
const isVisible = el => {
  if (getComputedStyle(el).display === 'contents') return [...el.childNodes].some(
    node => node.localName ? isVisible(node) : node.nodeName === '#text' && node.data.trim() !== '');
  const box = el.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && el.checkVisibility({visibilityProperty: true});
};

const rootsOf = () => {
  const roots = [document];
  // The list grows while it is read: a shadow root may hold others.
  for (const root of roots) for (const el of root.querySelectorAll('*')) if (el.shadowRoot) roots.push(el.shadowRoot);
  return roots;
};

const SILENT = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE']);

// The text of an element, hidden or not, without its scripts.
const textIn = el => {
  if (isInput(el, 'submit', 'button', 'reset')) return el.value;
  let text = '';
  for (const node of el.childNodes) {
    if (node.nodeName === '#text') text += node.data;
    else if (node.localName && !SILENT.has(node.nodeName)) text += textIn(node);
  }
  if (el.shadowRoot) text += textIn(el.shadowRoot);
  return text;
};

const referred = (el, name) => (el.getAttribute(name) ?? '').split(/\s+/).filter(Boolean)
  .map(id => el.getRootNode().getElementById(id)).filter(Boolean);

// Hidden from people who listen: not rendered, invisible, or within an `aria-hidden`.
const isHidden = el => {
  if (SILENT.has(el.nodeName)) return true;
  const contents = getComputedStyle(el).display === 'contents';
  if (contents ? !el.hasChildNodes() : !el.checkVisibility() || getComputedStyle(el).visibility !== 'visible') return true;
  for (let node = el; node; node = above(node)) if (node.getAttribute?.('aria-hidden')?.toLowerCase() === 'true') return true;
  return false;
};

const ROLES = {
  alert: '', alertdialog: '', button: 'button, input:is([type=button], [type=submit], [type=reset], [type=image], [type=file])',
  checkbox: 'input[type=checkbox]', combobox: 'select, input[list]', dialog: 'dialog', grid: '', group: 'fieldset, details',
  heading: 'h1, h2, h3, h4, h5, h6', link: 'a[href], area[href]', listbox: 'select, datalist', log: '', main: 'main', menuitem: '',
  navigation: 'nav', option: 'option', radio: 'input[type=radio]', radiogroup: '', searchbox: 'input[type=search]',
  spinbutton: 'input[type=number]', status: 'output', switch: '', tab: '', table: 'table', tabpanel: '', textbox: 'input, textarea', banner: 'header',
};
const NAMED_BY_CONTENT = new Set(['button', 'checkbox', 'heading', 'link', 'menuitem', 'option', 'radio', 'switch', 'tab']);
const TYPED = new Set(['email', 'search', 'tel', 'text', 'url', '']);
const NO_BANNER = ':is(article, aside, main, nav, section):not([role]), :is([role=article], [role=complementary], [role=main], [role=navigation], [role=region])';
const closest = (el, selector) => {
  for (let node = el; node; node = above(node)) if (node.matches?.(selector)) return node;
  return null;
};

// The role that an element of this kind has by itself, of those that are known here.
const ownRole = el => {
  if (el.localName === 'header') return closest(el.parentNode, NO_BANNER) ? null : 'banner';
  if (el.localName === 'select') return el.multiple || el.size > 1 ? 'listbox' : 'combobox';
  if (el.localName !== 'input') return Object.keys(ROLES).find(role => ROLES[role] && el.matches(ROLES[role])) ?? null;
  if (TYPED.has(el.type)) {
    if (el.list) return 'combobox';
    return el.type === 'search' ? 'searchbox' : 'textbox';
  }
  const given = ['button', 'checkbox', 'radio', 'spinbutton'].find(role => el.matches(ROLES[role]));
  return given ?? (el.type === 'range' ? 'slider' : el.type === 'hidden' ? null : 'textbox');
};

// The roles that nothing is looked for by here.
const OTHER_ROLES = new Set((
  'application article blockquote caption cell code columnheader complementary contentinfo definition deletion directory document '
  + 'emphasis feed figure form generic gridcell img insertion list listitem mark marquee math menu menubar menuitemcheckbox '
  + 'menuitemradio meter note paragraph progressbar region row rowgroup rowheader scrollbar search separator slider strong subscript '
  + 'superscript tablist term time timer toolbar tooltip tree treegrid treeitem').split(' '));
const FOCUSABLE = 'button, details, select, textarea, input, a[href], area[href], [tabindex]';

// An element's role; `undefined` where several are given, or one that is none, or one that cannot be taken away.
const roleIn = el => {
  const given = (el.getAttribute('role') ?? '').trim().toLowerCase();
  if (given === '') return ownRole(el);
  if (given === 'none' || given === 'presentation')
    return el.matches(FOCUSABLE) || el.getAttributeNames().some(name => name.startsWith('aria-')) ? undefined : null;
  return given in ROLES || OTHER_ROLES.has(given) ? given : undefined;
};

const quoted = style => /^"(.*)"$/.exec(style.content)?.[1] ?? '';

const contentName = (el, seen) => {
  const around = (node, text) => getComputedStyle(node).display !== 'inline' || node.localName === 'br' ? ` ${text} ` : text;
  const own = side => {
    const style = getComputedStyle(el, side);
    return style.display !== 'inline' && quoted(style) ? ` ${quoted(style)} ` : quoted(style);
  };
  const parts = [own('::before')];
  for (const node of el.shadowRoot?.childNodes ?? el.childNodes) {
    const inner = node.localName === 'slot' && node.assignedNodes().length ? node.assignedNodes() : [node];
    for (const one of inner) {
      if (one.nodeName === '#text') parts.push(one.data);
      else if (one.localName) parts.push(around(one, nameOf(one, {seen, within: true})));
    }
  }
  for (const owned of referred(el, 'aria-owns')) parts.push(nameOf(owned, {seen, within: true}));
  parts.push(own('::after'));
  return parts.join('');
};

// The accessible name; `within`: as a part of another one's, `by`: of what an `aria-labelledby` refers to.
function nameOf(el, {seen = new Set(), within = false, by = false} = {}) {
  if (seen.has(el) || (!by && isHidden(el))) return '';
  const labelling = by ? [] : referred(el, 'aria-labelledby');
  if (labelling.length) {
    const name = labelling.map(one => nameOf(one, {seen: new Set(seen), within, by: true})).join(' ');
    if (plain(name)) return name;
  }
  seen.add(el);
  const role = roleIn(el);
  if (within || by) {
    if (['textbox', 'searchbox'].includes(role) && 'value' in el) return el.value;
    if (role === 'textbox') return el.textContent;
    if (['combobox', 'listbox'].includes(role) && el.selectedOptions)
      return [...el.selectedOptions].map(one => nameOf(one, {seen, within: true})).join(' ');
    if (['spinbutton', 'slider'].includes(role) && 'value' in el) return el.value;
  }
  const label = (el.getAttribute('aria-label') ?? '').trim();
  if (label) return label;
  const title = el.getAttribute('title') ?? '';
  if (isInput(el, 'button', 'submit', 'reset', 'image')) {
    const standard = {submit: 'Submit', reset: 'Reset', image: el.getAttribute('alt') ?? ''}[el.type] ?? '';
    return (el.type === 'image' ? '' : el.value) || standard || title || (el.type === 'image' ? 'Submit' : '');
  }
  if (['input', 'select', 'textarea', 'button', 'output'].includes(el.localName)) {
    const labels = [...(el.labels ?? [])].filter(one => !within || !one.contains(el));
    const name = labels.map(one => nameOf(one, {seen: new Set(seen), within: true, by: isHidden(one)})).join(' ');
    if (plain(name)) return name;
    if (['input', 'textarea'].includes(el.localName) && (TYPED.has(el.type) || ['password', 'number', 'textarea'].includes(el.type)))
      return title || el.getAttribute('placeholder') || '';
    if (el.localName !== 'button' && el.localName !== 'output') return title;
  }
  const heading = {fieldset: 'legend', table: 'caption'}[el.localName];
  if (heading) {
    const inner = [...el.children].find(one => one.localName === heading);
    return inner ? nameOf(inner, {seen, within: true}) : title;
  }
  if (['img', 'area'].includes(el.localName)) return el.getAttribute('alt') || title;
  if (el.namespaceURI === 'http://www.w3.org/2000/svg') {
    const inner = [...el.children].find(one => one.localName === 'title');
    if (inner) return inner.textContent;
  }
  if (within || by || NAMED_BY_CONTENT.has(role)) {
    const name = contentName(el, seen);
    if (plain(name)) return name;
  }
  return title;
}

const LABELLED = '[aria-label], [aria-labelledby], input:not([type=hidden]), select, textarea, button, meter, output, progress';
const labelTexts = el => {
  const by = referred(el, 'aria-labelledby');
  if (by.length) return by.map(textIn);
  const label = el.getAttribute('aria-label');
  return label?.trim() ? [label] : [...(el.labels ?? [])].map(textIn);
};

// Ways of Playwright's own to name elements by CSS.
const OWN_CSS = />>|^\s*(\w[\w:-]*=|\/\/|\.\.)|:(has-text|text|text-is|text-matches|visible|nth-match|right-of|left-of|above|below|near|light)\b/;
const XPATH = /^\s*(?:xpath=)?(\(*\/\/.*)$/s;

const byXpath = path => {
  const all = document.evaluate(path, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
  return Array.from({length: all.snapshotLength}, (_, n) => all.snapshotItem(n)).filter(node => node.localName);
};

const resolve = wanted => {
  const roots = rootsOf();
  const all = selector => roots.flatMap(root => within(root, selector));
  let labelled = null;
  const byLabel = text => {
    labelled ??= all(LABELLED).map(el => [el, labelTexts(el).map(plain)]);
    return labelled.filter(([, texts]) => texts.includes(plain(text))).map(([el]) => el);
  };
  const byRole = (role, name) => {
    if (!(role in ROLES)) return null;
    const candidates = all(ROLES[role] ? `${ROLES[role]}, [role]` : '[role]');
    if (candidates.some(el => roleIn(el) === undefined)) return null;
    return candidates.filter(el => roleIn(el) === role && !isHidden(el)
      && (name === undefined || plain(nameOf(el)) === plain(name)));
  };
  const byCss = css => {
    const path = XPATH.exec(css);
    if (path) return byXpath(path[1]);
    // Playwright's descendants go into shadow roots, the browser's do not.
    if (OWN_CSS.test(css) || (roots.length > 1 && /[\s>+~]/.test(css.trim()))) return null;
    return all(css);
  };
  const byWords = text => {
    const says = el => plain(textIn(el)).toLowerCase().includes(plain(text).toLowerCase());
    return all('*').filter(el => !SILENT.has(el.nodeName) && el.localName !== 'head' && says(el) && ![...el.children].some(says));
  };
  const places = ({label, role, name, heading, test_id, css, words}) => {
    if (label) return byLabel(label);
    if (role) return byRole(role, name);
    if (heading) return byRole('heading', heading);
    if (test_id) return all(`[data-testid=${CSS.escape(test_id)}]`);
    return css ? byCss(css) : byWords(words);
  };
  // A label that got an asterisk or a colon is still the same words; another word is another thing.
  const bare = text => plain(text).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  const bears = (el, {label, role, name}) => label
    ? labelTexts(el).some(text => bare(text) === bare(label)) : roleIn(el) === role && bare(nameOf(el)) === bare(name);
  const otherwise = [];
  const found = wanted.map((one, number) => {
    const there = places(one);
    if (there === null || there.length || !one.fallback) return there;
    const others = one.fallback.map(places).filter(els => els === null || els.length);
    const [first] = others[0] ?? [];
    // All of them that find something find the one same thing; else nobody knows which is meant.
    if (!first || others.some(els => els?.length !== 1 || els[0] !== first) || !bears(first, one)) return there;
    otherwise.push(number);
    return [first];
  });
  return {found, otherwise};
};
