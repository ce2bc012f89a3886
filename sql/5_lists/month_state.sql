-- One row per month with settlements or an issue: when it was issued and how many rows its list has, empty where it has not been.
-- Basis: 000 二(六): screened every month. Reads: warehouse.settlement, lists.issue.
with

month_known as (
    select distinct setl_month as month from warehouse.settlement
    union
    select month from lists.issue
),

newest as (
    select *
    from lists.issue
    qualify row_number() over (partition by month order by version desc) = 1
),

month_state as (
    select
        month_known.month,
        newest.issued_on,
        newest.official_rows,
        newest.early_rows,
        newest.withdrawn_rows,
    from month_known
    left join newest using (month)
)

select * from month_state
order by month
