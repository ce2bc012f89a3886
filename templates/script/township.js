'use strict';
/* The visit forms of a township's page. What is typed stays in this page while it is open and in the file that is saved;
   never in the browser's storage, which every local file can read. */

/* Of each kept receipt: `draft` was left unfinished, `filled` waits to be saved, `saved` is in a file. */
const STATES = { draft: '没有填完', filled: '已填写，未保存', saved: '已填写，已保存' };

function factsOf(bar, form) {
  const { place, month, version, recipient, columns } = bar.dataset;
  const pairs = columns.split(' ').map((one) => one.split('='));
  const words = { found: wordsOf(form, 'found'), outcome: wordsOf(form, 'outcome') };
  return { place, month, version, recipient, columns: pairs, words };
}

/* One place on a card where a receipt can be written: its status in words, what it says, and the button. */
function placeOf(desk, element) {
  const { code, name, rule } = element.dataset;
  const status = made('p', 'mine', '');
  const button = made('button', 'button', '填写入户情况');
  button.type = 'button';
  const whose = `编号 ${code}，${name}${rule ? `，${rule}` : ''}`;
  button.append(made('span', 'unseen', `（${whose}）`));
  button.addEventListener('click', () => openForm(desk, code));
  status.hidden = true;
  element.append(status, button);
  return { code, name, rule, element, status, button, whose };
}

function summary(facts, receipt) {
  const found = [facts.words.found[receipt.found], facts.words.outcome[receipt.outcome]].filter(Boolean).join('，');
  const said = [`${receipt.visited_on} ${receipt.visitor}`.trim(), found];
  const texts = [['措施', receipt.measures], ['备注', receipt.remarks]];
  return [...said, ...texts.filter(([, text]) => text).map(([name, text]) => `${name}：${text}`)].filter(Boolean).join('；');
}

function showPlace(desk, place) {
  const kept = desk.kept.get(place.code);
  place.status.hidden = !kept;
  place.status.replaceChildren();
  if (kept) {
    place.status.append(made('b', `badge m-${kept.state}`, STATES[kept.state]), made('span', '', summary(desk.facts, kept)));
  }
  place.button.firstChild.data = kept ? '修改入户情况' : '填写入户情况';
}

function confirmed(desk) {
  return [...desk.places.keys()].map((code) => desk.kept.get(code)).filter((one) => one && one.state !== 'draft');
}

function drafts(desk) {
  return [...desk.kept.values()].filter((one) => one.state === 'draft').length;
}

/* Counts what is on the page, and says what just happened. */
function tell(desk, what) {
  const filled = confirmed(desk);
  const waiting = filled.filter((one) => one.state === 'filled').length;
  const parts = [`已填写 ${filled.length} 份`, waiting ? `${waiting} 份未保存` : '都已保存'];
  const counts = filled.length ? parts.join('，') : '还没有填好的回执';
  const left = drafts(desk) ? `，${drafts(desk)} 份没有填完` : '';
  desk.tally.textContent = [what, `${counts}${left}。`].filter(Boolean).join(' ');
  desk.bar.hidden = !desk.kept.size && !what;
}

function keep(desk, code, receipt) {
  const place = desk.places.get(code);
  if (receipt) {
    desk.kept.set(code, { ...receipt, row_code: code, psn_name: place.name });
  } else {
    desk.kept.delete(code);
  }
  showPlace(desk, place);
}

function openForm(desk, code) {
  closeForm(desk);
  const place = desk.places.get(code);
  const form = desk.template.content.firstElementChild.cloneNode(true);
  form.querySelector('.whom').textContent = place.whose;
  boundDate(form, desk.facts.month);
  const before = desk.kept.get(code) || { ...Object.fromEntries(TYPED.map((name) => [name, ''])), ...desk.last };
  fillForm(form, before);
  form.querySelector('[data-do="drop"]').hidden = !desk.kept.has(code);
  form.addEventListener('change', () => followFound(form));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submitForm(desk);
  });
  form.addEventListener('keydown', (event) => { if (event.key === 'Escape') { leaveForm(desk); } });
  form.querySelector('[data-do="close"]').addEventListener('click', () => leaveForm(desk));
  form.querySelector('[data-do="drop"]').addEventListener('click', () => dropReceipt(desk));
  place.element.append(form);
  place.button.hidden = true;
  desk.open = { place, form, before: typed(form) };
  form.querySelector('[name="visited_on"]').focus();
}

function isTouched(desk) {
  return Boolean(desk.open) && !same(typed(desk.open.form), desk.open.before);
}

/* Takes the form off its card. What was typed into it stays: a receipt that was whole stays one if it still is. */
function closeForm(desk) {
  if (!desk.open) {
    return;
  }
  const { place, form } = desk.open;
  if (isTouched(desk)) {
    const old = desk.kept.get(place.code);
    const whole = old && old.state !== 'draft' && !problems(form, desk.facts).length;
    keep(desk, place.code, { ...typed(form), state: whole ? 'filled' : 'draft' });
  }
  removeForm(desk);
  tell(desk, '');
}

function removeForm(desk) {
  const { place, form } = desk.open;
  desk.open = null;
  form.remove();
  place.button.hidden = false;
}

function leaveForm(desk) {
  const { button } = desk.open.place;
  closeForm(desk);
  button.focus();
}

function submitForm(desk) {
  const { place, form } = desk.open;
  const list = problems(form, desk.facts);
  showProblems(form, list);
  if (list.length) {
    return;
  }
  const receipt = typed(form);
  const old = desk.kept.get(place.code);
  const unchanged = old && old.state === 'saved' && same(old, receipt);
  keep(desk, place.code, { ...receipt, state: unchanged ? 'saved' : 'filled' });
  desk.last = { visited_on: receipt.visited_on, visitor: receipt.visitor };
  removeForm(desk);
  tell(desk, '');
  place.button.focus();
}

function dropReceipt(desk) {
  const { place } = desk.open;
  removeForm(desk);
  keep(desk, place.code, null);
  tell(desk, `已删除编号 ${place.code} 的回执。`);
  place.button.focus();
}

function save(desk, ending, text, type) {
  closeForm(desk);
  const receipts = confirmed(desk);
  if (!receipts.length) {
    tell(desk, '没有可以保存的回执。');
    return;
  }
  const name = receiptName(desk.facts, ending);
  download(name, text(desk.facts, receipts), type);
  receipts.forEach((one) => keep(desk, one.row_code, { ...one, state: 'saved' }));
  tell(desk, `已交给浏览器存进“下载”：${name}。`);
}

/* Puts the receipts of a file on the page. What is on the page and not saved yet is not overwritten. */
function takeIn(desk, whole) {
  let taken = 0;
  let kept = 0;
  for (const one of whole.receipts) {
    const receipt = receiptOf(one, desk.facts);
    if (!receipt || !desk.places.has(receipt.row_code)) {
      continue;
    }
    const old = desk.kept.get(receipt.row_code);
    if (old && old.state !== 'saved' && !same(old, receipt)) {
      kept += 1;
    } else {
      keep(desk, receipt.row_code, { ...receipt, state: 'saved' });
      taken += 1;
    }
  }
  const refused = whole.receipts.length - taken - kept;
  return [
    `从文件取回 ${taken} 份。`,
    kept ? `${kept} 份本页已填而未保存，保留本页所填。` : '',
    refused ? `${refused} 份不是本页的人员或内容不对，没有取回。` : '',
  ].join('');
}

async function openFile(desk, input) {
  const [file] = input.files;
  if (!file) {
    return;
  }
  closeForm(desk);
  const whole = file.size > RECEIPT_BYTES ? null : parsed(await file.text());
  const problem = fileProblem(whole, desk.facts);
  tell(desk, problem || takeIn(desk, whole));
  input.value = '';
}

function startVisits(bar, template) {
  const facts = factsOf(bar, template.content);
  const desk = { facts, template, bar, tally: bar.querySelector('#tally'), places: new Map(), kept: new Map(), open: null, last: {} };
  document.querySelectorAll('.receipt[data-code]').forEach((one) => desk.places.set(one.dataset.code, placeOf(desk, one)));
  bar.querySelector('[data-do="json"]').addEventListener('click', () => save(desk, 'json', receiptJson, 'application/json'));
  bar.querySelector('[data-do="csv"]').addEventListener('click', () => save(desk, 'csv', receiptCsv, 'text/csv'));
  const input = document.getElementById('open-file');
  input.addEventListener('change', () => openFile(desk, input));
  window.addEventListener('beforeunload', (event) => {
    const waiting = [...desk.kept.values()].some((one) => one.state !== 'saved');
    if (waiting || isTouched(desk)) {
      event.preventDefault();
      event.returnValue = '';
    }
  });
}

window.monitorStart = function () {
  const tools = document.getElementById('tools');
  if (!tools) {
    return;
  }
  const list = listOf(document.querySelector('main'));
  startFilter(tools, list);
  startPrint(tools, list);
  startVisits(document.getElementById('receipts'), document.getElementById('visit-form'));
  tools.hidden = false;
};
if (document.body.dataset.sealed === undefined) {
  window.monitorStart();
}
