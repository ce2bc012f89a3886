-- One row: what is missing around a month that is about to be issued.
-- Basis: promise 2; 000 二(二) (rosters come every month), 二(六) (screened every month).
-- A month that is passed over is one of the year before it, from the first of which anything is known, that has neither a list nor the operator's
-- word that there was nothing in it. Reads: warehouse.identity_row, warehouse.person_row, warehouse.settlement, warehouse.ledger_line, lists.issue.
-- Parameters: $year, $month.
with

month_with_settlements as (
    select distinct setl_month
    from warehouse.settlement
    where setl_month between $year * 100 + 1 and $year * 100 + $month - 1
),

settled_or_issued as (
    select setl_month as month from month_with_settlements
    union
    select month from lists.issue where month between $year * 100 + 1 and $year * 100 + $month - 1
),

without_any as (
    select unnest(generate_series((select min(month) from settled_or_issued), cast($year * 100 + $month - 1 as bigint))) as month
    except
    select month from settled_or_issued
    except
    select month
    from warehouse.ledger_line
    where event = 'released' and list_contains(from_json(json_extract(facts, '$.holds'), '["VARCHAR"]'), 'H-FEED-NONE')
),

caution as (
    select
        (select count(*) from (select 1 from warehouse.identity_row limit 1)) as identity_rows,
        (select count(*) from (select 1 from warehouse.person_row limit 1)) as person_rows,
        (select count(*) from month_with_settlements where setl_month not in (select month from lists.issue)) as skipped_months,
        (select list(month order by month) from without_any) as empty_months,
        (
            select count(distinct month)
            from lists.issue
            where month between $year * 100 + $month + 1 and $year * 100 + 12
        ) as later_months,
)

select * from caution
