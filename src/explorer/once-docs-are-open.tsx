import { usePluginStore } from "@graphiql/react";
import { type ReactNode, useState } from "react";

/** The interface reads once, when it appears, which pane is open: it has to appear after the documentation. */
export function OnceDocsAreOpen({ children }: { readonly children: ReactNode }) {
  const isOpen = usePluginStore(({ visiblePlugin }) => visiblePlugin !== null);
  const [wasOpen, setWasOpen] = useState(false);
  if (isOpen && !wasOpen) setWasOpen(true);
  return wasOpen ? children : null;
}
