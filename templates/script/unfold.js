/* Folded parts open for the printer and close again behind it; a jump opens the part that it leads to. */
'use strict';
(function () {
  let opened = [];

  function unfold(details) {
    opened = [...details].filter((one) => !one.open);
    opened.forEach((one) => { one.open = true; });
  }

  function arrive() {
    const target = document.getElementById(location.hash.slice(1));
    const part = target && target.closest('.part');
    const first = part && part.querySelector('.fold');
    if (first) first.open = true;
  }

  /* What is long on a phone only is open where there is room. */
  if (matchMedia('(min-width: 721px)').matches) {
    document.querySelectorAll('.fold[data-wide]').forEach((one) => { one.open = true; });
  }
  addEventListener('beforeprint', () => unfold(document.querySelectorAll('.fold')));
  addEventListener('afterprint', () => opened.forEach((one) => { one.open = false; }));
  addEventListener('hashchange', arrive);
  arrive();
}());
