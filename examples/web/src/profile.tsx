import { useQuery } from "@apollo/client/react";
import { graphql } from "./generated";
import { Panel } from "./panel";

const meDocument = graphql(`
  query Me {
    me {
      id
      username
      name
      email
      roles
      expiresAt
    }
  }
`);

export function Profile() {
  const { data, error, loading, refetch } = useQuery(meDocument);
  return (
    <Panel title="Me" error={error} loading={loading} onRead={refetch}>
      {data && (
        <dl>
          <dt>Name</dt>
          <dd>{data.me.name ?? data.me.username ?? data.me.id}</dd>
          <dt>Username</dt>
          <dd>{data.me.username}</dd>
          <dt>Email</dt>
          <dd>{data.me.email}</dd>
          <dt>Roles</dt>
          <dd>
            <ul className="roles">
              {data.me.roles.map((role) => (
                <li key={role}>{role}</li>
              ))}
            </ul>
          </dd>
          <dt>Signed in until</dt>
          <dd>
            <time dateTime={data.me.expiresAt}>{new Date(data.me.expiresAt).toLocaleTimeString()}</time>, then renewed
            by itself
          </dd>
        </dl>
      )}
    </Panel>
  );
}
