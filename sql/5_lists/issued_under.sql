-- One row: the issue of the month, else the newest of an earlier one, and the settings under which its figures came about; none where
-- nothing was issued, or before settings were kept.
-- Basis: R108: an issued month stays, and what has been set otherwise since is told. Reads: lists.issue, lists.issued_under. Parameters: $month, six digits.
with

newest as (
    select
        issue_id,
        month,
    from lists.issue
    where month <= $month
    order by issue.month desc, version desc
    limit 1
),

issued_under as (
    select
        newest.month,
        kept.settings_sha256,
        kept.settings,
    from newest
    join lists.issued_under as kept using (issue_id)
)

select * from issued_under
