// The page of the embedded broker: reads the API as the user who logged in, every two seconds. What it shows, it shows as text.

const REFRESH_MS = 2_000;
const KEPT = 'authorization';

/** @type {HTMLElement | null} */
const main = document.querySelector('#main');
/** @type {HTMLElement | null} */
const gone = document.querySelector('#gone');
/** @type {HTMLElement | null} */
const nav = document.querySelector('nav');
let drawn = '';

/** An element with text and children; nothing is ever read as HTML. */
function el(
  /** @type {string} */ name,
  /** @type {Record<string, string>} */ attributes,
  /** @type {(Node | string)[]} */ ...children
) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

class Unauthorized extends Error {}

/** Asks the API. A wrong password is an Unauthorized, a missing thing undefined. */
async function ask(/** @type {string} */ path) {
  const headers = { authorization: sessionStorage.getItem(KEPT) ?? '' };
  const response = await fetch(path, { headers, credentials: 'omit' });
  if (response.status === 401) throw new Unauthorized((await response.json().catch(() => ({}))).reason ?? '');
  return response.ok ? response.json() : undefined;
}

const at = (/** @type {string} */ vhost, /** @type {string} */ name) =>
  `${encodeURIComponent(vhost)}/${encodeURIComponent(name)}`;

function table(/** @type {string[]} */ heads, /** @type {(Node | string | number)[][]} */ rows) {
  const cell = (/** @type {Node | string | number} */ value) =>
    typeof value === 'number' ? el('td', { class: 'number' }, value.toLocaleString('en-US')) : el('td', {}, value);
  const numbers = new Set(rows[0]?.flatMap((value, i) => (typeof value === 'number' ? [i] : [])));
  const head = heads.map((text, i) => el('th', { scope: 'col', ...(numbers.has(i) && { class: 'number' }) }, text));
  const body = rows.map((row) => el('tr', {}, ...row.map(cell)));
  return el('div', { class: 'wide' }, el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...body)));
}

const quiet = (/** @type {string} */ text) => el('p', { class: 'quiet' }, text);

const kindOf = (/** @type {any} */ queue) => `${queue.durable ? 'durable' : 'transient'}, ${queue.type}`;

async function queuesPage() {
  const queues = (await ask('/api/queues')) ?? [];
  const rows = queues.map((/** @type {any} */ q) => [
    el('a', { href: `#/queues/${at(q.vhost, q.name)}` }, q.name),
    q.vhost,
    kindOf(q),
    q.messages,
  ]);
  const empty = quiet('There are no queues yet. A lesson’s first block makes one.');
  return ['Queues', rows.length === 0 ? empty : table(['Name', 'Vhost', 'Kind', 'Messages'], rows)];
}

async function exchangesPage() {
  const exchanges = (await ask('/api/exchanges')) ?? [];
  const bindings = (await ask('/api/bindings')) ?? [];
  const rows = exchanges.map((/** @type {any} */ x) => [
    x.name || '(default)',
    x.vhost,
    x.type,
    x.durable ? 'durable' : 'transient',
  ]);
  return ['Exchanges', table(['Name', 'Vhost', 'Type', 'Kind'], rows), el('h2', {}, 'Bindings'), bindingsTable(bindings)];
}

function bindingsTable(/** @type {any[]} */ bindings) {
  if (bindings.length === 0) return quiet('There are no bindings.');
  const rows = bindings.map((b) => [b.source || '(default)', b.routing_key, `${b.destination_type} ${b.destination}`]);
  return table(['From', 'Routing key', 'To'], rows);
}

async function queuePage(/** @type {string} */ vhost, /** @type {string} */ name) {
  const queue = await ask(`/api/queues/${at(vhost, name)}`);
  if (!queue) return [name, quiet(`There is no queue ${name} in the vhost ${vhost}.`)];
  const bindings = (await ask(`/api/queues/${at(vhost, name)}/bindings`)) ?? [];
  const newest = (await ask(`/embedded/newest/${at(vhost, name)}`)) ?? [];
  const fact = (/** @type {string} */ term, /** @type {string} */ text) => el('div', {}, el('dt', {}, term), el('dd', {}, text));
  return [
    name,
    el(
      'dl',
      {},
      fact('Messages', queue.messages.toLocaleString('en-US')),
      fact('Bytes', queue.message_bytes.toLocaleString('en-US')),
      fact('On disk', queue.messages_persistent.toLocaleString('en-US')),
      fact('Vhost', vhost),
      fact('Kind', kindOf(queue)),
    ),
    el('h2', {}, 'Newest messages'),
    quiet('Only looked at: they stay in the queue, in their order, and do not count as delivered.'),
    ...(newest.length === 0 ? [quiet('The queue is empty.')] : newest.map(messageArticle)),
    el('h2', {}, 'Bindings'),
    bindingsTable(bindings),
  ];
}

function messageArticle(/** @type {any} */ message) {
  const { exchange, routing_key: key, redelivered, payload, payload_encoding: encoding, properties } = message;
  const words = [`from ${exchange || '(default)'}`, `routing key ${key}`];
  if (redelivered) words.push('delivered before');
  if (encoding === 'base64') words.push('shown as base64');
  const props = Array.isArray(properties) ? [] : [quiet(JSON.stringify(properties))];
  return el('article', {}, quiet(words.join(' · ')), ...props, el('pre', { tabindex: '0' }, readable(payload)));
}

/** JSON with its fields on lines; anything else as it is. */
function readable(/** @type {string} */ payload) {
  try {
    return JSON.stringify(JSON.parse(payload), undefined, 2);
  } catch {
    return payload; // it is no JSON
  }
}

function route() {
  const parts = location.hash.replace(/^#\/?/, '').split('/').map(decodePart);
  if (parts[0] === 'queues' && parts.length === 3) return () => queuePage(parts[1] ?? '/', parts[2] ?? '');
  return parts[0] === 'exchanges' ? exchangesPage : queuesPage;
}

function decodePart(/** @type {string} */ part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray %: shown as it is
  }
}

function showLogin(/** @type {string} */ why) {
  if (nav) nav.hidden = true;
  const name = el('input', { name: 'name', autocomplete: 'username', required: '', value: 'guest' });
  const password = el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: '' });
  const form = el('form', {}, el('label', {}, 'Name', name), el('label', {}, 'Password', password), el('button', {}, 'Log in'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (form));
    const bytes = new TextEncoder().encode(`${data.get('name')}:${data.get('password')}`);
    sessionStorage.setItem(KEPT, `Basic ${btoa(String.fromCharCode(...bytes))}`);
    drawn = '';
    draw();
  });
  const reason =
    why === ''
      ? []
      : [
          el(
            'p',
            { class: 'bad', role: 'alert' },
            `${why}. Try again; the user that comes with it is guest, its password guest.`,
          ),
        ];
  main?.replaceChildren(el('h1', {}, 'Log in'), ...reason, form);
  password.focus();
}

/** Says that the broker does not answer, or no longer says so. */
function setGone(/** @type {boolean} */ isGone) {
  main?.toggleAttribute('data-stale', isGone);
  if (gone) gone.hidden = !isGone;
}

async function draw() {
  const isKnown = sessionStorage.getItem(KEPT) !== null;
  if (!isKnown) return main?.querySelector('form') ? undefined : showLogin('');
  try {
    show(await route()());
    setGone(false);
  } catch (error) {
    if (!(error instanceof Unauthorized)) return setGone(true); // it stopped: the next look may find it again
    setGone(false);
    sessionStorage.removeItem(KEPT);
    showLogin(error.message || 'Log in');
  }
}

/** Draws when something changed, so that what is selected or scrolled stays. */
function show(/** @type {(Node | string)[]} */ [title = '', ...content]) {
  const next = el('div', {}, el('h1', {}, title), ...content);
  if (next.innerHTML === drawn) return;
  drawn = next.innerHTML;
  document.title = `${title} · embedded, RabbitMQ-compatible`;
  main?.replaceChildren(...next.childNodes);
  if (!nav) return;
  nav.hidden = false;
  for (const link of nav.querySelectorAll('a')) {
    if ((location.hash || '#/queues').startsWith(link.hash)) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

document.querySelector('#log-out')?.addEventListener('click', () => {
  sessionStorage.removeItem(KEPT);
  drawn = '';
  showLogin('');
});
addEventListener('hashchange', () => {
  draw();
  main?.focus();
});
setInterval(() => document.visibilityState === 'visible' && draw(), REFRESH_MS);
draw();
