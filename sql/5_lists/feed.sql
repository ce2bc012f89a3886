-- One row per feed: how far it reaches by the end of the month, and how many rows of it are used.
-- Basis: a list says how fresh its data are. Reads: warehouse.settlement, warehouse.person_row, warehouse.identity_row; and
-- warehouse.identity_span: who is no longer on the latest full roster is not counted. Parameters: $month_end, $first_day.
with

feed as (
    select
        1 as place,
        '结算记录' as name,
        max(cast(setl_time as date)) filter (cast(setl_time as date) <= $month_end) as latest,
        '本月 ' || format('{:,}', count(*) filter (cast(setl_time as date) between $first_day and $month_end)) || ' 条' as note,
        count(*) as row_count,
    from warehouse.settlement
    union all
    select
        2,
        '参保人员名册',
        nullif(coalesce(max(as_of) filter (as_of <= $month_end), min(as_of)), date '0001-01-01'),
        format('{:,}', count(distinct person_id)) || ' 人',
        count(*),
    from warehouse.person_row
    union all
    select
        3,
        '身份名册',
        coalesce(max(as_of) filter (as_of <= $month_end), max(begndate) filter (begndate <= $month_end)),
        '月底 ' || format('{:,}', (select count(distinct person_id) from warehouse.identity_span where $month_end between begins and ends)) || ' 人',
        count(*),
    from warehouse.identity_row
)

select * from feed
order by place
