// The lists that a page shows, as rows of texts; one that renders only the rows in sight is scrolled from end to end.

const CELLS = '[role=cell], [role=gridcell], [role=rowheader], [role=columnheader]';

const rowsOf = list => {
  const rows = list.localName === 'table'
    ? [...list.rows].filter(row => row.parentElement.localName !== 'tfoot').map(row => [row, [...row.cells]])
    : within(list, '[role=row]').map(row => [row, within(row, CELLS)]);
  return rows.filter(([row]) => row.checkVisibility())
    .map(([row, cells]) => [Number(row.getAttribute('aria-rowindex')) || 0, cells.map(cell => cell.innerText)]);
};

const scrolls = el => el.scrollHeight > el.clientHeight + 1 && ['auto', 'scroll'].includes(getComputedStyle(el).overflowY);
const scrollerOf = list => {
  for (let el = list; el && el !== document.documentElement; el = el.parentElement) if (scrolls(el)) return el;
  return within(list, '*').find(scrolls) ?? null;
};

const wholeList = async (list, end) => {
  const seen = new Map();
  const take = () => { for (const row of rowsOf(list)) seen.set(JSON.stringify(row), row); };
  take();
  const scroller = scrollerOf(list);
  if (!scroller) return [...seen.values()];
  const before = scroller.scrollTop;
  const stop = startWatching([list.getRootNode()]);
  try {
    for (let top = 0; now() < end; top += Math.max(scroller.clientHeight * 0.8, 1)) {
      scroller.scrollTop = top;
      // The event comes with the next picture, and what it brings a moment later.
      await new Promise(done => requestAnimationFrame(done));
      await settle(() => JSON.stringify(rowsOf(list)), end);
      take();
      if (scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1) break;
    }
    scroller.scrollTop = before;
  } finally {
    stop();
  }
  const rows = [...seen.values()];
  return rows.every(([index]) => index) ? rows.sort(([one], [other]) => one - other) : rows;
};

const lists = async (_, {limitMs}) => {
  const end = now() + limitMs;
  const all = within(document, 'table, [role=table], [role=grid], [role=treegrid]').filter(list => list.checkVisibility());
  const told = [];
  for (const list of all)
    told.push({rows: (await wholeList(list, end)).map(([, cells]) => cells), announced: Number(list.getAttribute('aria-rowcount')) || 0});
  return told;
};
