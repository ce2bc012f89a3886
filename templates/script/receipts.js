'use strict';
/* Receipt files: what was written on the page as JSON or as a table, and a JSON file read back. All values are texts. */

const RECEIPT_FORMAT = 'monitor-receipts';
const RECEIPT_VERSION = 1;
const RECEIPT_BYTES = 5000000;
const TYPED = ['visited_on', 'visitor', 'found', 'outcome', 'measures', 'remarks'];
/* A cell that a spreadsheet would take for a formula gets an apostrophe, and so does one that begins with one. */
const NEEDS_APOSTROPHE = /^\s*[=+\-@＝＋－＠']|^[\t\r\n]/u;

/* Every column of a receipt, those that a visit has nothing to say of empty. */
function receiptRow(facts, receipt) {
  const known = { ...receipt, month: facts.month, issue_version: facts.version, recipient: facts.recipient };
  return Object.fromEntries(facts.columns.map(([name]) => [name, known[name] || '']));
}

function receiptName(facts, ending) {
  return `receipts_${facts.recipient}_${facts.month}_v${facts.version}.${ending}`;
}

function receiptJson(facts, receipts) {
  const whole = {
    format: RECEIPT_FORMAT,
    version: RECEIPT_VERSION,
    place: facts.place,
    month: facts.month,
    issue_version: Number(facts.version),
    recipient: facts.recipient,
    receipts: receipts.map((one) => receiptRow(facts, one)),
  };
  return `${JSON.stringify(whole, null, 1)}\n`;
}

function csvCell(text) {
  const safe = NEEDS_APOSTROPHE.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function receiptCsv(facts, receipts) {
  const lines = receipts.map((one) => {
    const row = receiptRow(facts, one);
    return facts.columns.map(([name]) => (facts.words[name] || {})[row[name]] || row[name]);
  });
  const all = [facts.columns.map(([, heading]) => heading), ...lines];
  return `\ufeff${all.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('')}`;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/* What is wrong with a file as a whole; empty if it is one of this page's. */
function fileProblem(whole, facts) {
  if (!whole || whole.format !== RECEIPT_FORMAT || !Array.isArray(whole.receipts)) {
    return '这不是本系统的回执文件（JSON）。';
  }
  if (whole.version !== RECEIPT_VERSION) {
    return '这份回执文件的格式版本与本页不同。';
  }
  const own = [facts.place, facts.recipient, facts.month, facts.version].join('|');
  const its = [whole.place, whole.recipient, whole.month, whole.issue_version].join('|');
  return own === its ? '' : `这份回执是 ${whole.month} 第 ${whole.issue_version} 版 ${whole.recipient} 的，不属于本页。`;
}

/* A receipt with the typed texts only; null if one of them is no text or no word of the page. */
function receiptOf(one, facts) {
  if (!one || !TYPED.every((name) => typeof one[name] === 'string') || typeof one.row_code !== 'string') {
    return null;
  }
  const known = (name) => ['', ...Object.keys(facts.words[name])].includes(one[name]);
  if (!known('found') || !known('outcome')) {
    return null;
  }
  return Object.fromEntries(['row_code', ...TYPED].map((name) => [name, one[name]]));
}

function download(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
