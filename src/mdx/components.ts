/** Components that authors use without importing them, each with the attributes it knows. */
export const COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  Verify: ['checks'],
  Pipeline: [],
  Dashboard: ['uid', 'height'],
  Hint: ['title'],
};

/** Whether an author may write `<name>`. */
export const isComponent = (name: string): boolean => Object.hasOwn(COMPONENTS, name);
