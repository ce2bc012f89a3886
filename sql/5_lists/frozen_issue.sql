-- One row: what was frozen of an issue, and the hashes of its rows, of its settings and of everything loaded by then (empty where not kept).
-- Basis: promise 4: what was issued stays issued. Reads: lists.issue, lists.issued_under. Parameters: $issue_id.
with

frozen_issue as (
    select
        issue.frozen,
        issue.rows_sha256,
        coalesce(kept.settings_sha256, '') as settings_sha256,
        coalesce(kept.inputs_sha256, '') as inputs_sha256,
    from lists.issue as issue
    left join lists.issued_under as kept using (issue_id)
    where issue.issue_id = $issue_id
)

select * from frozen_issue
