-- One row per issue, recipient and target: how far what has to reach the recipient has come, with the issue's month and version.
-- Basis: 000 二(六) (to whom the list goes and by when). Reads: deliver.dispatch, lists.issue.
with

dispatch as (
    select
        dispatched.issue_id,
        issue.month,
        issue.version,
        dispatched.recipient,
        dispatched.target,
        dispatched.state,
        dispatched.attempts,
        dispatched.changed_on,
        dispatched.error_code,
        dispatched.sha256,
        dispatched.day_attempts,
    from deliver.dispatch as dispatched
    join lists.issue as issue using (issue_id)
)

select * from dispatch
order by month, version, target, recipient
