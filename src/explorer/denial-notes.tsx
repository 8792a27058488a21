import { describeRequirements } from "../graphql/directive/describe-requirements.js";
import type { AnswerError } from "./answer.js";

interface DenialNotesProps {
  readonly errors: readonly AnswerError[];
  /** Whose answer it is; null for somebody who is not signed in. */
  readonly username: string | null;
}

/** Why an operation was refused: which coordinates, what they require, what this user lacks. */
export function DenialNotes({ errors, username }: DenialNotesProps) {
  const denials = errors.filter(({ extensions }) => extensions?.coordinate !== undefined);
  if (denials.length === 0) return null;
  return (
    <div className="denials" role="status">
      <strong>{username === null ? "Refused: nobody is signed in." : `Refused for ${username}.`}</strong>
      <ul>
        {denials.map(({ extensions: { coordinate, requires = [], missing = [] } = {} }) => (
          <li key={coordinate}>
            <code>{coordinate}</code> requires {toWords(describeRequirements(requires))}
            {username !== null && missing.length > 0 && `; ${username} lacks ${toWords(describeRequirements(missing))}`}
            .{username === null && " Log in first."}
          </li>
        ))}
      </ul>
    </div>
  );
}

const toWords = (described: string) => described.replaceAll("`", "") || "a signed-in user";
