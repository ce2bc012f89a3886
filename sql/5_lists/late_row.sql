-- One row: how many settlements of the year up to the month, or refunds of such, were learned after the month's newest list, where that is the year's last month with
-- a list; 0 where a later list of the year has told them.
-- Basis: promise 4, RELIABILITY R36: what came after a list is corrected openly. Reads: warehouse.settlement, lists.issue. Parameters: $month
-- (six digits), $edge, the first row_id learned after the list (see 4_screen/issue_edge).
with

of_year as (
    select setl_id
    from warehouse.settlement
    where setl_month between $month // 100 * 100 + 1 and $month
),

late_row as (
    select count(*) as row_count
    from warehouse.settlement
    where row_id >= $edge
        and (setl_id in (select setl_id from of_year) or init_setl_id in (select setl_id from of_year))
        and $month = (select max(month) from lists.issue where month // 100 = $month // 100)
)

select * from late_row
