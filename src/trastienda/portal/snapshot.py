"""Read a page as an auditor needs it: every value legible, no secret, nothing that runs or loads anything."""

from dataclasses import dataclass

from playwright.async_api import Page

from trastienda.portal.places import within

# Values are properties, which no markup shows: they are written where markup shows them. Hidden inputs carry tokens,
# passwords are passwords, also while they are shown as text: none of them is evidence.
_SNAPSHOT = """() => {
  const secret = 'input[type=password], input[autocomplete~=one-time-code], input[autocomplete*=password]';
  const hidden = `${secret}, input[type=hidden], meta[name*=csrf i], meta[name*=token i]`;
  const left = 'script, template, noscript, base, link, meta[http-equiv]';
  let secrets = false;
  // In a document without a window nothing runs and nothing is loaded.
  const inert = document.implementation.createHTMLDocument('');
  const scrubbed = root => {
    const copy = inert.importNode(root, true);
    const copies = [copy, ...copy.querySelectorAll('*')];
    const pairs = [root, ...root.querySelectorAll('*')].map((el, index) => [el, copies[index]]);
    for (const [el, shown] of pairs) {
      if (el.matches(hidden)) {
        secrets ||= el.matches(secret) && el.value !== '';
        shown.removeAttribute('value');
        shown.removeAttribute('content');
      } else if (['checkbox', 'radio'].includes(el.type)) shown.toggleAttribute('checked', el.checked);
      else if (el.localName === 'input' && el.type !== 'file') shown.setAttribute('value', el.value);
      else if (el.localName === 'textarea') shown.textContent = el.value;
      else if (el.localName === 'option') shown.toggleAttribute('selected', el.selected);
      else if (el.localName === 'iframe') {
        shown.removeAttribute('src');
        // A frame of another origin does not say what it shows.
        if (el.contentDocument) shown.setAttribute('srcdoc', scrubbed(el.contentDocument.documentElement).outerHTML);
      }
    }
    copy.querySelectorAll(left).forEach(el => el.remove());
    for (const [el, shown] of pairs.filter(([el]) => el.shadowRoot)) {
      const inner = inert.createElement('template');
      inner.setAttribute('shadowrootmode', 'open');
      for (const child of el.shadowRoot.children) inner.content.append(scrubbed(child));
      shown.prepend(inner);
    }
    return copy;
  };
  const page = scrubbed(document.documentElement);
  const rule = inert.createElement('meta');
  rule.setAttribute('http-equiv', 'Content-Security-Policy');
  rule.setAttribute('content', "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
  const coded = inert.createElement('meta');
  coded.setAttribute('charset', 'utf-8');
  page.querySelector('head')?.prepend(coded, rule);
  return [`<!doctype html>\\n${page.outerHTML}`, secrets];
}"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A page's structure with all its values, and whether a field of it holds a secret (which is left out)."""

    html: str
    secrets: bool


async def snapshot_of(page: Page, *, timeout_s: float) -> Snapshot:
    """Read a page; open shadow roots and frames of its own origin with it.

    Raises:
        playwright.async_api.Error: the page went away, or did not answer in time.
    """
    html, secrets = await within(timeout_s, page.evaluate(_SNAPSHOT))
    return Snapshot(html, secrets)
