'use strict';
/* The form of a visit: what was typed, what depends on what, what has to be put right. */

function made(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function wordsOf(form, name) {
  const options = [...form.querySelectorAll(`[name="${name}"][type="radio"], [name="${name}"] option[value]`)];
  const text = (one) => (one.closest('label') || one).textContent.trim();
  return Object.fromEntries(options.filter((one) => one.value).map((one) => [one.value, text(one)]));
}

/* Trimmed, and without half a letter, which no file can hold. */
function typed(form) {
  const entries = new FormData(form);
  return Object.fromEntries(TYPED.map((name) => [name, String(entries.get(name) || '').replace(/\p{Cs}/gu, '').trim()]));
}

function same(one, other) {
  return TYPED.every((name) => one[name] === other[name]);
}

/* What found says of the outcome: `must`, `may` or `none`; nothing while nothing is chosen. */
function outcomeRule(form) {
  const chosen = form.querySelector('[name="found"]:checked');
  return chosen ? chosen.dataset.outcome : '';
}

function followFound(form) {
  const rule = outcomeRule(form);
  const outcome = form.querySelector('[name="outcome"]');
  outcome.disabled = rule !== 'must' && rule !== 'may';
  outcome.required = rule === 'must';
  outcome.value = outcome.disabled ? '' : outcome.value;
  const told = form.querySelector('#visit-outcome-rule');
  told.textContent = { must: '必填', may: '可不填', none: '不用填' }[rule] || '先选入户情况';
  told.classList.toggle('must', rule === 'must');
  form.querySelectorAll('.choice').forEach((one) => one.classList.toggle('on', one.querySelector('input').checked));
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((one) => String(one).padStart(2, '0')).join('-');
}

/* A visit belongs to the month of the list or comes after it, and is over when it is written down. */
function boundDate(form, month) {
  Object.assign(form.querySelector('#visit-date'), { min: `${month}-01`, max: today() });
}

function dateProblem(input) {
  if (!input.value) {
    return input.validity.badInput ? '这一天不存在，请改正' : '请填入户日期';
  }
  if (input.value > input.max) {
    return '入户日期不能晚于今天';
  }
  return input.value < input.min ? `入户日期不能早于名单月份（${input.min}）` : '';
}

/* What has to be put right, field by field, in the order of the form. */
function problems(form, facts) {
  const receipt = typed(form);
  const outcome = outcomeRule(form) === 'must' && !receipt.outcome;
  return Object.entries({
    visited_on: dateProblem(form.querySelector('#visit-date')),
    visitor: receipt.visitor ? '' : '请填入户人姓名',
    found: receipt.found ? '' : '请选择入户情况',
    outcome: outcome ? `${facts.words.found[receipt.found]}的，请选择核查结果` : '',
  }).filter(([, message]) => message);
}

function showProblems(form, list) {
  const messages = new Map(list);
  for (const name of TYPED) {
    const input = form.querySelector(`[name="${name}"]`);
    const box = input.closest('.field, .choices');
    const error = box.querySelector('.error');
    box.classList.toggle('bad', messages.has(name));
    box.querySelectorAll('input, select').forEach((one) => one.setAttribute('aria-invalid', String(messages.has(name))));
    if (error) {
      error.textContent = messages.get(name) || '';
    }
  }
  const wrong = form.querySelector('.wrong');
  wrong.textContent = `还有 ${list.length} 处要改：${list.map(([, message]) => message).join('；')}。`;
  wrong.hidden = !list.length;
  if (list.length) {
    form.querySelector(`[name="${list[0][0]}"]`).focus();
  }
}

function fillForm(form, receipt) {
  for (const name of TYPED.filter((one) => one !== 'found')) {
    form.querySelector(`[name="${name}"]`).value = receipt[name] || '';
  }
  form.querySelectorAll('[name="found"]').forEach((one) => { one.checked = one.value === receipt.found; });
  followFound(form);
}
