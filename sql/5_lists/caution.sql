-- One row: what is missing around a month that is about to be issued.
-- Basis: promise 2; 000 二(二) (rosters come every month), 二(六) (screened every month).
-- Reads: warehouse.identity_row, warehouse.person_row, warehouse.settlement, lists.issue. Parameters: $year, $month.
with

month_with_settlements as (
    select distinct setl_month
    from warehouse.settlement
    where setl_month between $year * 100 + 1 and $year * 100 + $month - 1
),

caution as (
    select
        (select count(*) from (select 1 from warehouse.identity_row limit 1)) as identity_rows,
        (select count(*) from (select 1 from warehouse.person_row limit 1)) as person_rows,
        (select count(*) from month_with_settlements where setl_month not in (select month from lists.issue)) as skipped_months,
        (
            select count(distinct month)
            from lists.issue
            where month between $year * 100 + $month + 1 and $year * 100 + 12
        ) as later_months,
)

select * from caution
