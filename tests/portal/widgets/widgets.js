// What the page received, by its own handlers: the judge of what was filled. Nobody reads an input's value afterwards.
const model = {};
const $ = name => document.getElementsByName(name)[0];
const on = (name, type, work) => $(name).addEventListener(type, event => work($(name), event));
const keep = (name, value) => { model[name] = value; };
const keepOn = (type, ...names) => names.forEach(name => on(name, type, el => keep(name, el.value)));

keepOn('input', 'plain', 'long', 'email', 'twice_1', 'twice_2', 'invisible', 'away', 'readonly', 'disabled', 'in_disabled',
  'covered', 'spinner', 'cut', 'number', 'datalist', 'calendar', 'moment', 'range', 'coarse');
keepOn('change', 'change', 'date', 'same_options', 'closed_option', 'other_words', 'late_list', 'province', 'town');
keepOn('blur', 'blur');
keepOn('keyup', 'keyup');

on('mask', 'input', el => {
  const digits = el.value.replace(/\D/g, '').slice(0, 9);
  el.value = digits.replace(/(\d{3})(?=\d)/g, '$1 ');
  keep('mask', digits);
});
on('keys', 'keydown', (el, event) => {
  if (event.key.length > 1) return;
  event.preventDefault();
  const start = el.selectionEnd - el.selectionStart === el.value.length ? '' : el.value;
  el.value = start + event.key.toUpperCase();
  keep('keys', el.value);
});
let pressed = '';
on('keydown', 'focus', () => { pressed = ''; });
on('keydown', 'keydown', (el, event) => { if (event.key.length === 1) keep('keydown', pressed += event.key); });
on('real_keys', 'keydown', (el, event) => { if (event.isTrusted && event.key.length === 1) el.typed = (el.typed ?? '') + event.key; });
on('real_keys', 'blur', el => { if (el.typed !== el.value) el.value = ''; keep('real_keys', el.value); });
on('trusted', 'input', (el, event) => { if (event.isTrusted) keep('trusted', el.value); });
on('single', 'beforeinput', (el, event) => { if ((event.data ?? '').length > 1) event.preventDefault(); });
keepOn('input', 'single');

// As React does it: the state decides what is shown, and it is written back after every input.
const controlled = (name, next) => {
  let state = '';
  on(name, 'input', el => {
    const typed = el.value;
    state = next(state, typed);
    el.value = state;
    keep(name, state);
  });
};
controlled('controlled', (state, typed) => typed);
controlled('stubborn', state => state);

on('late', 'blur', el => setTimeout(() => { el.value = 'OTRO'; keep('late', el.value); }, 150));
on('soon', 'input', el => { keep('soon', el.value); setTimeout(() => { el.value = el.value.slice(0, 3); keep('soon', el.value); }, 50); });
on('served', 'change', async el => {
  keep('served', el.value);
  const answer = await (await fetch('/slow')).text();
  el.value = answer;
  keep('served', answer);
});
on('chained', 'blur', el => {
  keep('chained', el.value);
  setTimeout(() => setTimeout(() => setTimeout(() => { el.value = ''; keep('chained', ''); }, 80), 80), 80);
});
let waiting;
on('debounced', 'input', el => { clearTimeout(waiting); waiting = setTimeout(() => keep('debounced', el.value), 300); });
on('digits', 'keypress', (el, event) => { if (event.which < 48 || event.which > 57) event.preventDefault(); });
keepOn('input', 'digits');
on('comma', 'input', el => keep('comma', /^\d+(,\d+)?$/.test(el.value) ? Number(el.value.replace(',', '.')) : null));
on('capped', 'change', el => { if (Number(el.value) > 100) el.value = '100'; keep('capped', el.value); });
on('cut_later', 'blur', el => { el.value = el.value.slice(0, 4); keep('cut_later', el.value); });
on('upper', 'input', el => { el.value = el.value.toUpperCase(); keep('upper', el.value); });
on('plain_letters', 'blur', el => { el.value = el.value.normalize('NFD').replace(/\p{M}/gu, ''); keep('plain_letters', el.value); });
on('unspaced', 'blur', el => { el.value = el.value.replace(/\s/g, ''); keep('unspaced', el.value); });
on('money', 'blur', el => {
  const amount = Number(el.value.replace(/\./g, '').replace(',', '.'));
  keep('money', amount);
  el.value = new Intl.NumberFormat('es-ES', {style: 'currency', currency: 'EUR', useGrouping: 'always'}).format(amount);
});
on('rounded', 'blur', el => { el.value = String(Math.round(parseFloat(el.value.replace(',', '.')) / 1000)); keep('rounded', el.value); });
on('rebuilt', 'change', el => {
  keep('rebuilt', el.value);
  const anew = el.cloneNode();
  anew.value = el.value;
  el.replaceWith(anew);
});
on('swap', 'change', el => { el.value = [...el.value].reverse().join(''); keep('swap', el.value); });
setTimeout(() => document.getElementById('spinner').remove(), 600);

on('province', 'change', el => setTimeout(() => {
  const town = $('town');
  town.disabled = false;
  town.replaceChildren(...['Elija…', ...(el.value === 'Madrid' ? ['Getafe', 'Alcalá'] : ['Utrera'])].map(t => new Option(t, t === 'Elija…' ? '' : t)));
}, 120));
setTimeout(() => $('late_list').add(new Option('Fibra', 'F')), 500);
on('remade_list', 'change', el => {
  keep('remade_list', el.value);
  const chosen = el.value;
  el.replaceChildren(...[...el.options].map(option => new Option(option.text, option.value)));
  el.value = chosen;
});
on('reset_list', 'change', el => { setTimeout(() => { el.value = ''; keep('reset_list', ''); }, 60); });
on('several', 'change', el => keep('several', [...el.selectedOptions].map(option => option.text)));

for (const name of ['payment', 'shift'])
  for (const radio of document.getElementsByName(name)) radio.addEventListener('change', () => keep(name, radio.value));
for (const radio of document.querySelectorAll('#sex [role=radio]')) radio.addEventListener('click', () => {
  for (const other of radio.parentElement.children) other.setAttribute('aria-checked', String(other === radio));
  keep('sex', radio.textContent);
});
on('tick', 'change', el => keep('tick', el.checked));
on('styled', 'change', el => keep('styled', el.checked));
on('unticked', 'change', el => { keep('unticked', el.checked); setTimeout(() => { el.checked = false; keep('unticked', false); }, 100); });
const lever = document.getElementById('switch');
lever.addEventListener('click', () => {
  const next = lever.getAttribute('aria-checked') !== 'true';
  lever.setAttribute('aria-checked', String(next));
  keep('switch', next);
});
for (const box of document.getElementsByName('services')) box.addEventListener('change', () =>
  keep('services', [...document.getElementsByName('services')].filter(b => b.checked).map(b => b.value)));

on('typed_date', 'input', el => {
  const digits = el.value.replace(/\D/g, '').slice(0, 8);
  el.value = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter(Boolean).join('/');
  keep('typed_date', digits.length === 8 ? `${digits.slice(4)}-${digits.slice(2, 4)}-${digits.slice(0, 2)}` : null);
});
on('swapped_date', 'blur', el => {
  const [day, month, year] = el.value.split('/');
  keep('swapped_date', `${year}-${day}-${month}`);
  el.value = `${month}/${day}/${year}`;
});

// Lists of suggestions: what is typed counts for nothing, what is chosen does.
const suggestions = (name, list, offers, {tag = 'li', role = null, ms = 0, look = ''} = {}) => {
  on(name, 'input', el => {
    const show = () => {
      const found = offers.filter(offer => el.value && offer.toLowerCase().includes(el.value.toLowerCase()));
      list.replaceChildren(...found.map((offer, position) => {
        const item = document.createElement(tag);
        item.textContent = offer;
        item.className = look;
        if (role) item.setAttribute('role', role);
        item.addEventListener('mousedown', event => {
          event.preventDefault();
          el.value = offer;
          list.replaceChildren();
          keep(name, `${offer}#${position}`);
        });
        return item;
      }));
    };
    if (ms) setTimeout(show, ms); else show();
  });
  on(name, 'blur', () => list.replaceChildren());
};
const listOf = id => document.getElementById(id);
suggestions('suggest', listOf('suggest-list'), ['Calle Mayor', 'Calle Mayor Baja'], {role: 'option', ms: 200});
suggestions('double', listOf('double-list'), ['Calle Mayor', 'Calle Mayor'], {role: 'option', ms: 50});
suggestions('bare', listOf('bare-list'), ['Calle Mayor', 'Calle Mayor Baja']);
suggestions('bare_late', listOf('bare-late-list'), ['Calle Mayor', 'Calle Mayor Baja'], {tag: 'div', ms: 200, look: 'pointer'});
suggestions('similar', listOf('similar-list'), ['Calle Mayor Alta', 'Calle Mayor Baja'], {tag: 'div', ms: 50, look: 'pointer'});

const rich = document.getElementById('rich');
rich.addEventListener('input', () => keep('rich', rich.innerText.trim()));
for (const [tag, mode, name] of [['x-field', 'open', 'shadow'], ['x-closed', 'closed', 'closed_shadow']])
  customElements.define(tag, class extends HTMLElement {
    connectedCallback() {
      const root = this.attachShadow({mode});
      root.innerHTML = `<label>${this.getAttribute('label')} <input></label>`;
      root.querySelector('input').addEventListener('input', event => keep(name, event.target.value));
    }
  });
const frame = document.getElementById('frame');
const inside = () => frame.contentDocument.getElementById('inner')?.addEventListener('input', event => keep('frame', event.target.value));
frame.addEventListener('load', inside);
inside();
on('file', 'change', async el => keep('file', await el.files[0].text()));

const opens = (name, box, list, items) => {
  box.addEventListener('click', () => { list.classList.toggle('none'); box.setAttribute('aria-expanded', 'true'); });
  for (const item of items) item.addEventListener('click', () => {
    box.textContent = item.textContent;
    list.classList.add('none');
    keep(name, item.textContent);
  });
};
opens('plan', document.getElementById('plan'), listOf('plans'), listOf('plans').children);
opens('bare_plan', document.getElementById('bare-plan'), listOf('bare-plans'), listOf('bare-plans').children);
for (const option of document.querySelectorAll('#listbox [role=option]')) option.addEventListener('click', () => {
  for (const other of option.parentElement.children) other.setAttribute('aria-selected', String(other === option));
  keep('listbox', option.textContent);
});
