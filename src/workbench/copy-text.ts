import { announce } from './announce.ts';

/** Puts a text on the clipboard and says so on the button for a moment. */
export async function copyText(text: string, pressed: HTMLElement): Promise<void> {
  const use = pressed.querySelector('use');
  const before = use?.getAttribute('href');
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    announce('Copying is not allowed here. Select the text and copy it.');
    return;
  }
  announce('Copied');
  if (!use || !before) return;
  use.setAttribute('href', '#i-ok');
  setTimeout(() => use.setAttribute('href', before), 1_500);
}
