'use strict';
/* Search, filters and the choice of what is printed. A card is shown or hidden by its attribute `hidden` and nothing is
   built anew, so that a keystroke on a page of 500 persons is answered at once. */

/* What nobody means who looks for a name: marks of invisible characters, blanks, the many kinds of middle dot. */
const UNSEEN = /‹U\+[0-9A-F]{4,6}›|[\u2400-\u2421]|[\p{Cc}\p{Cf}\s.·•‧∙⋅・]/gu;
const GROUPS = '.household, .village, .part';

function searchKey(text) {
  return text.normalize('NFKC').replace(UNSEEN, '').toLowerCase();
}

function entryOf(card) {
  const looked = card.querySelectorAll('.name, .village-name, .reason .code');
  const key = [...looked].map((one) => searchKey(one.textContent)).join('|');
  return { card, key, tags: new Set(card.dataset.tags.split(' ')) };
}

/* The cards with what is looked for in them, and every heading with the cards below it. */
function listOf(root) {
  const entries = [...root.querySelectorAll('.card')].map(entryOf);
  const groups = [...root.querySelectorAll(GROUPS)].map((group) => {
    return { group, entries: entries.filter((one) => group.contains(one.card)) };
  });
  return { entries, groups: groups.filter((one) => one.entries.length) };
}

function setHidden(element, hide) {
  if (element.hidden !== hide) {
    element.hidden = hide;
  }
}

function filterList(list, terms, wanted) {
  let shown = 0;
  for (const one of list.entries) {
    const fits = terms.every((term) => one.key.includes(term)) && wanted.every((tag) => one.tags.has(tag));
    setHidden(one.card, !fits);
    shown += fits ? 1 : 0;
  }
  for (const one of list.groups) {
    setHidden(one.group, one.entries.every((entry) => entry.card.hidden));
  }
  return shown;
}

function termsOf(text) {
  return text.split(/\s+/u).map(searchKey).filter(Boolean);
}

function startFilter(tools, list) {
  const find = tools.querySelector('#find');
  const selects = [...tools.querySelectorAll('select.by')];
  const says = tools.querySelector('#says');
  const total = list.entries.length;
  const run = () => {
    const wanted = selects.map((one) => one.value).filter(Boolean);
    const shown = filterList(list, termsOf(find.value), wanted);
    says.textContent = shown ? `显示 ${shown} 人，共 ${total} 人` : `没有符合条件的人，共 ${total} 人`;
  };
  /* While a Chinese word is being composed the box holds letters of pinyin, which are nobody's name. */
  find.addEventListener('input', (event) => { if (!event.isComposing) { run(); } });
  find.addEventListener('compositionend', run);
  selects.forEach((one) => one.addEventListener('change', run));
  tools.querySelector('[data-do="reset"]').addEventListener('click', () => {
    find.value = '';
    selects.forEach((one) => { one.value = ''; });
    run();
    find.focus();
  });
  run();
}

const PRINTED = {
  all: () => true,
  open: (card) => card.hasAttribute('data-to-visit'),
  shown: (card) => !card.hidden,
};

/* Marks what a print leaves out; the marks say nothing on the screen. */
function markPrint(list, what) {
  const out = list.entries.filter((one) => !PRINTED[what](one.card));
  const gone = new Set(out);
  out.forEach((one) => one.card.toggleAttribute('data-unprinted', true));
  list.groups.filter((one) => one.entries.every((entry) => gone.has(entry)))
    .forEach((one) => one.group.toggleAttribute('data-unprinted', true));
  return list.entries.length - out.length;
}

function unmarkPrint(list) {
  [...list.entries.map((one) => one.card), ...list.groups.map((one) => one.group)]
    .forEach((one) => one.removeAttribute('data-unprinted'));
}

function startPrint(tools, list) {
  const note = document.getElementById('print-note');
  const what = tools.querySelector('#print-what');
  tools.querySelector('[data-do="print"]').addEventListener('click', () => {
    const count = markPrint(list, what.value);
    note.textContent = `本次只打印${what.selectedOptions[0].textContent}：${count} 人，名单共 ${list.entries.length} 人。`;
    note.hidden = what.value === 'all';
    window.print();
  });
  window.addEventListener('afterprint', () => {
    unmarkPrint(list);
    note.hidden = true;
  });
}
