'use strict';
/* Opens a sealed page: takes the passcode, decrypts, puts the page in place. Keeps neither passcode nor key. */
(function () {
  const WRONG = '打不开：口令不对，或者文件不完整、被改动过。请核对口令后再试；仍打不开时请向制发单位重新索取文件。';
  const BROKEN = '文件不完整，打不开。请向制发单位重新索取文件。';
  const TOO_OLD = '这个浏览器打不开加密的名单。请把文件存到本机，用较新的浏览器（Chrome、Edge、Firefox、Safari）打开。';
  const EXPIRED = '本页已过有效期，不再打开。请删除本文件，需要时向制发单位索取新的名单。' +
    '（有效期按本机的日期判断，只起提醒作用，不能代替删除。）';
  const WORKING = '正在打开……';

  document.body.dataset.sealed = 'locked';

  function bytesOf(base64) {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  }

  function typed(text) {
    return text.normalize('NFKC').toLowerCase().replace(/[^0-9a-z]/g, '');
  }

  async function keyOf(code, header) {
    const material = await crypto.subtle.importKey('raw', new TextEncoder().encode(code), 'PBKDF2', false, ['deriveKey']);
    const rounds = { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(header.salt), iterations: header.iterations };
    return crypto.subtle.deriveKey(rounds, material, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
  }

  async function open(key, headerText, content) {
    const header = JSON.parse(headerText);
    const cipher = { name: 'AES-GCM', iv: bytesOf(header.nonce), additionalData: new TextEncoder().encode(headerText) };
    const packed = await crypto.subtle.decrypt(cipher, key, bytesOf(content));
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
    return new Response(unpacked).text();
  }

  function isOver(lastDay) {
    const now = new Date();
    const two = (number) => String(number).padStart(2, '0');
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}` > lastDay;
  }

  function isAble() {
    return Boolean(window.crypto && crypto.subtle && window.DecompressionStream);
  }

  function putInPlace(text) {
    const parsed = new DOMParser().parseFromString(text, 'text/html');
    document.body.replaceChildren(...parsed.body.childNodes);
    document.body.dataset.sealed = 'open';
    window.scrollTo(0, 0);
    if (typeof window.monitorStart === 'function') {
      window.monitorStart();
    }
  }

  async function unlock(code) {
    const sealed = document.getElementById('sealed');
    if (!isAble()) {
      return TOO_OLD;
    }
    if (sealed === null || !sealed.dataset.header || !sealed.dataset.content) {
      return BROKEN;
    }
    let text = '';
    try {
      const header = JSON.parse(sealed.dataset.header);
      if (isOver(header.valid_until)) {
        return EXPIRED;
      }
      text = await open(await keyOf(typed(code), header), sealed.dataset.header, sealed.dataset.content);
    } catch (error) {
      return WRONG;
    }
    putInPlace(text);
    return '';
  }

  async function submitted(event) {
    event.preventDefault();
    const [input, button, said] = ['input', 'button', '#said'].map((one) => event.target.querySelector(one));
    if (button.disabled) {
      return;
    }
    button.disabled = true;
    said.classList.add('busy');
    said.textContent = WORKING;
    const problem = await unlock(input.value);
    said.classList.remove('busy');
    said.textContent = problem;
    button.disabled = false;
  }

  const form = document.getElementById('unlock');
  if (form !== null) {
    form.addEventListener('submit', submitted);
  }
  window.monitorSealed = Object.freeze({ keyOf, open, typed });
}());
