import { element } from '../dom/element.ts';
import { text } from '../model/read-json.ts';
import { ALL, type Variable, type Variables } from '../variables/variables.ts';
import { Popup } from './popup.ts';

/** The variables a learner can change, each as a choice or a field. */
export function variableControls(variables: Variables, chosen: (name: string, values: string[]) => void): HTMLElement[] {
  return variables.all
    .filter(({ isHidden }) => !isHidden)
    .map((variable) => {
      const control = controlOf(variable, (values) => chosen(variable.name, values));
      const label =
        variable.json.hide === 1
          ? []
          : [element('span', { class: 'label', title: text(variable.json.description) }, variable.label)];
      const wrong = variable.error ? [element('span', { class: 'wrong', role: 'alert' }, variable.error)] : [];
      return element('div', { class: 'variable', 'data-variable': variable.name }, ...label, control, ...wrong);
    });
}

function controlOf(variable: Variable, chosen: (values: string[]) => void): HTMLElement {
  if (variable.type === 'textbox') return textField(variable, chosen);
  return variable.isMulti ? manyOf(variable, chosen) : oneOf(variable, chosen);
}

function textField({ label, chosen: [value = ''] }: Variable, chosen: (values: string[]) => void): HTMLElement {
  const field = element('input', { value, 'aria-label': label, spellcheck: 'false' });
  field.addEventListener('change', () => chosen([field.value]));
  return field;
}

function oneOf({ label, options, chosen: [value] }: Variable, chosen: (values: string[]) => void): HTMLElement {
  const items = options.map((one) => element('option', { value: one.value, selected: one.value === value }, one.text));
  const none = items.length === 0 ? [element('option', {}, 'None')] : [];
  const choice = element('select', { 'aria-label': label }, ...items, ...none);
  choice.addEventListener('change', () => chosen([choice.value]));
  return choice;
}

/** Several at once: a list of boxes to tick. */
function manyOf(variable: Variable, chosen: (values: string[]) => void): HTMLElement {
  const words = () =>
    variable.chosen.map((value) => variable.options.find((one) => one.value === value)?.text ?? value).join(' + ') || 'None';
  const popup = new Popup(
    words(),
    (box) => {
      const boxes = variable.options.map((one) => {
        const tick = element('input', { type: 'checkbox', value: one.value });
        tick.checked = variable.chosen.includes(one.value);
        return { one, tick };
      });
      for (const { one, tick } of boxes) {
        tick.addEventListener('change', () => {
          // All is all: one that is ticked after it stands alone, and the other way round.
          const ticked = boxes.filter((other) => other.tick.checked).map((other) => other.one.value);
          const values = one.value === ALL && tick.checked ? [ALL] : ticked.filter((value) => value !== ALL);
          chosen(values);
          for (const other of boxes) other.tick.checked = variable.chosen.includes(other.one.value);
          popup.opener.textContent = words();
        });
        box.append(element('label', { class: 'tick' }, tick, one.text));
      }
    },
    { name: variable.label },
  );
  popup.opener.setAttribute('aria-label', `${variable.label}: ${words()}`);
  return popup.element;
}
