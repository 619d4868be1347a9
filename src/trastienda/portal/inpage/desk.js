// What Python may ask for. Every act gets, for each element that is wanted, the list of its places.

const acts = {
  counts: found => found.map(els => els.filter(isVisible).length),
  texts: found => found.map(els => els.filter(isVisible).map(el => el.innerText)),
  // Where they stand in the window: x, y, width, height.
  boxes: found => found.map(els => els.filter(isVisible).map(el => {
    const {x, y, width, height} = el.getBoundingClientRect();
    return [x, y, width, height];
  })),
  form,
  lists,
  button: ([els]) => ({...buttonOf(els), el: undefined}),
};

// What the act tells, and the numbers of the elements that a fallback found.
const runOn = async (found, asked, otherwise = []) => {
  const {act, argument} = JSON.parse(asked);
  return JSON.stringify([await acts[act](found, argument), otherwise]);
};

// As the browser has it: a page may put its own in its place later.
const {fetch} = window;

return {
  knock: path => fetch.call(window, path, {cache: 'no-store'}),
  runOn,
  run(asked) {
    const {found, otherwise} = resolve(JSON.parse(asked).wanted);
    return found.includes(null) ? '' : runOn(found, asked, otherwise);
  },
};
