'use strict';
/* The department's list: sort by any column, choose by township, identity, rule, status and state, count what is shown.
   Reads only what stands in the table; keeps nothing, sends nothing. */
(function () {
  const TURNED = { ascending: 'descending', descending: 'none', none: 'ascending' };
  const collator = new Intl.Collator('zh-Hans-CN', { numeric: true });
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const byId = (id) => document.getElementById(id);

  /* What a body is sorted by in a column: its value if it states one, else its text; null where it has nothing. */
  function valueOf(body, key, isNumber) {
    const cell = body.querySelector('.' + key);
    if (cell === null) return null;
    const value = cell.dataset.value === undefined ? cell.textContent : cell.dataset.value;
    return isNumber ? Number(value) : value;
  }

  function compare(one, other, isNumber) {
    return isNumber ? one - other : collator.compare(one, other);
  }

  /* Bodies in order; equal ones stay as they stood, those without a value come last either way. */
  function sorted(bodies, key, isNumber, direction) {
    const sign = direction === 'descending' ? -1 : 1;
    const pairs = bodies.map((body) => [body, valueOf(body, key, isNumber)]);
    const known = pairs.filter((pair) => pair[1] !== null);
    known.sort((one, other) => sign * compare(one[1], other[1], isNumber));
    return known.concat(pairs.filter((pair) => pair[1] === null)).map((pair) => pair[0]);
  }

  function sortTable(list, column, direction) {
    const bodies = direction === 'none' ? list.original : sorted(all('tbody', list.table), column.key, column.isNumber, direction);
    list.table.append(...bodies);
    for (const one of list.columns) {
      one.button.dataset.order = one === column ? direction : 'none';
    }
    for (const head of all('th[aria-sort]', list.table)) {
      const own = direction !== 'none' && column.button.closest('th') === head;
      head.setAttribute('aria-sort', own ? direction : 'none');
    }
  }

  /* A heading that is pressed on screen and read on paper, where browsers do not repeat buttons. */
  function makeButton(mark) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.dataset.order = 'none';
    const paper = document.createElement('span');
    paper.className = 'on-paper';
    const name = button.textContent = paper.textContent = mark.textContent;
    mark.replaceChildren(button, paper);
    return { key: mark.dataset.key, isNumber: mark.dataset.number !== undefined, name, button };
  }

  function makeList(table) {
    return { table, original: all('tbody', table), columns: all('.by', table).map(makeButton) };
  }

  /* The texts that are searched, once and for all: what tells a person apart. */
  function searchText(body) {
    const keys = ['.k-row-no', '.name', '.k-certno-masked', '.k-certno', '.k-township', '.k-village'];
    return keys.map((key) => body.querySelector(key)).map((cell) => (cell ? cell.textContent : '')).join('\n').toLowerCase();
  }

  function makeEntry(body) {
    return { body, text: searchText(body), tags: new Set(body.dataset.tags.split(' ')), folds: all('details', body) };
  }

  /* Shows the bodies that fit every choice and every word typed, and says how many they are. */
  function show(page) {
    const wanted = page.choices.map((one) => one.value).filter(Boolean);
    const words = byId('find').value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of page.entries) {
      const fits = wanted.every((tag) => one.tags.has(tag)) && words.every((word) => one.text.includes(word));
      one.body.hidden = !fits;
      count += fits;
    }
    page.bar.classList.toggle('chosen', count < page.entries.length);
    page.says.textContent = '显示 ' + count + ' 人，共 ' + page.entries.length + ' 人' + page.order;
  }

  /* Tells by which column the list is sorted now, in words and in the tools. */
  function tell(page, name, direction) {
    const way = direction === 'ascending' ? '从小到大' : '从大到小';
    page.order = direction === 'none' ? '' : '；按' + name + way + '排列';
    byId('order').value = direction === 'none' ? '' : name;
    byId('turn').setAttribute('aria-pressed', String(direction === 'descending'));
    show(page);
  }

  function sortAll(page, name, direction) {
    for (const list of page.lists) {
      const column = list.columns.find((one) => one.name === name);
      if (column) sortTable(list, column, direction);
      else sortTable(list, list.columns[0], 'none');
    }
    tell(page, name, direction);
  }

  function sortOne(page, list, column) {
    const direction = TURNED[column.button.dataset.order];
    sortTable(list, column, direction);
    tell(page, column.name, direction);
  }

  function clear(page) {
    page.choices.forEach((one) => { one.value = ''; });
    byId('find').value = '';
    show(page);
  }

  function unfold(page, button) {
    const open = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(open));
    button.textContent = open ? '全部收起' : '全部展开';
    page.entries.forEach((one) => one.folds.forEach((fold) => { fold.open = open; }));
  }

  function listen(page) {
    const order = byId('order');
    const turn = byId('turn');
    for (const list of page.lists) {
      list.columns.forEach((column) => column.button.addEventListener('click', () => sortOne(page, list, column)));
    }
    order.addEventListener('change', () => sortAll(page, order.value, order.value ? 'ascending' : 'none'));
    turn.addEventListener('click', () => {
      const isTurned = turn.getAttribute('aria-pressed') === 'true';
      if (order.value) sortAll(page, order.value, isTurned ? 'ascending' : 'descending');
    });
    byId('find').addEventListener('input', () => show(page));
    page.choices.forEach((one) => one.addEventListener('change', () => show(page)));
    byId('clear').addEventListener('click', () => clear(page));
    byId('unfold').addEventListener('click', (event) => unfold(page, event.currentTarget));
  }

  function start() {
    const bar = document.querySelector('.toolbar');
    if (bar === null) return;
    const lists = all('table.dept').map(makeList);
    const entries = lists.flatMap((list) => list.original).map(makeEntry);
    const page = { bar, lists, entries, choices: all('[data-facet]', bar), says: bar.querySelector('.says'), order: '' };
    const names = new Set(lists.flatMap((list) => list.columns.map((one) => one.name)));
    names.forEach((name) => byId('order').append(new Option(name, name)));
    listen(page);
    bar.hidden = false;
    show(page);
  }

  window.monitorStart = start;
  if (document.body.dataset.sealed === undefined) start();
}());
