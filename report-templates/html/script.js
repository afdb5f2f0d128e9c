// Comfort on top of a page that is complete without it: collapsing, filtering, sorting, copying, printing.
// The index of the findings is read when they are first filtered or sorted, not when the page opens.

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

  const cards = all('details.finding');
  for (const element of cards) element.open = false;

  // A print holds the details of the findings that save most and of those that the reader opened, and the first of the rows.
  const PRINTED = { details: 10, rows: 100 };
  const counted = (number, one, more) => `${number.toLocaleString('en-US')} ${number === 1 ? one : more}`;
  let opened = [];
  addEventListener('beforeprint', () => {
    const seen = cards.filter((element) => !element.hidden);
    opened = seen.slice(0, PRINTED.details).filter((element) => !element.open);
    for (const element of opened) element.open = true;
    for (const element of cards) element.classList.toggle('printed', element.open);
    const rows = all('#rows tbody tr:not([hidden])');
    for (const [at, element] of rows.entries()) element.classList.toggle('printed', at < PRINTED.rows);
    const details = seen.filter((element) => !element.open).length;
    const left = [
      details > 0 ? `the details of ${counted(details, 'finding', 'findings')}` : '',
      rows.length > PRINTED.rows ? `${counted(rows.length - PRINTED.rows, 'row', 'rows')} of smaller findings` : '',
    ].filter(Boolean);
    const note = byId('print-note');
    if (note !== null) note.textContent = left.length === 0 ? '' : `Not in this print, but in the HTML file: ${left.join(' and ')}.`;
  });
  addEventListener('afterprint', () => {
    for (const element of opened) element.open = false;
  });

  // A picture that is wider than its place is scrolled by keyboard too.
  let measuring = 0;
  const measure = () => {
    cancelAnimationFrame(measuring);
    measuring = requestAnimationFrame(() => {
      const wider = all('.canvas').map((element) => [element, element.scrollWidth > element.clientWidth]);
      for (const [element, isWider] of wider) isWider ? element.setAttribute('tabindex', '0') : element.removeAttribute('tabindex');
    });
  };
  addEventListener('resize', measure);
  document.addEventListener('toggle', measure, true);
  measure();

  // Read aloud when it changes: the text of a button that was pressed is not.
  const said = document.createElement('p');
  said.className = 'hidden';
  said.setAttribute('role', 'status');
  document.body.append(said);

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
    said.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
      said.textContent = '';
    }, 1500);
  });

  const form = byId('filters');
  const index = byId('index');
  if (form === null || index === null) return;

  const SEVERITIES = ['high', 'medium', 'low', 'info'];
  const CONFIDENCES = ['high', 'medium', 'low'];
  /** All findings by rank, as the index gives them, with their elements; the last of very many have none. */
  let findings = null;
  function read() {
    if (findings !== null) return findings;
    const elements = [...cards, ...all('#rows tbody tr')];
    const lines = index.textContent.split('\n');
    const gap = lines.indexOf('');
    const shared = lines.slice(0, gap).map((line) => line.split('\t'));
    const sharedAt = (number) => (number ? shared[Number.parseInt(number, 36)] : ['']);
    findings = lines.slice(gap + 1).map((line, at) => {
      const [flags, ...fields] = line.split('\t');
      const [policy, account, region, owner, environment, advice, change, arn] = fields.slice(0, 8).map(sharedAt);
      const [cents, name, id = '', own = ''] = fields.slice(8);
      return {
        at,
        element: elements[at] ?? null,
        severity: SEVERITIES[flags[0]],
        confidence: CONFIDENCES[flags[1]],
        counted: flags[2] === '1',
        policy: policy[0],
        account: account[0],
        region: region[0],
        owner: owner[0],
        action: advice[0],
        cents: cents === '' ? null : Number(cents),
        name,
        texts: { id: id || name, own, arn: arn[0], lists: [policy, account, region, owner, environment, advice, change] },
        text: null,
      };
    });
    return findings;
  }
  function textOf(item) {
    if (item.text !== null) return item.text;
    const { id, own, arn, lists } = item.texts;
    const marks = { '*i': id, '*n': item.name, '*a': item.account, '*r': item.region, '**': '*' };
    const whole = arn.replace(/\*[inar*]/g, (mark) => marks[mark]);
    item.text = [own || item.element.id.slice(2), item.name, id, whole, item.severity, ...lists.flat()].join('\n').toLowerCase();
    return item.text;
  }

  const field = {
    text: byId('filter-text'),
    policy: byId('filter-policy'),
    severity: byId('filter-severity'),
    confidence: byId('filter-confidence'),
    account: byId('filter-account'),
    region: byId('filter-region'),
    owner: byId('filter-owner'),
    action: byId('filter-action'),
    tag: byId('filter-tag'),
    minimum: byId('filter-minimum'),
  };
  const money = (amount) => `$${(amount / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

  let tags = null;
  /** Positions of the findings with a tag that holds these letters. */
  function positionsOf(letters) {
    tags ??= all('#tags option').map(({ value, dataset }) => ({ value: value.toLowerCase(), at: dataset.at.split(' ').map(Number) }));
    return new Set(tags.filter(({ value }) => value.includes(letters)).flatMap(({ at }) => at));
  }

  function filter() {
    const words = field.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const tagged = words.map(positionsOf);
    const minimum = field.minimum.value === '' ? null : Math.round(Number(field.minimum.value) * 100);
    const tag = field.tag.value.trim().toLowerCase();
    const positions = tag === '' ? null : positionsOf(tag);
    const items = read();
    let [matching, elsewhere, sum, rows, unknown] = [0, 0, 0, 0, 0];
    for (const item of items) {
      const matches =
        (field.policy.value === '' || item.policy === field.policy.value) &&
        (field.severity.value === '' || item.severity === field.severity.value) &&
        (field.confidence.value === '' || item.confidence === field.confidence.value) &&
        (field.account.value === '' || item.account === field.account.value) &&
        (field.region.value === '' || item.region === field.region.value) &&
        (field.owner.value === '' || item.owner === field.owner.value) &&
        (field.action.value === '' || item.action === field.action.value) &&
        (minimum === null || (item.cents !== null && item.cents >= minimum)) &&
        (positions === null || positions.has(item.at)) &&
        words.every((word, at) => textOf(item).includes(word) || tagged[at].has(item.at));
      if (item.element !== null && item.element.hidden === matches) item.element.hidden = !matches;
      if (!matches) continue;
      matching += 1;
      if (item.element === null) elsewhere += 1;
      else if (item.at >= cards.length) rows += 1;
      if (item.counted && item.cents > 0) sum += item.cents;
      if (item.counted && item.cents === null) unknown += 1;
    }
    const [count, total] = [matching, items.length].map((number) => number.toLocaleString('en-US'));
    const which = matching === items.length ? `All ${counted(items.length, 'finding', 'findings')}` : `${count} of ${total} findings`;
    const where = elsewhere === 0 ? 'shown' : `match, ${elsewhere.toLocaleString('en-US')} of them in report.json alone`;
    const worth = sum === 0 && unknown > 0 ? 'what those that count save is not known' : `those that count save ${money(sum)} a month`;
    byId('matches').textContent = `${which} ${where}; ${worth}.`;
    byId('none').hidden = matching > 0;
    for (const head of all('.columns-head')) head.hidden = matching - elsewhere - rows === 0;
    for (const smaller of all('.smaller')) smaller.hidden = rows === 0;
  }

  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  function sort() {
    const by = byId('sort').value;
    const orders = {
      rank: ({ at }) => at,
      severity: ({ severity }) => SEVERITIES.indexOf(severity),
      confidence: ({ confidence }) => CONFIDENCES.indexOf(confidence),
    };
    const key = orders[by] ?? ((item) => item[by].toLowerCase());
    const listed = read().filter(({ element }) => element !== null);
    for (const [list, parent] of [
      [listed.slice(0, cards.length), byId('full')],
      [listed.slice(cards.length), document.querySelector('#rows tbody')],
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
  form.addEventListener('focusin', () => setTimeout(read), { once: true });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', (event) => (event.target.id === 'sort' ? sort() : soon()));
  form.addEventListener('reset', () => {
    setTimeout(() => {
      sort();
      filter();
    });
  });

  byId('show-all').addEventListener('click', () => {
    form.reset();
    field.text.focus();
  });

  const expand = byId('expand');
  expand.addEventListener('click', () => {
    const open = expand.textContent === 'Expand all';
    for (const element of cards) if (!element.hidden) element.open = open;
    expand.textContent = open ? 'Collapse all' : 'Expand all';
  });

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-field]');
    if (link === null) return;
    form.reset();
    field[link.dataset.field].value = link.dataset.value;
    setTimeout(filter);
  });

  /** What the address names; one that is not encoded as addresses are is taken as it stands. */
  function named() {
    const hash = location.hash.slice(1);
    try {
      return decodeURIComponent(hash);
    } catch {
      return hash;
    }
  }
  function visit() {
    const name = named();
    const target = name === '' ? null : byId(name);
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
