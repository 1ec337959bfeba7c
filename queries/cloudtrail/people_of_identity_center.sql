-- title: What people did by IAM Identity Center
-- description: Each person who signed in by IAM Identity Center, with the role, the account and the events: how often, refused how often, when first and last. person is the name of the session; user_id is that of the directory, where the record has it.
-- category: activity
-- tags: identity, audit
-- param: person    string  = null    Only this session name, mostly a name or an address of mail; null means all.
-- param: user_id   string  = null    Only this user of the directory; null means all.
-- param: distinct  boolean = false   A record that was delivered twice counts once.
-- param: limit     integer = 1000    At most this many rows, the most calls first.
-- returns: person string, user_id string, role string, account_id string, event_source string, event_name string, calls bigint, errors bigint, source_ips string[], first_seen timestamp, last_seen timestamp
-- limits: A session of Identity Center is told by its role, AWSReservedSSO_..., or by a user of the directory in the record, which few services write. Who takes another role from there leaves the name behind: see role_chaining. Reads and writes of objects are here only where the trail logs data events.
-- reference: https://docs.aws.amazon.com/singlesignon/latest/userguide/sso-cloudtrail-use-cases.html
with calls as (
    select
        session_name as person,
        on_behalf_of_user_id as user_id,
        session_issuer_name as role,
        account_id,
        event_source,
        event_name,
        outcome,
        source_ip,
        event_time
    from cloudtrail
    where (session_issuer_name like 'AWSReservedSSO\_%' escape '\' or on_behalf_of_user_id is not null)
        and (:person is null or session_name = :person)
        and (:user_id is null or on_behalf_of_user_id = :user_id)
)
select
    person,
    user_id,
    role,
    account_id,
    event_source,
    event_name,
    count(*) as calls,
    count_if(outcome not in ('ok', 'NotModified')) as errors,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from calls
group by person, user_id, role, account_id, event_source, event_name
order by calls desc, person, user_id, role, account_id, event_source, event_name
limit :limit
