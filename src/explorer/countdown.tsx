import { useEffect, useState } from "react";

/** The time left until a point in time, such as `4:59`, counted down every second. */
export function Countdown({ until }: { readonly until: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((until - now) / 1_000));
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <span className="countdown" role="timer" title="Until the access token expires; it is refreshed before">
      {seconds === 0 ? "expired" : clock}
    </span>
  );
}
