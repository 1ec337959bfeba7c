-- title: Whose key is this
-- description: Principals that an access key stood for, with their account and the role or user that a session came from.
-- category: activity
-- tags: credentials, triage
-- param: access_key_id  string   The key: AKIA... of a user, ASIA... of a session.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit  integer = 100   At most this many rows, the most first.
-- returns: actor string, identity_type string, identity_account string, session_issuer_arn string, calls bigint, first_seen timestamp, last_seen timestamp
-- limits: A key that was not used in the window is not here. With two accounts the record of the bucket's owner may lack the key.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
select
    actor,
    identity_type,
    identity_account,
    session_issuer_arn,
    count(*) as calls,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from cloudtrail
where access_key_id = :access_key_id
group by actor, identity_type, identity_account, session_issuer_arn
order by calls desc, actor, identity_type, identity_account, session_issuer_arn
limit :limit
