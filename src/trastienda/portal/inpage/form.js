// Look at the fields of a form, write them, read them: one call for all fields of a frame.
//
// act: 'look' only checks, 'fill' checks and writes, 'rest' waits until nothing moves, 'read' only reads.
// found: for each field the elements that bear its name; then those of what is about to be pressed, then of
// each thing that should not be there.
// fields: what `Wanted.asked` of the Python code gives.
// Returns one answer a field, the labels of what is required, empty and filled by none of the fields, and the button.

async function form(found, {act, fields, limitMs, patienceMs, settleMs, again, pressed}) {
  const limits = {patienceMs, again, end: now() + limitMs};
  const targets = () => fields.map((field, position) => targetOf(field, found[position]));
  const shown = (target, position) => target.el?.isConnected
    ? shownBy(target.el, target.kind, target.group, fields[position]) : null;
  const answer = (ours, {outcome = 'written', missed = [], written = false, button = null, seen = []} = {}) => ({
    fields: ours.map((target, position) => ({
      outcome: target.outcome ?? (target.el.isConnected ? outcome : 'missing'),
      kind: target.kind ?? null,
      shown: shown(target, position),
      count: target.count ?? 0,
      over: target.over ?? '',
      offered: target.offered ?? [],
    })),
    unexpected: missed,
    written,
    button,
    seen,
  });

  // A page that has just come may still be covered by a spinner, or enable its fields by script.
  const looked = async end => {
    for (;;) {
      const ours = targets().map((target, position) => target.outcome ? target : {...target, ...troubleWith(target, fields[position])});
      const final = ours.some(target => ['ambiguous', 'missing'].includes(target.outcome));
      if (final || !ours.some(target => target.outcome) || now() > end) return ours;
      await pause(30);
    }
  };

  const write = async ours => {
    // Only what was there before can be told from a list that springs up.
    const known = new Set(within(document, '*').filter(el => el.checkVisibility()));
    const put = async position => {
      // What was written before may have made the page build this field anew.
      if (!ours[position].el.isConnected) ours[position] = targetOf(fields[position], found[position]);
      const {el, kind, group} = ours[position];
      if (!el) return;
      const stopped = await writers[kind](el, fields[position], limits, known, group);
      Object.assign(ours[position], {outcome: undefined, ...stopped});
      // A framework must have seen the value before the field is left; a text's own writer has waited for that.
      if (kind !== 'text') await turn();
    };
    // While the page fetches the choices of a list, the lists right after it are chosen from, and nothing else: a check
    // of a text may look at all that stands before it. A page that is sent off by each choice has no time for that.
    const isLate = position => !again && underWay() && lacksChoice(ours[position], fields[position]);
    const chosen = position => JSON.stringify(shown(ours[position], position));
    const row = [];
    const catchUp = async () => {
      // A choice that came late may undo those that were made meanwhile.
      for (const {position, before} of row.splice(0)) if (before !== chosen(position)) await put(position);
    };
    for (const position of fields.keys()) {
      if (fields[position].byPage) continue;
      if (isLate(position)) row.push({position, before: null});
      else if (row.length && ours[position].kind === 'choice') {
        await put(position);
        row.push({position, before: chosen(position)});
      } else {
        await catchUp();
        await put(position);
      }
    }
    await catchUp();
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    active?.blur();
  };

  if (act === 'read') {
    const button = pressed && await pressable(found[fields.length], limits.end);
    const ours = targets();
    const controls = ours.filter(target => target.el).flatMap(target => [target.el, ...target.group]);
    const leaving = pressed?.leaves ? button.el : null;
    const missed = controls.length && (!pressed?.leaves || leaving) ? unexpected(controls, leaving) : [];
    if (button?.el) guard(button.el);
    if (button) delete button.el;
    const seen = found.slice(fields.length + 1).map(els => els.filter(isVisible).length);
    return answer(ours, {missed, button, seen});
  }

  const ours = act === 'rest' ? targets() : await looked(now() + patienceMs);
  if (act === 'look' || (act === 'fill' && ours.some(target => target.outcome))) return answer(ours, {outcome: 'writable'});

  const left = () => fields.some((field, position) => field.byPage && tidy(String(shown(ours[position], position) ?? '')) === '');
  const stopWatching = startWatching(ours.filter(target => target.el).map(target => target.el.getRootNode()));
  try {
    if (act === 'fill') await write(ours);
    await settle(() => JSON.stringify(ours.map(shown)), Math.min(limits.end, now() + settleMs), act === 'rest');
    while (left() && now() < limits.end) await pause(20);
  } finally {
    stopWatching();
  }
  return answer(ours, {written: act === 'fill'});
}
