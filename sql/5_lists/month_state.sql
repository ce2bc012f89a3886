-- One row per month with settlements or an issue: when it was issued and how many rows its list has, empty where it has not been;
-- and whether everything that was issued for it has been written out, too: a run may have been cut off in between.
-- Basis: 000 二(六): screened every month. Reads: warehouse.settlement, lists.issue, warehouse.ledger_line.
with

month_known as (
    select
        month,
        bool_or(has_settlements) as has_settlements,
    from (
        select distinct setl_month as month, true as has_settlements from warehouse.settlement
        union all
        select month, false from lists.issue
    )
    group by month
),

listed as (
    select *
    from lists.issue
    where version = 1
),

-- An issue of which no line says that it was written.
unwritten as (
    select distinct issue.month
    from lists.issue as issue
    anti join warehouse.ledger_line as line
        on line.event = 'written' and cast(json_extract(line.facts, '$.issue_id') as integer) = issue.issue_id
),

month_state as (
    select
        month_known.month,
        month_known.has_settlements,
        listed.issued_on,
        listed.official_rows,
        listed.early_rows,
        listed.withdrawn_rows,
        listed.month is not null and unwritten.month is null as is_written,
    from month_known
    left join listed using (month)
    left join unwritten using (month)
)

select * from month_state
order by month
