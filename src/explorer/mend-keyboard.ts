import { isMacOs } from "@graphiql/react";

const dialog = '[role="dialog"]';
const search = ".graphiql-doc-explorer-search [role=combobox]";

const isInDialog = (target: EventTarget | null) => target instanceof Element && target.closest(dialog) !== null;

/**
 * Keeps what the editor promises to whoever uses the keyboard, and does not keep itself: Ctrl+K leads to the search of
 * the documentation, and a closed dialog leads back to where it was opened.
 *
 * @returns what ends it.
 */
export function mendKeyboard(): () => void {
  const end = new AbortController();
  let opener: EventTarget | null = null;

  addEventListener(
    "keydown",
    (event) => {
      const field = document.querySelector<HTMLElement>(search);
      if (isMacOs || !event.ctrlKey || event.key !== "k" || field === null) return;
      event.preventDefault();
      field.focus();
    },
    end,
  );
  addEventListener(
    "focusin",
    ({ target, relatedTarget }) => {
      if (isInDialog(target) && !isInDialog(relatedTarget)) opener = relatedTarget;
    },
    end,
  );
  const observer = new MutationObserver(() => {
    if (document.activeElement !== document.body || document.querySelector(dialog) !== null) return;
    if (opener instanceof HTMLElement) opener.focus();
    opener = null;
  });
  observer.observe(document.body, { childList: true });

  return () => {
    end.abort();
    observer.disconnect();
  };
}
