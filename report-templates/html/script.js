// Comfort on top of a page that is complete without it: collapsing, filtering, sorting, copying, printing.
// Thousands of rows are read when they are first filtered or sorted, not when the page opens.

(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  for (const element of all('.scripted')) element.hidden = false;

  const dark = matchMedia('(prefers-color-scheme: dark)');
  const theme = byId('theme');
  const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const nameTheme = () => {
    theme.textContent = isDark() ? 'Light' : 'Dark';
  };
  theme.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    nameTheme();
  });
  dark.addEventListener('change', nameTheme);
  nameTheme();

  const collapsible = all('details.finding, details.numbers, details.policy');
  const findings = all('details.finding');
  for (const element of findings) element.open = false;

  let opened = [];
  addEventListener('beforeprint', () => {
    opened = collapsible.filter((element) => !element.open);
    for (const element of opened) if (!element.matches('.finding .numbers')) element.open = true;
  });
  addEventListener('afterprint', () => {
    for (const element of opened) element.open = false;
  });

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy]');
    if (button === null) return;
    const source = byId(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(source);
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      document.execCommand('copy');
    }
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 1500);
  });

  const form = byId('filters');
  if (form === null) return;

  const cents = (text) => {
    const digits = text.replace(/[^0-9]/g, '');
    return digits === '' ? null : Number(digits) * (text.startsWith('−') ? -1 : 1);
  };
  const SEVERITIES = ['high', 'medium', 'low', 'info'];
  const cards = findings.map((element, at) => {
    const { policy, severity, account, region, cents: amount, name, counted } = element.dataset;
    return {
      element,
      at,
      policy,
      severity,
      account,
      region,
      name,
      counted: counted === 'yes',
      cents: amount === '' ? null : Number(amount),
      text: null,
    };
  });
  let rows = null;
  const readRows = () => {
    rows ??= all('#rows tbody tr').map((element, at) => {
      const [policy, severity, name, account, region, amount] = [...element.cells].map((cell) => cell.textContent);
      return {
        element,
        at: cards.length + at,
        policy,
        severity,
        account,
        region,
        name,
        counted: !element.classList.contains('x'),
        cents: cents(amount),
        text: `${policy} ${name} ${account} ${region}`.toLowerCase(),
      };
    });
    return rows;
  };
  const textOf = (item) => {
    item.text ??= `${(item.element.querySelector('summary') ?? item.element).textContent} ${all('.identity code, .tags li', item.element)
      .map((element) => element.textContent)
      .join(' ')}`.toLowerCase();
    return item.text;
  };

  const field = {
    text: byId('filter-text'),
    policy: byId('filter-policy'),
    severity: byId('filter-severity'),
    account: byId('filter-account'),
    region: byId('filter-region'),
    tag: byId('filter-tag'),
    minimum: byId('filter-minimum'),
  };
  const money = (amount) => `$${(amount / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

  function positionsOf(tag) {
    if (tag === '') return null;
    const positions = new Set();
    for (const { value, dataset } of all('#tags option'))
      if (value.toLowerCase().includes(tag)) for (const at of dataset.at.split(' ')) positions.add(Number(at));
    return positions;
  }

  function filter() {
    const words = field.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const minimum = field.minimum.value === '' ? null : Number(field.minimum.value) * 100;
    const positions = positionsOf(field.tag.value.trim().toLowerCase());
    const items = [...cards, ...readRows()];
    let shown = 0;
    let sum = 0;
    for (const item of items) {
      const matches =
        (field.policy.value === '' || item.policy === field.policy.value) &&
        (field.severity.value === '' || item.severity === field.severity.value) &&
        (field.account.value === '' || item.account === field.account.value) &&
        (field.region.value === '' || item.region === field.region.value) &&
        (minimum === null || (item.cents !== null && item.cents >= minimum)) &&
        (positions === null || positions.has(item.at)) &&
        (words.length === 0 || words.every((word) => textOf(item).includes(word)));
      if (item.element.hidden === matches) item.element.hidden = !matches;
      if (!matches) continue;
      shown += 1;
      if (item.counted && item.cents > 0) sum += item.cents;
    }
    const [count, total] = [shown, items.length].map((number) => number.toLocaleString('en-US'));
    const which = shown === items.length ? `All ${total} finding${shown === 1 ? '' : 's'}` : `${count} of ${total} findings`;
    byId('matches').textContent = `${which} shown; those that count save ${money(sum)} a month.`;
  }

  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  function sort() {
    const by = byId('sort').value;
    const key =
      by === 'severity'
        ? (item) => SEVERITIES.indexOf(item.severity)
        : by === 'rank'
          ? (item) => item.at
          : (item) => item[by].toLowerCase();
    for (const [list, parent] of [
      [cards, byId('full')],
      [readRows(), document.querySelector('#rows tbody')],
    ]) {
      if (parent === null) continue;
      const sorted = [...list].sort((a, b) => compare(key(a), key(b)) || a.at - b.at);
      parent.append(...sorted.map(({ element }) => element));
    }
  }

  let waiting = 0;
  const soon = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(filter);
  };
  // Read while the first letters are typed, so that the first of them is as quick as the others.
  form.addEventListener('focusin', () => setTimeout(readRows), { once: true });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', (event) => (event.target.id === 'sort' ? sort() : soon()));
  form.addEventListener('reset', () => {
    setTimeout(() => {
      sort();
      filter();
    });
  });

  const expand = byId('expand');
  expand.addEventListener('click', () => {
    const open = expand.textContent === 'Expand all';
    for (const element of findings) if (!element.hidden) element.open = open;
    expand.textContent = open ? 'Collapse all' : 'Expand all';
  });

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-field]');
    if (link === null) return;
    form.reset();
    field[link.dataset.field].value = link.dataset.value;
    setTimeout(filter);
  });

  function visit() {
    const target = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    if (target === null) return;
    if (target.matches('details')) target.open = true;
    if (!target.hidden) return;
    form.reset();
    filter();
    target.hidden = false;
    target.scrollIntoView();
  }
  addEventListener('hashchange', visit);
  // A browser that goes back to the page fills the fields in again.
  if (Object.values(field).some(({ value }) => value !== '')) filter();
  if (byId('sort').value !== 'rank') sort();
  visit();
})();
