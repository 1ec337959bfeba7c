-- title: Calls by other accounts and by AWS Support, and root sessions opened in members
-- description: Who from outside acts in your accounts, and by which way: another account, AWS Support through its role, or a short root session that the management account opens in a member (AssumeRoot). How often, which events, when first and last.
-- category: detection
-- tags: identity, audit, t1199
-- param: own_accounts  string[] = null    Accounts of your own, to be left out as other accounts.
-- param: distinct      boolean  = false   A record that was delivered twice counts once.
-- param: limit         integer  = 100     At most this many rows, the most calls first.
-- returns: way string, actor string, identity_account string, account_id string, event_source string, calls bigint, errors bigint, event_names string[], source_ips string[], first_seen timestamp, last_seen timestamp
-- limits: Of a root session the call that opened it is here, what was done with it is in root_activity. A third party that takes a role in your account is that role from then on: its AssumeRole is here, what followed stands in access_key_activity of the new key. Fields that tell a delegated caller are not in the table. The actor of another account is mostly an id without a name.
-- reference: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
with calls as (
    select
        case
            when event_source = 'sts.amazonaws.com' and event_name = 'AssumeRoot' then 'root session of a member'
            when session_issuer_name = 'AWSServiceRoleForSupport' or invoked_by = 'support.amazonaws.com' then 'AWS Support'
            when identity_account <> account_id
                and identity_account <> 'anonymous'
                and (:own_accounts is null or identity_account not in (:own_accounts)) then 'another account'
        end as way,
        principal as actor,
        identity_account,
        account_id,
        event_source,
        event_name,
        outcome,
        source_ip,
        event_time
    from cloudtrail
)
select
    way,
    actor,
    identity_account,
    account_id,
    event_source,
    count(*) as calls,
    count_if(outcome not in ('ok', 'NotModified')) as errors,
    array_sort(array_agg(distinct event_name)) as event_names,
    array_sort(array_agg(distinct source_ip) filter (where source_ip is not null)) as source_ips,
    min(event_time) as first_seen,
    max(event_time) as last_seen
from calls
where way is not null
group by way, actor, identity_account, account_id, event_source
order by calls desc, way, actor, identity_account, account_id, event_source
limit :limit
