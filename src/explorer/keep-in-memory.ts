/** Where nothing secret is: the sizes of the panes and the theme. Documents and variables hold passwords and tokens. */
const harmless = /:(?:theme|docExplorerFlex|editorFlex|secondaryEditorFlex|visiblePlugin)$/;

/**
 * What the editor keeps: its looks in `localStorage`, everything else in memory until the page is closed. It looks here
 * for the variables of its first tab.
 */
export function keepInMemory(variables: string) {
  const memory = new Map([["graphiql:variables", variables]]);
  return {
    getItem: (key: string) => memory.get(key) ?? (harmless.test(key) ? localStorage.getItem(key) : null),
    setItem(key: string, value: string) {
      memory.set(key, value);
      if (harmless.test(key)) localStorage.setItem(key, value);
    },
    removeItem(key: string) {
      memory.delete(key);
      localStorage.removeItem(key);
    },
    clear() {
      memory.clear();
      localStorage.clear();
    },
    get length() {
      return memory.size;
    },
  };
}
