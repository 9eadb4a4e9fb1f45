import { ask, GrafanaError } from '../api/grafana-client.ts';
import { button, element } from '../dom/element.ts';
import { type Json, record } from '../model/read-json.ts';

/** Shows the JSON of a dashboard, to read, to change and to save; `saved` is called when it was. */
export function openJsonView(json: Json, saved: () => void): void {
  const editor = element('textarea', { 'aria-label': 'JSON of the dashboard', spellcheck: 'false' });
  editor.value = JSON.stringify(json, undefined, 2);
  const said = element('p', { class: 'wrong', role: 'alert' });
  const user = element('input', { name: 'user', autocomplete: 'username', value: 'admin' });
  const password = element('input', { name: 'password', type: 'password', autocomplete: 'current-password' });
  const dialog = element('dialog', { class: 'json', 'aria-label': 'JSON model' });
  const form = element(
    'form',
    { class: 'save' },
    element('label', {}, 'User', user),
    element('label', {}, 'Password', password),
    element('button', { type: 'submit' }, 'Save'),
    button('Close', () => dialog.close()),
  );
  dialog.append(element('h2', {}, 'JSON model'), editor, said, form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    said.textContent = await save(editor.value, `${user.value}:${password.value}`);
    if (said.textContent !== '') return;
    dialog.close();
    saved();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** What is wrong, in words; nothing when it was saved. */
async function save(words: string, account: string): Promise<string> {
  let dashboard: Json;
  try {
    dashboard = record(JSON.parse(words));
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  try {
    const headers = { authorization: `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(account)))}` };
    await ask('/api/dashboards/db', { body: { dashboard, message: 'Changed as JSON' }, headers });
    return '';
  } catch (error) {
    if (!(error instanceof GrafanaError)) throw error;
    if (error.status === 412) return `${error.message} Close this, and open it again to see how it is stored now.`;
    return error.message;
  }
}
