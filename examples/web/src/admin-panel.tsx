import { useQuery } from "@apollo/client/react";
import { graphql } from "./generated";
import { Panel } from "./panel";

const accessDocument = graphql(`
  query Access {
    access {
      coordinate
      who
    }
  }
`);

/** Asks like any other panel. Who may see it is the API's to say: there is no look at the roles here. */
export function AdminPanel() {
  const { data, error, loading, refetch } = useQuery(accessDocument);
  return (
    <Panel title="Who may use what" error={error} loading={loading} onRead={refetch}>
      {data && (
        <table>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Who</th>
            </tr>
          </thead>
          <tbody>
            {data.access.map(({ coordinate, who }) => (
              <tr key={coordinate}>
                <td>
                  <code>{coordinate}</code>
                </td>
                <td>{who.replaceAll("`", "")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
