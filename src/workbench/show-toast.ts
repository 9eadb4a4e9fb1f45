/** Shows a toast; its code and look are loaded with the first one. */
export async function showToast(sentence: string, symbol: 'ok' | 'warn' = 'ok'): Promise<void> {
  const { toast } = await import('./toast.ts');
  toast(sentence, symbol);
}
